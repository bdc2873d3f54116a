"""Case + entry -> case: the one function that says what entries mean, run on both ends.

`models` folds the accepted entries in the order of their `case_no` and then its own unanswered ones; the endpoint
folds each entry as it accepts it. Deterministic, total and incremental: whatever the data holds, the same entries in
the same order give the same case, and nothing raises. An entry of a kind this program does not know is counted and
changes nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from desktop.domain import fold_contact, fold_custody, fold_review
from desktop.domain.case import Case, Happening, Undo
from desktop.domain.folding import Changes, Handler, Told, against
from desktop.domain.happenings import tell
from desktop.domain.journal import KINDS, Event
from desktop.domain.law import Law
from desktop.domain.reading import mappings, text

HANDLERS: Final[Mapping[str, Handler]] = {
    **fold_contact.HANDLERS,
    **fold_review.HANDLERS,
    **fold_custody.HANDLERS,
}
CASEWORK: Final = frozenset(HANDLERS) | {
    "call_logged",
    "alarm_seen",
    "request_recorded",
    "consular_step",
    "transported",
}
_RELEASES: Final = frozenset({"release_recorded", "release_locked", "release_confirmed", "stop_ended"})
_WRITING: Final = frozenset(
    {
        "encounter_recorded",
        "facts_edited",
        "suspicion_fact_added",
        "conflict_resolved",
        "status_asked",
        "identity_checked",
        "status_screened",
        "statement_taken",
        "paper_drafted",
        "decision_recorded",
        "review_requested",
    }
)


def fold(case: Case | None, event: Event, law: Law) -> Case:
    """The case after one more entry. case: None before the first. Never raises."""
    case = case or Case.begin(event)
    if event.head.kind == "release_corrected" and known(event):
        case = _without(case, text(event.data or {}, "ref"), law)
    return _remember(case, _apply(case, event, law), event)


def fold_all(events: Iterable[Event], law: Law) -> Case | None:
    """The case of all these entries of one case, in this order; None without any."""
    case: Case | None = None
    for event in events:
        case = fold(case, event, law)
    return case


def known(event: Event) -> bool:
    """Whether this program knows the entry's kind in this version."""
    kind = KINDS.get(event.head.kind)
    return kind is not None and event.head.kind_v <= kind.version


def conflicting(case: Case, event: Event) -> tuple[str, ...]:
    """The fields of an edit that stand against a value its actor had not seen: the endpoint flags them
    `conflict:<field>`.
    """
    if event.head.kind != "facts_edited" or not known(event):
        return ()
    changes = mappings((event.data or {}).get("changes"))
    return against(case, event.head, {text(row, "field"): row.get("value") for row in changes})


def _apply(case: Case, event: Event, law: Law, void: bool = False) -> Case:
    """One entry without its history. void: it was recorded by mistake, and only its line is kept."""
    head = event.head
    told = Told.of(event, law)
    changes: Changes = {
        "entries": case.entries + 1,
        "last_no": max(case.last_no, event.case_no),
        "changed_at": max(case.changed_at, head.occurred_at),
        "happened": (*case.happened, _line(told, void)),
    }
    if not known(event):
        changes |= {"unknown": case.unknown + 1, "read_only": case.read_only or head.must_know}
    elif not void:
        changes |= _work(case, told)
    return replace(case, **changes)


def _work(case: Case, told: Told) -> Changes:
    kind = told.head.kind
    changes: Changes = {}
    if kind in CASEWORK:
        changes["casework"] = True
    if kind in _WRITING and told.head.actor:
        changes["writers"] = case.writers | {told.head.actor}
    handler = HANDLERS.get(kind)
    return changes | handler(case, told) if handler else changes


def _line(told: Told, void: bool) -> Happening:
    event, head = told.event, told.head
    if known(event):
        words = tell(head.kind, told.data, told.law) if event.data is not None else "Content removed by order"
    else:
        words = "Recorded with a newer version"
    words = f"{words} (by mistake)" if void else words
    corrects = told.say("corrects") or (told.say("ref") if head.kind == "release_corrected" else "")
    return Happening(head.id, head.kind, words, head.occurred_at, head.actor, head.device, event.case_no, corrects)


def _remember(before: Case, after: Case, event: Event) -> Case:
    """Keeps what a correction needs: from the first release on, the case before it and everything since."""
    if before.undo is not None:
        return replace(after, undo=replace(before.undo, since=(*before.undo.since, event)))
    if event.head.kind in _RELEASES and known(event):
        return replace(after, undo=Undo(before, (event,), frozenset()))
    return after


def _without(case: Case, ref: str, law: Law) -> Case:
    """The case as if the release `ref` had not been (kinds.md 3): T0 and every clock stand again."""
    undo = case.undo
    if undo is None or not any(event.head.id == ref for event in undo.since):
        return case
    undo = replace(undo, void=undo.void | {ref})
    again = undo.before
    for event in undo.since:
        again = _apply(again, event, law, void=event.head.id in undo.void)
    return replace(again, undo=undo)
