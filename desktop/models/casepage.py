"""The case page: everything known of one case, as the screen shows it.

`queries.py` hands it out; the review page contains it. It reads the folded case from memory and asks the domain for
clocks, gates and next step; it decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa

from desktop.domain import deadlines, next_step, permissions, stop_call, times
from desktop.domain.case import Case, Decision, Fact, case_number
from desktop.domain.deadlines import Clock
from desktop.domain.happenings import field_label
from desktop.domain.permissions import Verdict
from desktop.domain.reading import text
from desktop.models.rows import (
    NEEDS_ATTENTION,
    RECEIVED,
    SAVED_HERE,
    AnswerRow,
    CallRow,
    CasePage,
    CheckRow,
    ClockRow,
    DecisionRow,
    FactRow,
    HappenedRow,
    LockedReleaseRow,
    WhyRow,
)
from desktop.models.tables import ACCEPTED, ENTRY, TROUBLED
from desktop.models.tx import Query, Tx
from desktop.seal import ids

_STATES: Final = sa.select(ENTRY.c.id, ENTRY.c.state).where(ENTRY.c.case_id == sa.bindparam("at"))
# Acts of which the page says whether and why.
ASKED: Final = (
    "edit_facts",
    "ask_status",
    "run_check",
    "take_statement",
    "submit_package",
    "arrest_without_warrant",
    "serve_arrest_warrant",
    "start_hold",
    "transfer_custody",
    "release",
)


def case_page(case_id: str) -> Query[CasePage]:
    """Problem 404.1 if nothing of the case is here."""
    return lambda tx: page_of(tx, case_id)


def page_of(tx: Tx, case_id: str) -> CasePage:
    """The page, inside a transaction."""
    held = tx.work.held(case_id)
    words = deliveries(tx, case_id)
    if held.case is None and words:
        return _stub(case_id, words)
    return _page(tx, tx.case(case_id), words, held.complete)


def deliveries(tx: Tx, case_id: str) -> dict[str, str]:
    """The delivery word of each entry of the case."""
    rows = tx.sql.execute(_STATES, {"at": ids.to_bytes(case_id)})
    return {ids.to_text(row.id): delivery_word(row.state) for row in rows}


def delivery_word(state: str) -> str:
    """One of the three words. Set aside and refused need a person; whatever has no receipt is only here."""
    if state in TROUBLED:
        return NEEDS_ATTENTION
    return RECEIVED if state == ACCEPTED else SAVED_HERE


def clock_row(clock: Clock) -> ClockRow:
    return ClockRow(clock.id, clock.name, clock.started_at, clock.ends_at, clock.hard, clock.note)


def name_of(tx: Tx, person: str) -> str:
    """A person's name as the pack knows it, else their number."""
    if person == tx.me.person:
        return tx.me.name
    return tx.pack.name_of(person) if tx.pack else person


def decision_row(tx: Tx, case: Case, decided: Decision, words: Mapping[str, str]) -> DecisionRow:
    """A decision with the request for its review and all answers."""
    asked = case.review_of(decided.entry_id)
    answers = tuple(
        AnswerRow(each.answer, each.reason, each.pinned, each.name or name_of(tx, each.by), each.title, each.at)
        for each in (asked.answers if asked else ())
    )
    return DecisionRow(
        entry_id=decided.entry_id,
        form=decided.form,
        by=name_of(tx, decided.by),
        at=decided.at,
        delivery=words.get(decided.entry_id, RECEIVED),
        request_id=asked.request_id if asked else "",
        answers=answers,
        corrects=decided.corrects,
    )


def _page(tx: Tx, case: Case, words: Mapping[str, str], complete: bool) -> CasePage:
    now = tx.session.effective_now()
    due = deadlines.release_due(case, tx.pack, tx.law, now)
    is_due = due is not None or case.state == "X5"
    step = next_step.next_step(case, tx.standing(), tx.law, now)
    counts = [list(words.values()).count(word) for word in (SAVED_HERE, RECEIVED, NEEDS_ATTENTION)]
    return CasePage(
        case_id=case.case_id,
        number=case.number,
        title=case.title,
        subtitle="  ·  ".join(next_step.subtitle(case, tx.law, tx.pack, is_due)),
        state=case.state,
        state_label=next_step.state_label(case, tx.law, is_due),
        model=case.model,
        release_due=clock_row(due) if due else None,
        in_custody=case.in_custody,
        stop_open=case.stop_open,
        clocks=tuple(clock_row(clock) for clock in deadlines.running(case, tx.pack, tx.law)),
        happened=_happened(tx, case, words),
        facts=_facts(tx, case),
        why=tuple(_why(tx, permissions.why(act, tx.standing(), case, tx.law, now)) for act in _asked(tx)),
        calls=tuple(CallRow(each.label, each.phone) for each in stop_call.calls("", tx.pack)),
        decisions=tuple(decision_row(tx, case, each, words) for each in case.decisions),
        next_step=step.text,
        next_act=step.act,
        saved_here=counts[0],
        received=counts[1],
        attention=counts[2] + len(case.conflicts),
        complete=complete,
        locked_release=_locked_release(case),
    )


