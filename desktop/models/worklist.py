"""The worklist: one page of cases in the order of the index.

`queries.py` hands it out. Order: time left, returned, oldest change. Each tab reads its own index and nothing else; a
test reads the query plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from desktop.domain.law import Law
from desktop.models.moments import from_ms, optional, to_ms
from desktop.models.rows import WorklistPage, WorklistRow
from desktop.models.tables import CASE_ROW, HAS_CLOCK, IS_OPEN, IS_RETURNED, ORDER, TALLY
from desktop.models.tx import Query, Tx
from desktop.seal import ids

_PAGE: Final = (
    sa.select(CASE_ROW)
    .order_by(*ORDER)
    .limit(sa.bindparam("n", type_=sa.Integer))
    .offset(sa.bindparam("skip", type_=sa.Integer))
)
PAGES: Final[Mapping[str, sa.Select[Any]]] = {
    "today": _PAGE.where(IS_OPEN),
    "mine": _PAGE.where(IS_OPEN, CASE_ROW.c.opened_by == sa.bindparam("who")),
    "returned": _PAGE.where(IS_RETURNED, CASE_ROW.c.returned_to == sa.bindparam("who")),
    "clocks": _PAGE.where(HAS_CLOCK),
}
_COUNTS: Final = sa.select(TALLY.c.tab, TALLY.c.n).where(TALLY.c.tab.in_(sa.bindparam("tabs", expanding=True)))
_FOR_REVIEWER: Final = {"Wait for ICE's review": "Review the decision"}


def worklist(tab: str = "today", offset: int = 0, limit: int = 50) -> Query[WorklistPage]:
    """tab: today, mine, returned or clocks. An unknown tab is a bug and raises KeyError."""
    page = PAGES[tab]

    def read(tx: Tx) -> WorklistPage:
        asked: dict[str, Any] = {"n": limit, "skip": offset}
        if tab in ("mine", "returned"):
            asked["who"] = tx.me.person
        rows = tx.sql.execute(page, asked).mappings()
        shown = _Shown(tx)
        counts = _counts(tx)
        return WorklistPage(tuple(shown.row(row) for row in rows), counts[tab], counts)

    return read


class _Shown:
    """One reading of the list: who looks, and when."""

    def __init__(self, tx: Tx) -> None:
        self._person = tx.me.person
        self._law: Law = tx.law
        self._now = to_ms(tx.session.effective_now())
        role = tx.law.roles.get(tx.me.role)
        self._reviews = role is not None and "approve_package" in role.may

    def row(self, row: Any) -> WorklistRow:
        due = row["state"] == "X5" or (row["ends_at"] is not None and row["ends_at"] <= self._now)
        state = self._law.state("X5" if due else row["state"])
        return WorklistRow(
            case_id=ids.to_text(row["case_id"]),
            number=row["number"],
            title=row["title"],
            booking_no=row["booking_no"],
            place=row["place"],
            state=row["state"],
            state_label=state.label if row["complete"] else "Not complete yet",
            next_step=self._step(row, due),
            clock=row["clock"],
            ends_at=optional(row["ends_at"]),
            release_due=due,
            returned=row["returned_to"] == self._person,
            delivery=row["delivery"],
            changed_at=from_ms(row["changed_at"]),
            mine=row["opened_by"] == self._person,
            stop_open=row["stop_open"],
        )

    def _step(self, row: Any, due: bool) -> str:
        if due:
            return "Release now"
        step: str = row["next_step"]
        return _FOR_REVIEWER.get(step, step) if self._reviews else step


def _counts(tx: Tx) -> dict[str, int]:
    who = tx.me.person
    names = {"today": "today", "mine": f"mine:{who}", "returned": f"returned:{who}", "clocks": "clocks"}
    found: dict[str, int] = {row.tab: row.n for row in tx.sql.execute(_COUNTS, {"tabs": list(names.values())})}
    return {tab: found.get(name, 0) for tab, name in names.items()}
