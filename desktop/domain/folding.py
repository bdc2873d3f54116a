"""The tools of the fold: reading an event, moving along an edge of states.json, keeping facts and their conflicts.

Only `fold` and its handlers call it. A handler takes the case and a `Told` and answers with the fields that change;
nothing is changed in place and nothing raises, whatever the data holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from desktop.domain import times
from desktop.domain.case import UNNAMED, Case, ClockEvent, Fact
from desktop.domain.journal import Event, Head
from desktop.domain.law import Edge, Law
from desktop.domain.reading import mapping, text

Changes = dict[str, Any]
"""Fields of Case by name, as `dataclasses.replace` takes them."""

MODELS_IN_JAIL: Final = ("JEM", "WSO")
ENDED: Final = ("ended", "quality", "closed")


@dataclass(frozen=True, slots=True)
class Told:
    """An event made easy to read: its head, its data ({} once erased), the law."""

    event: Event
    head: Head
    data: Mapping[str, object]
    law: Law

    @staticmethod
    def of(event: Event, law: Law) -> Told:
        """The event with its data as an object, whatever it was."""
        return Told(event, event.head, mapping(event.data), law)

    @property
    def at(self) -> datetime:
        """When it happened: the `at` of the data, else when it was recorded."""
        return times.read(self.data.get("at")) or self.head.occurred_at

    def say(self, key: str) -> str:
        """The text under a key of the data, or ""."""
        return text(self.data, key)

    def clock_event(self, kind: str, at: datetime | None = None, note: str = "") -> ClockEvent:
        """What this event does to the clocks."""
        head = self.head
        return ClockEvent(kind, at or self.at, head.occurred_at, head.id, head.actor, note)


Handler = Callable[[Case, Told], Changes]


def go(case: Case, told: Told, act: str, edge_id: str = "", gate: str = "") -> Changes:
    """The way out of this state that an act takes, by states.json; nothing where it has none.

    edge_id, gate: only the edge of that id, only one that this gate forces. A record of what happened under a model
    that has no such edge takes the edge of another model: what happened has happened.
    """
    for model in (case.model, ""):
        for edge in told.law.out_of(case.state, act, model):
            if edge_id in ("", edge.id) and (not gate or gate in edge.gates):
                return arrive(case, told, edge)
    return {}


def arrive(case: Case, told: Told, edge: Edge) -> Changes:
    """The state an edge leads to. Open H2-H4 end with the case; an open H1 stays until ICE answers (states.json,
    rules).
    """
    if edge.target == case.state:
        return {}
    changes: Changes = {"state": edge.target, "before": case.state, "came_by": edge.id}
    if told.law.state(edge.target).kind in ENDED:
        changes["holds"] = tuple(hold for hold in case.holds if hold == "H1")
        changes["stop_end"] = case.stop_end or (told.at if case.stop_start else None)
    return changes


def raise_holds(case: Case, law: Law, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The open H states with these added, lowest rank first; in C1 nothing can be raised."""
    if law.state(case.state).kind == "closed":
        return case.holds
    return tuple(sorted({*case.holds, *codes}, key=lambda code: law.holds[code].rank if code in law.holds else 9))


def with_clock(case: Case, changes: Changes, *events: ClockEvent) -> Changes:
    """The changes with clock events added."""
    before = changes.get("clock_events", case.clock_events)
    return {**changes, "clock_events": (*before, *events)}


def put_facts(case: Case, told: Told, values: Mapping[str, tuple[object, str, str]]) -> Changes:
    """Facts set by an entry: field -> (value, source, reliability).

    An edit of a field that somebody on another device changed after `base_no` keeps both values, until a person
    chooses (architecture.md 4, rule 4).
    """
    facts, conflicts = dict(case.facts), dict(case.conflicts)
    for field, (value, source, reliability) in values.items():
        fact = _fact(told, field, value, source, reliability)
        if field in against(case, told.head, {field: value}):
            conflicts[field] = (*case.conflicts.get(field, (facts[field],)), fact)
        elif field in conflicts:
            conflicts[field] = (*conflicts[field], fact)
        else:
            facts[field] = fact
    return _named(case, {"facts": facts, "conflicts": conflicts})


def _fact(told: Told, field: str, value: object, source: str, reliability: str) -> Fact:
    head = told.head
    return Fact(
        field, value, source, reliability, head.actor, head.device, head.occurred_at, head.id, told.event.case_no
    )


def against(case: Case, head: Head, values: Mapping[str, object]) -> tuple[str, ...]:
    """The fields whose present value came from another device after what this actor had before them, and differs."""
    return tuple(
        field
        for field, value in values.items()
        if (there := case.facts.get(field)) is not None
        and there.device != head.device
        and there.no > head.base_no
        and there.value != value
    )


def settle(case: Case, told: Told) -> Changes:
    """A person has chosen between two values: the chosen one stands; a value they had not seen stands against it."""
    field = told.say("field")
    if not field:
        return {}
    refs = told.data.get("refs")
    seen = frozenset(ref for ref in refs if isinstance(ref, str)) if isinstance(refs, (list, tuple)) else frozenset()
    old = case.conflicts.get(field, ())
    left = tuple(fact for fact in old if seen and fact.entry_id not in seen and fact.no > told.head.base_no)
    chosen = next((f for f in old if f.value == told.data.get("value")), None)
    source = chosen.source if chosen else "officer"
    fact = _fact(told, field, told.data.get("value"), source, chosen.reliability if chosen else "")
    conflicts = {name: facts for name, facts in case.conflicts.items() if name != field}
    if left:
        conflicts[field] = (fact, *left)
    return _named(case, {"facts": {**case.facts, field: fact}, "conflicts": conflicts})


def _named(case: Case, changes: Changes) -> Changes:
    """The changes with the title and booking number that follow from the facts."""
    facts: Mapping[str, Fact] = changes["facts"]
    title = person_name(facts["name"].value) if "name" in facts else ""
    booking = facts["booking_no"].value if "booking_no" in facts else ""
    return {
        **changes,
        "title": title or UNNAMED,
        "booking_no": booking.strip() if isinstance(booking, str) else case.booking_no,
    }


def person_name(value: object) -> str:
    """A name as people write it, "Sample, Alex", from text or {surname, given}; "" where there is none."""
    if isinstance(value, str):
        return " ".join(value.split())[:120]
    parts = mapping(value)
    surname = text(parts, "surname") or text(parts, "last")
    given = text(parts, "given") or text(parts, "first")
    return ", ".join(part.strip() for part in (surname, given) if part.strip())[:120]
