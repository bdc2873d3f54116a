"""When something is due: the clocks of a case, from the case, the pack and a "now" that the caller brings.

Screens, queries, the locked window's board and the endpoint ask here. A limit is a count of elapsed seconds from an
instant; the zone is for display and, in D1, for what a day is. Nothing here reads a clock, and nothing extends a hold:
the earliest hard limit ends it. Source: clocks.json, holidays.json, domain.md 7.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from desktop.domain import times
from desktop.domain.case import Case, ClockEvent
from desktop.domain.law import Holiday, Law
from desktop.domain.levels import level as level
from desktop.domain.policy import LONGEST_HOLD, Pack
from desktop.domain.reading import texts

_ORDER: Final = ("D1", "D2", "D3", "D4", "D22", "D21")
_STOPS: Final = ("released", "transferred")
_BACK_DATED: Final = timedelta(hours=1)
_NOTES: Final = {
    "D1": "Shown for reference. It does not extend the hold.",
    "D2": "Shown for reference. The regulation ends the hold.",
    "D21": "By then ICE should have answered.",
}


@dataclass(frozen=True, slots=True)
class Witness:
    """What this machine knows of the time; None: not known.

    now: its clock. monotonic_now: its clock at the record of T0 plus monotonic seconds since. last_signed: the last
    time the endpoint signed plus monotonic seconds since.
    """

    now: datetime
    monotonic_now: datetime | None = None
    last_signed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A running clock. hard: at its end the person must be free. note: what its end means."""

    id: str
    name: str
    started_at: datetime
    ends_at: datetime
    hard: bool
    basis: str
    note: str


def effective_now(witness: Witness) -> datetime:
    """The instant that counts: the latest witness, so that doubt shortens a hold and an authority and never lengthens
    one.

    Source: clocks.json engine_more; security.md S-38.
    """
    known = (witness.now, witness.monotonic_now, witness.last_signed)
    return max(moment for moment in known if moment is not None)


def doubtful(witness: Witness) -> str:
    """The clock quality for a head: "back" when this clock is a minute or more behind a witness, else "ok"."""
    return "back" if effective_now(witness) - witness.now >= timedelta(minutes=1) else "ok"


def running(case: Case, pack: Pack | None, law: Law) -> tuple[Clock, ...]:
    """The clocks that run: D1 to D4, D22, and D21 for each review that waits; nearest end first, ties by number."""
    events = _alive(case.clock_events)
    custody = (*_hold_clocks(case, events, pack, law), *_arrest_clocks(events, pack, law))
    clocks = (*custody, *_review_ages(case, pack, law))
    return tuple(sorted(clocks, key=lambda clock: (clock.ends_at, _ORDER.index(clock.id))))


def hold_end(case: Case, pack: Pack | None, law: Law) -> tuple[datetime, str] | None:
    """When the person must be free, and the clock that says so: the earliest running hard limit; None if none runs."""
    hard = [clock for clock in running(case, pack, law) if clock.hard]
    return (hard[0].ends_at, hard[0].id) if hard else None


def release_due(case: Case, pack: Pack | None, law: Law, now: datetime) -> Clock | None:
    """The hard clock that has run out at `now` (the instant that counts), None if none has."""
    hard = [clock for clock in running(case, pack, law) if clock.hard]
    return hard[0] if hard and hard[0].ends_at <= now else None


def t0(case: Case, pack: Pack | None, law: Law) -> datetime | None:
    """T0 as it counts: the earliest release event; a later one only once granted, before the hold had run out.

    Source: domain.md 7; clocks.json engine, engine_more.
    """
    return _t0(_alive(case.clock_events), pack)


def second_person_needed(case: Case) -> bool:
    """Whether a T0 entered an hour or more after it happened still waits for a second person (domain.md 7, S7)."""
    back_dated = [e for e in case.clock_events if e.kind == "release_event" and e.recorded_at - e.at >= _BACK_DATED]
    confirmed = [e.by for e in case.clock_events if e.kind == "t0_confirmed"]
    return any(all(by == event.by for by in confirmed) for event in back_dated)


def review_limit(case: Case, pack: Pack | None, law: Law) -> int:
    """Seconds in which ICE should answer: shorter while the person is in immigration custody (D21, design)."""
    if law.state(case.state).immigration_custody:
        return pack.seconds("review.in_custody_seconds", 14_400) if pack else 14_400
    return pack.seconds("review.else_seconds", 86_400) if pack else 86_400


def _alive(events: tuple[ClockEvent, ...]) -> tuple[ClockEvent, ...]:
    """What came after the person was last released or transferred: later in the journal and later in time."""
    last = next((i for i in range(len(events) - 1, -1, -1) if events[i].kind in _STOPS), None)
    if last is None:
        return events
    return tuple(event for event in events[last + 1 :] if event.at > events[last].at)


def _limit(pack: Pack | None, key: str) -> int:
    """A limit of the pack in seconds, never above the ceiling in code."""
    return min(pack.seconds(key, LONGEST_HOLD), LONGEST_HOLD) if pack else LONGEST_HOLD


