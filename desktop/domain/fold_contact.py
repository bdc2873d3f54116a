"""What the entries from contact to statement mean: encounter, facts, status, checks. Called by `fold` only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from desktop.domain import times
from desktop.domain.case import Case
from desktop.domain.folding import (
    MODELS_IN_JAIL,
    Changes,
    Handler,
    Told,
    go,
    put_facts,
    raise_holds,
    settle,
    with_clock,
)
from desktop.domain.reading import mapping, mappings, text

_APART: Final = frozenset({"encounter_id", "authorization_id", "ori", "model", "victim_pointer", "narrative", "gates"})
_ALSO: Final = ("name", "booking_no", "birth_date")
_CUSTODY: Final = ("local_custody", "immigration_custody")
_PROTECTED: Final = (
    "asylee", "refugee", "parole", "TPS", "DACA", "pending_U", "pending_T", "pending_VAWA", "pending_SIJ"
)  # fmt: skip


def _fields(told: Told, transition: str) -> dict[str, tuple[object, str, str]]:
    """The fields of a transition that the entry answers, as facts an officer wrote down."""
    names = [name for name in told.law.fields_of(transition) if name not in _APART]
    return {n: (told.data[n], "officer", "") for n in (*names, *_ALSO) if told.data.get(n) not in (None, "", {}, [])}


def _encounter(case: Case, told: Told) -> Changes:
    """T-a: the model decides the entry path (A field, B booking, C warrant)."""
    model = told.say("model") if told.say("model") in told.law.models else case.model
    zone = text(mapping(told.data.get("at")), "zone")
    held = model in MODELS_IN_JAIL or told.say("role") == "arrestee" or told.say("outcome") in _CUSTODY
    return {
        **put_facts(case, told, _fields(told, "T-a")),
        "stop_end": times.read(told.data.get("stop_end")) or case.stop_end,
        **go(replace(case, model=model), told, "record_encounter"),
        "model": model,
        "zone": zone if zone and times.is_zone(zone) else case.zone,
        "facility": told.say("facility_code") or case.facility,
        "stop_start": times.read(told.data.get("stop_start")) or case.stop_start,
        "in_custody": case.in_custody or (held and not case.releases),
    }


def _stop_ended(case: Case, told: Told) -> Changes:
    """End of the stop, a record: closes to X1 if nothing else is open (domain.md 6)."""
    held = told.say("outcome") in _CUSTODY
    changes: Changes = {"stop_end": case.stop_end or told.at, "in_custody": case.in_custody or held}
    if told.say("outcome"):
        changes |= put_facts(case, told, {"outcome": (told.say("outcome"), "officer", "")})
    waiting = case.returned() is not None or any(review.waiting for review in case.reviews)
    if held or case.in_custody or case.holds or waiting or told.say("outcome") == "went_on":
        return changes
    return changes | go(case, told, "end_without_action", "U-end")


def _case_ended(case: Case, told: Told) -> Changes:
    return go(case, told, "end_without_action", "U-end")


def _facts(case: Case, told: Told) -> Changes:
    rows = [row for row in mappings(told.data.get("changes")) if text(row, "field")]
    values = {text(row, "field"): (row.get("value"), text(row, "source"), text(row, "reliability")) for row in rows}
    return put_facts(case, told, values)


def _suspicion(case: Case, told: Told) -> Changes:
    return {"suspicion": (*case.suspicion, told.data)}


def _booking(case: Case, told: Told) -> Changes:
    values = {name: (told.say(name), "jail record", "") for name in ("booking_no", "facility_code") if told.say(name)}
    held = case.in_custody or not case.releases
    return {**put_facts(case, told, values), "facility": told.say("facility_code") or case.facility, "in_custody": held}


def _asked(case: Case, told: Told) -> Changes:
    return put_facts(case, told, _fields(told, "T-b")) | go(case, told, "ask_status")


def _checked(case: Case, told: Told) -> Changes:
    return put_facts(case, told, _fields(told, "T-c")) | go(case, told, "run_check")


def _matched(case: Case, told: Told) -> Changes:
    return put_facts(case, told, _fields(told, "T-c")) | go(case, told, "match_to_warrant")


def _screened(case: Case, told: Told) -> Changes:
    """T-d: what was answered raises the waits of G07 to G12 (domain.md 8), which stop no clock."""
    changes = put_facts(case, told, _fields(told, "T-d")) | go(case, told, "complete_status_screen")
    raised = tuple(code for code, found in _answers(told.data) if found)
    events = [told.clock_event("usc_claim_or_indicia")] if "H1" in raised else []
    events += [told.clock_event("minor_claimed_or_suspected")] if "H2" in raised else []
    return with_clock(case, changes, *events) | {"holds": raise_holds(case, told.law, raised)}


def _answers(data: Mapping[str, object]) -> tuple[tuple[str, bool], ...]:
    usc, status = mapping(data.get("usc_answers")), mapping(data.get("status_claims"))
    return (
        ("H1", "yes" in [value for value in usc.values() if isinstance(value, str)]),
        ("H2", data.get("minor") in ("yes", "unknown")),
        ("H3", any(status.get(item) == "yes" for item in _PROTECTED)),
        ("H4", data.get("care") == "yes"),
    )


def _statement(case: Case, told: Told) -> Changes:
    return go(case, told, "take_statement")


HANDLERS: Final[Mapping[str, Handler]] = {
    "encounter_recorded": _encounter,
    "stop_ended": _stop_ended,
    "case_ended": _case_ended,
    "facts_edited": _facts,
    "suspicion_fact_added": _suspicion,
    "conflict_resolved": settle,
    "booking_linked": _booking,
    "status_asked": _asked,
    "identity_checked": _checked,
    "warrant_matched": _matched,
    "status_screened": _screened,
    "statement_taken": _statement,
}
