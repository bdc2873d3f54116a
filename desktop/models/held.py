"""One case as memory holds it: folded from its entries, with what is needed to write the next one.

`projection.py` keeps these. A case is the fold of its accepted entries in `case_no` order and then of ours that have no
answer yet; refused ones are left out. Where a number is missing the case is not complete: then only what lies before
the hole, what is urgent beyond it, and our own acts are shown (architecture.md §4, rule 2).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa

from desktop.domain.case import Case
from desktop.domain.fold import fold_all
from desktop.domain.journal import Event, Head, Lane
from desktop.domain.law import Law
from desktop.models.tables import ACCEPTED, CASE_ROW, CLOCK_ROW, ENTRY, REFUSED, REVIEW_ROW, TROUBLED, UNANSWERED
from desktop.seal import ids

_READ: Final = sa.select(
    ENTRY.c.no,
    ENTRY.c.case_id,
    ENTRY.c.device,
    ENTRY.c.device_no,
    ENTRY.c.state,
    ENTRY.c.case_no,
    ENTRY.c.flags,
    ENTRY.c.received_at,
    ENTRY.c.mine,
    ENTRY.c.head,
    ENTRY.c.data,
)
_OF_CASE: Final = _READ.where(ENTRY.c.case_id == sa.bindparam("at")).order_by(ENTRY.c.device_no, ENTRY.c.device)
# The whole journal, case by case, in the order of their index.
EVERY: Final = _READ.order_by(ENTRY.c.case_id, ENTRY.c.device_no, ENTRY.c.device)
_ROW: Final = sa.select(CASE_ROW).where(CASE_ROW.c.case_id == sa.bindparam("at"))
_CLOCKS: Final = sa.select(CLOCK_ROW).where(CLOCK_ROW.c.case_id == sa.bindparam("at"))
_REVIEWS: Final = sa.select(REVIEW_ROW).where(REVIEW_ROW.c.case_id == sa.bindparam("at"))

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """The derived rows of a case as they stand in the tables, so that only a row that changed is written."""

    row: Values | None = None
    clocks: frozenset[tuple[str, int]] = frozenset()
    reviews: Mapping[bytes, Values] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """case: None where nothing is known. own_no: the last device_no this device gave in this case. known: entries here.

    complete: no number is missing. unanswered, troubled: how many of ours wait, how many were refused or set aside.
    """

    case: Case | None = None
    own_no: int = 0
    known: int = 0
    complete: bool = True
    unanswered: int = 0
    troubled: int = 0
    written: Written = field(default_factory=Written)


def load(sql: sa.Connection, case_id: str, device: bytes, law: Law) -> Held:
    """Reads and folds one case anew. Nothing known is an empty `Held`."""
    at = {"at": ids.to_bytes(case_id)}
    return fold_rows(sql.execute(_OF_CASE, at).all(), device, law, written(sql, case_id))


def fold_rows(rows: Sequence[Any], device: bytes, law: Law, before: Written) -> Held:
    """The case of these entry rows, which are in the order of device_no."""
    if not rows:
        return Held(written=before)
    ordered, complete = in_order(rows)
    return Held(
        case=fold_all(tuple(to_event(row) for row in ordered), law),
        own_no=max((row.device_no for row in rows if row.device == device), default=0),
        known=len(rows),
        complete=complete,
        unanswered=sum(row.state in UNANSWERED and row.mine for row in rows),
        troubled=sum(row.state in TROUBLED for row in rows),
        written=before,
    )


def written(sql: sa.Connection, case_id: str) -> Written:
    """The derived rows of the case as they stand."""
    at = {"at": ids.to_bytes(case_id)}
    row = sql.execute(_ROW, at).mappings().first()
    clocks = frozenset((each.clock, each.ends_at) for each in sql.execute(_CLOCKS, at))
    reviews = {each["request_id"]: dict(each) for each in sql.execute(_REVIEWS, at).mappings()}
    return Written(dict(row) if row else None, clocks, reviews)


def in_order(rows: Iterable[Any]) -> tuple[list[Any], bool]:
    """The rows the fold takes, in its order, and whether no number is missing."""
    numbered = sorted((row for row in rows if row.state == ACCEPTED), key=lambda row: row.case_no)
    dense = [row for place, row in enumerate(numbered, 1) if row.case_no == place]
    beyond = [row for row in numbered[len(dense) :] if row.mine or _urgent(row)]
    ours = [row for row in rows if row.state not in (ACCEPTED, REFUSED)]
    return dense + beyond + ours, len(dense) == len(numbered)


def events_of(sql: sa.Connection, case_id: str) -> tuple[Event, ...]:
    """The entries a case is folded from, in that order."""
    ordered, _ = in_order(sql.execute(_OF_CASE, {"at": ids.to_bytes(case_id)}).all())
    return tuple(to_event(row) for row in ordered)


def to_event(row: Any) -> Event:
    """An entry row as the fold takes it."""
    data = None if row.data is None else json.loads(row.data)
    flags = tuple(row.flags.split()) if row.flags else ()
    return Event(Head.from_json(json.loads(row.head)), data, row.case_no or 0, flags, row.received_at)


def _urgent(row: Any) -> bool:
    return to_event(row).lane is not Lane.NORMAL
