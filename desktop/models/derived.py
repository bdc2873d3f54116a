"""The derived rows of one case: what the worklist, the board and the review queue read.

`projection.py` calls it when a case was touched and when all tables are made again. Everything here follows from the
folded case, the pack and the law, never from the present time, so that a rebuild gives the same rows. Only a row that
changed is written.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from desktop.domain import deadlines, next_step
from desktop.domain.authority import Standing
from desktop.domain.case import Case, Review, case_number
from desktop.domain.deadlines import Clock
from desktop.domain.law import Law
from desktop.domain.policy import Pack
from desktop.models.held import Held, Values, Written
from desktop.models.moments import to_ms
from desktop.models.prepared import Prepared
from desktop.models.rows import NEEDS_ATTENTION, RECEIVED, SAVED_HERE
from desktop.models.tables import CASE_ROW, CLOCK_ROW, REVIEW_ROW, TALLY
from desktop.seal import ids

FAR: Final = 2**62
_MANY: Final = 500
_OVER: Final = frozenset({"ended", "quality", "closed"})
_EARLY: Final = datetime.min.replace(tzinfo=UTC)
_OFFICERS: Final = {"JEM": "DIO", "WSO": "WSO", "TFM": "TFO"}
_PUT_CASE: Final = Prepared(sa.insert(CASE_ROW))
_PUT_CLOCK: Final = sa.insert(CLOCK_ROW)
_PUT_REVIEW: Final = sa.insert(REVIEW_ROW)
_DROP_CASE: Final = sa.delete(CASE_ROW).where(CASE_ROW.c.case_id == sa.bindparam("at"))
_DROP_CLOCK: Final = sa.delete(CLOCK_ROW).where(
    CLOCK_ROW.c.case_id == sa.bindparam("at"), CLOCK_ROW.c.clock == sa.bindparam("name")
)
_DROP_REVIEW: Final = sa.delete(REVIEW_ROW).where(REVIEW_ROW.c.request_id == sa.bindparam("at"))
_COUNT = insert(TALLY)
_COUNT = _COUNT.on_conflict_do_update(index_elements=["tab"], set_={"n": TALLY.c.n + _COUNT.excluded.n})


def rows(case_id: str, held: Held, pack: Pack | None, law: Law) -> Written:
    """The rows this case should have. A record that is no case has none."""
    case = held.case
    if case is None or not case.casework:
        stub = _stub(case_id, held) if case is None and held.known else None
        return Written(stub)
    clocks = tuple(clock for clock in deadlines.running(case, pack, law) if clock.hard)
    reviews = {ids.to_bytes(each.request_id): _review(case, each) for each in case.reviews if _is_queued(each)}
    return Written(
        _case(case, held, clocks, pack, law), frozenset((clock.id, to_ms(clock.ends_at)) for clock in clocks), reviews
    )


def write(sql: sa.Connection, before: Written, after: Written) -> None:
    """Makes the tables say `after`, knowing that they say `before`."""
    _write_case(sql, before.row, after.row)
    known = after.row or before.row
    case_id: bytes = known["case_id"] if known else b""
    for name, _ in before.clocks - after.clocks:
        sql.execute(_DROP_CLOCK, {"at": case_id, "name": name})
    for name, ends_at in after.clocks - before.clocks:
        sql.execute(_PUT_CLOCK, _clock_row(case_id, name, ends_at))
    for request_id, row in before.reviews.items():
        if after.reviews.get(request_id) != row:
            sql.execute(_DROP_REVIEW, {"at": request_id})
    for request_id, row in after.reviews.items():
        if before.reviews.get(request_id) != row:
            sql.execute(_PUT_REVIEW, dict(row))


def tabs(row: Values | None) -> tuple[str, ...]:
    """The tabs of the worklist this row stands in."""
    if row is None:
        return ()
    found: tuple[str, ...] = ("today", f"mine:{row['opened_by']}") if row["open"] else ()
    found += (f"returned:{row['returned_to']}",) if row["returned_to"] else ()
    return found + (("clocks",) if row["ends_at"] is not None else ())


class Batch:
    """Rows for empty tables, written many at a time. Only the rebuild uses it."""

    def __init__(self, sql: sa.Connection) -> None:
        self._sql = sql
        self._cases: list[Values] = []
        self._clocks: list[dict[str, Any]] = []
        self._reviews: list[Values] = []
        self._tabs: Counter[str] = Counter()

    def add(self, rows: Written) -> None:
        if rows.row is None:
            return
        self._cases.append(rows.row)
        self._clocks += [_clock_row(rows.row["case_id"], *clock) for clock in rows.clocks]
        self._reviews += rows.reviews.values()
        self._tabs.update(tabs(rows.row))
        if len(self._cases) >= _MANY:
            self._put()

    def flush(self) -> None:
        """Writes what is left, and how many rows each tab has."""
        self._put()
        for tab, n in self._tabs.items():
            self._sql.execute(_COUNT, {"tab": tab, "n": n})

    def _put(self) -> None:
        for table, rows in ((CASE_ROW, self._cases), (CLOCK_ROW, self._clocks), (REVIEW_ROW, self._reviews)):
            if rows:
                self._sql.execute(sa.insert(table), [dict(row) for row in rows])
            rows.clear()


def _clock_row(case_id: bytes, clock: str, ends_at: int) -> dict[str, Any]:
    return {"case_id": case_id, "clock": clock, "ends_at": ends_at}


def _write_case(sql: sa.Connection, before: Values | None, after: Values | None) -> None:
    if before == after:
        return
    if after is None:
        sql.execute(_DROP_CASE, {"at": (before or {})["case_id"]})
    elif before is None:
        _PUT_CASE.run(sql, after)
    else:
        names = tuple(name for name, value in after.items() if before[name] != value)
        _set_case(names).run(sql, after)
    _count(sql, tabs(before), tabs(after))


@cache
def _set_case(names: tuple[str, ...]) -> Prepared:
    """The update of these columns: only what changed is written, so that only its indexes are."""
    at = CASE_ROW.c.case_id == sa.bindparam("case_id", unique=False)
    return Prepared(sa.update(CASE_ROW).where(at).values({name: sa.bindparam(f"{name}") for name in names}))


def _count(sql: sa.Connection, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    if before == after:
        return
    for tab in {*before, *after}:
        n = (tab in after) - (tab in before)
        if n:
            sql.execute(_COUNT, {"tab": tab, "n": n})


def _case(case: Case, held: Held, clocks: tuple[Clock, ...], pack: Pack | None, law: Law) -> dict[str, Any]:
    nearest = min(clocks, key=lambda clock: clock.ends_at, default=None)
    ends_at = to_ms(nearest.ends_at) if nearest else None
    returned = case.returned()
    return {
        "case_id": ids.to_bytes(case.case_id),
        "rank": FAR if ends_at is None else ends_at,
        "quiet": 0 if returned else 1,
        "changed_at": to_ms(case.changed_at),
        "open": int(_open(case, law) or nearest is not None),
        "opened_by": case.opened_by,
        "returned_to": returned.by if returned else "",
        "number": case.number,
        "title": case.title,
        "booking_no": case.booking_no,
        "place": next_step.place(case, pack),
        "state": case.state,
        "next_step": next_step.next_step(case, _reader(case), law, _EARLY).text,
        "clock": nearest.id if nearest else "",
        "ends_at": ends_at,
        "delivery": delivery_of(held),
        "stop_open": case.stop_open,
        "in_custody": case.in_custody,
        "complete": held.complete,
    }


def _open(case: Case, law: Law) -> bool:
    """Whether somebody has something to do here; a release that nobody stands by yet is."""
    return law.state(case.state).kind not in _OVER or case.locked_release() is not None


def _stub(case_id: str, held: Held) -> dict[str, Any]:
    """A case of which only later parts are here: it stands in the list, and says so."""
    return {
        "case_id": ids.to_bytes(case_id),
        "rank": FAR,
        "quiet": 1,
        "changed_at": 0,
        "open": 1,
        "opened_by": "",
        "returned_to": "",
        "number": case_number(case_id),
        "title": "Not complete yet",
        "booking_no": "",
        "place": "",
        "state": "",
        "next_step": "",
        "clock": "",
        "ends_at": None,
        "delivery": delivery_of(held),
        "stop_open": False,
        "in_custody": False,
        "complete": False,
    }


def _review(case: Case, asked: Review) -> dict[str, Any]:
    return {
        "request_id": ids.to_bytes(asked.request_id),
        "case_id": ids.to_bytes(case.case_id),
        "about": asked.about,
        "ref": ids.to_bytes(asked.refs[0]),
        "agency": case.agency,
        "model": case.model,
        "by": asked.by,
        "since": to_ms(asked.at),
        "again": asked.again,
        "in_custody": case.in_custody,
    }


def _is_queued(asked: Review) -> bool:
    return asked.waiting and asked.about == "decision" and bool(asked.refs) and ids.is_id(asked.refs[0])


def delivery_of(held: Held) -> str:
    """The one word of a case: trouble first, then what is only here."""
    if held.troubled or (held.case is not None and held.case.conflicts):
        return NEEDS_ATTENTION
    return SAVED_HERE if held.unanswered else RECEIVED


def _reader(case: Case) -> Standing:
    """The officer a row is written for: one row serves all who share the store."""
    return Standing("", _OFFICERS.get(case.model, "TFO"), None, None, None)
