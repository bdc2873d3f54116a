"""What happened, in plain words: one line per entry for the case page and the journal.

The fold asks here once per entry; the queries show the line as it is. Never content that is sealed apart, never a name
of the person, never a nationality.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from desktop.domain.decision import PROPOSALS
from desktop.domain.law import Law
from desktop.domain.reading import mappings, text, texts
from desktop.domain.stop_call import said_label

_LONGEST: Final = 160

_WORDS: Final[Mapping[str, str]] = {
    "encounter_recorded": "Encounter recorded",
    "stop_ended": "Stop ended",
    "case_ended": "Ended without action",
    "suspicion_fact_added": "Fact for suspicion added",
    "status_asked": "Asked about status",
    "identity_checked": "Identity checks recorded",
    "warrant_matched": "Compared with the warrant",
    "identity_verified": "Identity verified by a second person",
    "status_screened": "Status screen done",
    "statement_taken": "Statement taken",
    "citizenship_interviewed": "Citizenship interview held",
    "rights_advised": "Rights told",
    "limit_extended": "Limit extended by ICE",
    "opla_reference_given": "OPLA reference given",
    "arrest_made": "Arrested without a warrant",
    "person_examined": "Examined by an officer",
    "document_served": "Paper served",
    "hold_started": "Hold started",
    "consular_step": "Consular step recorded",
    "t0_confirmed": "Release event confirmed by a second person",
    "t0_moved_later": "Release event moved later",
    "transported": "Transported",
    "custody_transferred": "Transferred to ICE",
    "release_recorded": "Released",
    "release_locked": "Release recorded at the locked window",
    "release_confirmed": "Locked release confirmed",
    "release_completed": "Release completed",
    "release_corrected": "Release was recorded by mistake",
    "release_ordered": "ICE ordered the release",
    "attachment_added": "Attachment added",
    "sealed_item_added": "Item kept apart",
    "vault_opened": "Item kept apart was opened",
    "complaint_recorded": "Complaint recorded",
    "complaint_worked": "Complaint worked on",
    "perceived_filed": "Form filed",
    "perceived_receipted": "Form filed",
    "force_linked": "Force report linked",
    "searched": "Search recorded",
    "exported": "Exported",
    "quality_opened": "Quality review opened",
    "quality_reviewed": "Quality reviewed",
    "case_closed": "Case closed",
    "case_amended": "Amended",
    "persons_merged": "Persons merged",
    "erasure_ordered": "Erasure ordered",
    "legal_hold_placed": "Legal hold placed",
    "local_copy_ended": "Local copy ended",
    "case_assigned": "Case assigned",
    "case_moved": "Case moved to another agency",
    "case_received": "Case received from another agency",
    "person_enrolled": "Person enrolled",
    "person_removed": "Person removed",
    "authorization_issued": "Authorization issued",
    "authority_revoked": "Authority revoked",
}

_EVENTS: Final[Mapping[str, str]] = {
    "release_event": "Free on the local matter (T0)",
    "arrest_without_warrant": "Arrest without a warrant recorded",
    "warrant_arrest": "Arrest on a warrant recorded",
    "custody_taken_by_ice": "ICE took custody",
    "paper_handed_over": "Paper handed over",
    "search": "Search recorded",
    "injury": "Injury recorded",
    "force": "Force recorded",
    "welfare_check": "Welfare check",
    "phone_call": "Phone call",
}

_ABOUT: Final = {"decision": "Decision", "package": "Package"}


def tell(kind: str, data: Mapping[str, object], law: Law) -> str:
    """One line for an entry of this kind. Total: garbage gives the plain name of the kind."""
    teller = _TELLERS.get(kind)
    if teller is not None:
        return teller(data, law)
    return _WORDS.get(kind) or kind.replace("_", " ").capitalize()


def _facts(data: Mapping[str, object], law: Law) -> str:
    names = [field_label(text(row, "field"), law) for row in mappings(data.get("changes"))]
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return f"Facts edited: {shown}" if shown else "Facts edited"


def _resolved(data: Mapping[str, object], law: Law) -> str:
    return f"Two values settled: {field_label(text(data, 'field'), law)}"


def _decision(data: Mapping[str, object], law: Law) -> str:
    said = PROPOSALS.get(text(data, "proposal"), "").lower()
    return f"Decision proposed: {said}" if said else "Decision proposed"


def _asked(data: Mapping[str, object], law: Law) -> str:
    return f"{_ABOUT.get(text(data, 'about'), 'Package')} sent to ICE for review"


def _answered(data: Mapping[str, object], law: Law) -> str:
    said = {"approve": "approved by ICE", "return": "returned with reasons by ICE", "decline": "declined by ICE"}
    about = _ABOUT.get(text(data, "about"), "Package")
    return f"{about} {said.get(text(data, 'decision'), 'answered by ICE')}"


def _stop(data: Mapping[str, object], law: Law) -> str:
    words = ", ".join(said_label(code) for code in said_codes(data))
    return f"Stopped and called: {words}" if words else "Stopped and called"


def said_codes(data: Mapping[str, object]) -> tuple[str, ...]:
    """The codes of *What was said or seen*, one or several."""
    said = data.get("said_or_seen")
    many = said if isinstance(said, (list, tuple)) else (said,)
    return tuple(code for code in many if isinstance(code, str) and code)


def _event(data: Mapping[str, object], law: Law) -> str:
    what = text(data, "what")
    return _EVENTS.get(what) or (what.replace("_", " ").capitalize()[:_LONGEST] or "Event recorded")


def _request(data: Mapping[str, object], law: Law) -> str:
    asked = {"consular": "Asked for the consulate", "attorney": "Asked for a lawyer"}
    return asked.get(text(data, "what"), "Request recorded")


def _paper(verb: str) -> Callable[[Mapping[str, object], Law], str]:
    def words(data: Mapping[str, object], law: Law) -> str:
        return f"{text(data, 'form')[:20] or 'Paper'} {verb}"

    return words


def _booking(data: Mapping[str, object], law: Law) -> str:
    return f"Booking {text(data, 'booking_no')[:40]} linked".replace("  ", " ")


def _note(data: Mapping[str, object], law: Law) -> str:
    said = _short(text(data, "text"))
    return f"Note: {said}" if said else "Note added"


def _call(data: Mapping[str, object], law: Law) -> str:
    who, said = _short(text(data, "who")) or "ICE", _short(text(data, "said"))
    return f"Called {who}: {said}" if said else f"Called {who}"


def _custody(data: Mapping[str, object], law: Law) -> str:
    forms = ", ".join(texts(data.get("form_ids")))[:60]
    return f"ICE decided: {forms}" if forms else "ICE decided about custody"


def _citizenship(data: Mapping[str, object], law: Law) -> str:
    said = {"none": "no probative evidence", "probative": "some probative evidence", "citizen": "citizen"}
    answer = said.get(text(data, "answer"), "")
    return f"ICE answered on citizenship: {answer}" if answer else "ICE answered on citizenship"


def _cleared(data: Mapping[str, object], law: Law) -> str:
    code = text(data, "hold")
    return f"{law.holds[code].label} ended" if code in law.holds else "Wait ended"


def _gate(data: Mapping[str, object], law: Law) -> str:
    code = text(data, "gate")
    return f"{law.gates[code].name} cleared ({code})" if code in law.gates else "Check cleared"


def _seen(data: Mapping[str, object], law: Law) -> str:
    rule = law.clocks.get(text(data, "clock"))
    return f"Alarm seen: {rule.name}" if rule else "Alarm seen"


def _short(said: str) -> str:
    one_line = " ".join(said.split())
    return one_line if len(one_line) <= _LONGEST else f"{one_line[:_LONGEST]}..."


_TELLERS: Final[Mapping[str, Callable[[Mapping[str, object], Law], str]]] = {
    "facts_edited": _facts,
    "conflict_resolved": _resolved,
    "decision_recorded": _decision,
    "review_requested": _asked,
    "review_answered": _answered,
    "stop_and_call": _stop,
    "event_recorded": _event,
    "request_recorded": _request,
    "paper_drafted": _paper("drafted"),
    "paper_issued": _paper("issued by ICE"),
    "paper_cancelled": _paper("cancelled by ICE"),
    "booking_linked": _booking,
    "note_added": _note,
    "call_logged": _call,
    "custody_decided": _custody,
    "citizenship_answered": _citizenship,
    "hold_state_cleared": _cleared,
    "gate_cleared": _gate,
    "alarm_seen": _seen,
}

_LABELS: Final[Mapping[str, str]] = {
    "name": "Name",
    "booking_no": "Booking number",
    "facility_code": "Facility",
    "place": "Place",
    "at": "Time",
    "predicate_offence": "Offence",
    "role": "This person is",
    "call_for_service": "Call for service",
    "contact_reason": "Why the contact began",
    "stop_start": "Stop began",
    "stop_end": "Stop ended",
    "birth_date": "Birth date",
    "name_stated": "Name as stated",
}


def field_label(code: str, law: Law) -> str:
    """What a person calls a field, by its id in any transition; the id in plain words where the law has none."""
    if code in _LABELS:
        return _LABELS[code]
    rows = (fields[code] for fields in law.fields.values() if code in fields)
    row = next(rows, None)
    return row.label.partition(":")[0] if row else code.replace("_", " ").capitalize()[:60]