def _locked_release(case: Case) -> LockedReleaseRow | None:
    found = case.locked_release()
    if found is None:
        return None
    return LockedReleaseRow(found.entry_id, text(found.told, "booking_no") or case.booking_no, found.at, found.by)


def _stub(case_id: str, words: Mapping[str, str]) -> CasePage:
    """Only later parts of the case are here. Release and stop and call stay open."""
    return CasePage(
        case_id=case_id,
        number=case_number(case_id),
        title="Not complete yet",
        subtitle="Earlier parts of this case have not arrived.",
        state="",
        state_label="Not complete yet",
        model="",
        release_due=None,
        in_custody=False,
        stop_open=False,
        received=len(words),
        complete=False,
    )


def _happened(tx: Tx, case: Case, words: Mapping[str, str]) -> tuple[HappenedRow, ...]:
    return tuple(
        HappenedRow(
            each.entry_id,
            each.kind,
            each.text,
            each.at,
            name_of(tx, each.by) if each.by else "",
            words.get(each.entry_id, RECEIVED),
            each.device,
        )
        for each in case.happened
    )


def _facts(tx: Tx, case: Case) -> tuple[FactRow, ...]:
    """Every fact; one with two values shows both, in the order they came."""
    rows = []
    for fact in case.facts.values():
        other = case.conflicts.get(fact.field, ())
        both = tuple(value_words(tx, each) for each in other)
        rows.append(
            FactRow(
                fact.field,
                field_label(fact.field, tx.law),
                group_of(fact.field),
                value_words(tx, fact),
                fact.source,
                name_of(tx, fact.by),
                fact.at,
                both,
                tuple((name_of(tx, each.by), each.at, each.device, each.source) for each in other),
            )
        )
    return tuple(rows)


def value_words(tx: Tx, fact: Fact) -> str:
    """A value as text: the label of a code, the words of an object, a list with commas."""
    return _words(tx, fact.field, fact.value)


def group_of(field: str) -> str:
    """The heading a fact stands under."""
    return "Encounter" if field in _ENCOUNTER else "Facts"


_ENCOUNTER: Final = frozenset(
    (
        "contact_reason",
        "call_for_service",
        "predicate_offence",
        "role",
        "place",
        "stop_start",
        "stop_end",
        "outcome",
        "at",
    )
)


_SPOKEN: Final = ("type", "where", "lines", "city", "county", "state")  # an object is read in this order, then by name
_SILENT: Final = ("zone", "statute", "ncic")
_PLAIN: Final = {"yes": "Yes", "no": "No", "unknown": "Unknown"}


def _words(tx: Tx, field: str, value: object) -> str:
    if isinstance(value, Mapping) and "utc" in value:
        at = times.read(value)
        return f"{times.local(at, tx.me.zone):%d %b %Y, %H:%M}" if at else ""
    if isinstance(value, Mapping):
        names = [*_SPOKEN, *sorted(value.keys() - set(_SPOKEN))]
        return ", ".join(str(value[name]) for name in names if value.get(name) and name not in _SILENT)
    if isinstance(value, list | tuple):
        return ", ".join(_words(tx, field, each) for each in value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return _label(tx, field, str(value))


def _label(tx: Tx, field: str, code: str) -> str:
    if code in _PLAIN:
        return _PLAIN[code]
    rows = (fields[field] for fields in tx.law.fields.values() if field in fields)
    row = next(rows, None)
    return row.option(code) if row is not None else code


def _asked(tx: Tx) -> tuple[str, ...]:
    """What a role may never do is absent, not blocked. Source: screens.md 1, rule 2."""
    role = tx.law.roles.get(tx.standing().role)
    return tuple(act for act in ASKED if role is None or act in role.may or act in tx.law.ungated)


def _why(tx: Tx, verdict: Verdict) -> WhyRow:
    checks = tuple(CheckRow(each.gate, each.passed, each.reason, each.basis, each.clears_by) for each in verdict.checks)
    return WhyRow(verdict.act, tx.law.label(verdict.act), verdict.allowed, checks)