def _plus(start: datetime, seconds: int) -> datetime:
    try:
        return start + timedelta(seconds=seconds)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def _t0(events: tuple[ClockEvent, ...], pack: Pack | None) -> datetime | None:
    current: datetime | None = None
    for event in events:
        if event.kind == "release_event" or (event.kind == "warrant_arrest" and event.note == "no_local_charges"):
            current = event.at if current is None else min(current, event.at)
        elif event.kind == "t0_moved_later" and current is not None and event.at > current:
            granted = event.recorded_at < _plus(current, _limit(pack, "hold.limit_seconds"))
            current = event.at if granted else current
    return current


def _hold_clocks(case: Case, events: tuple[ClockEvent, ...], pack: Pack | None, law: Law) -> Iterable[Clock]:
    """D1, D2 from T0; D3 of a warrant service officer from the earlier of T0 and the arrest on the warrant."""
    start, limit = _t0(events, pack), _limit(pack, "hold.limit_seconds")
    regulation = pack is not None and pack.value("hold.mode") == "regulation"
    arrests = [event.at for event in events if event.kind == "warrant_arrest"]
    if start is not None:
        zone = pack.zone_of(case.facility) if pack and case.facility else case.zone
        yield _clock(law, "D1", start, working_end(start, limit if regulation else LONGEST_HOLD, zone, law), regulation)
        yield _clock(law, "D2", start, _plus(start, limit), not regulation)
    if case.model == "WSO" and (arrests or start):
        first = min((*arrests, *((start,) if start else ())))
        yield _clock(law, "D3", first, _plus(first, limit), True)


def _arrest_clocks(events: tuple[ClockEvent, ...], pack: Pack | None, law: Law) -> Iterable[Clock]:
    """D4 and D22 from T1, both with ICE's extension; the two decisions stop D4 and not D22 (8 CFR 287.3(d))."""
    arrests = [event.at for event in events if event.kind == "arrest_without_warrant"]
    if not arrests:
        return
    start = min(arrests)
    end = _plus(start, _limit(pack, "warrantless.limit_seconds"))
    codes = texts(pack.value("warrantless.extension_codes")) if pack else ()
    for event in events:
        if event.kind == "limit_extended" and event.note in codes and event.recorded_at < end:
            end = event.at
    if not {"custody_decision", "charging_decision"} <= {event.kind for event in events}:
        yield _clock(law, "D4", start, end, True)
    yield _clock(law, "D22", start, end, True)


def _review_ages(case: Case, pack: Pack | None, law: Law) -> Iterable[Clock]:
    """D21 for each review that waits: an age, never an alarm."""
    limit = review_limit(case, pack, law)
    for review in case.reviews:
        if review.waiting:
            yield _clock(law, "D21", review.at, _plus(review.at, limit), False)


def _clock(law: Law, code: str, start: datetime, end: datetime, hard: bool) -> Clock:
    rule = law.clocks[code]
    note = "At the end: release." if hard else _NOTES[code]
    return Clock(code, rule.name, start, end, hard, rule.basis, note)


def working_end(start: datetime, seconds: int, zone: str, law: Law) -> datetime:
    """The first instant at which `seconds` have passed on days that count: no Saturday, Sunday or federal holiday.

    A day runs from local midnight to local midnight of `zone`. Source: 8 CFR 287.7(d); 5 USC 6103(a).
    """
    left, at = float(seconds), start.astimezone(UTC)
    try:
        for _ in range(60):
            day = times.local(at, zone).date()
            midnight = _midnight(day + timedelta(days=1), zone)
            if counts(day, law):
                length = (midnight - at).total_seconds()
                if length >= left:
                    return at + timedelta(seconds=left)
                left -= length
            at = midnight
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
    return at


def _midnight(day: date, zone: str) -> datetime:
    there = times.local(datetime.combine(day, time(), tzinfo=UTC), zone).tzinfo
    return datetime.combine(day, time(), tzinfo=there).astimezone(UTC)


def counts(day: date, law: Law) -> bool:
    """Whether a day counts towards D1."""
    return day.isoweekday() < 6 and not any(_is_holiday(day, each, law.observed_counts) for each in law.holidays)


def _is_holiday(day: date, holiday: Holiday, observed: bool) -> bool:
    """Whether `day` is that holiday; observed: also the Friday before a Saturday, the Monday after a Sunday."""
    near = (day, *((day + timedelta(days=1), day - timedelta(days=1)) if observed else ()))
    for real in near:
        moved = (5, 6) if real > day else (1, 7)
        if _falls_on(real, holiday) and (real == day or (day.isoweekday(), real.isoweekday()) == moved):
            return True
    return False


def _falls_on(day: date, holiday: Holiday) -> bool:
    if day.month != holiday.month or day.year < holiday.since:
        return False
    if holiday.day:
        return day.day == holiday.day
    last = (day + timedelta(days=7)).month != day.month
    nth = (day.day - 1) // 7 + 1
    return day.isoweekday() == holiday.weekday and (last if holiday.nth == -1 else nth == holiday.nth)
