"""From the journal to the tables.

`Tx` collects here what a transaction appends; `settle` writes the derived rows of the cases it touched, and only those
that changed. Sync's delivery brings in entries of others and verdicts through `add_incoming` and `set_state`. All
derived rows can be dropped and made again from the journal (`rebuild`); nothing in them is known nowhere else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any, Final

import sqlalchemy as sa

from desktop.domain import decision
from desktop.domain.fold import fold
from desktop.domain.journal import Event
from desktop.domain.problems import Problem
from desktop.models import derived
from desktop.models import held as cases
from desktop.models.headfile import Tip
from desktop.models.held import Held
from desktop.models.moments import to_ms
from desktop.models.prepared import Prepared
from desktop.models.session import Session
from desktop.models.tables import DERIVED, ENTRY, IS_DECISION, REVIEW_ROW, WAITING
from desktop.seal import ids
from desktop.seal.entry import Sealed
from desktop.seal.primitives import sha256

_INSERT: Final = Prepared(sa.insert(ENTRY))
_NEW: Final[dict[str, Any]] = {
    "chain_no": None,
    "seq": None,
    "case_no": None,
    "flags": "",
    "problem": None,
    "faults": 0,
    "received_at": "",
    "receipt_no": None,
}
_REQUEST: Final = sa.select(REVIEW_ROW.c.case_id, REVIEW_ROW.c.ref).where(REVIEW_ROW.c.request_id == sa.bindparam("at"))
_IS_HERE: Final = sa.select(ENTRY.c.case_id).where(ENTRY.c.id == sa.bindparam("at"))
_DECISIONS: Final = (
    sa.select(ENTRY.c.data)
    .where(IS_DECISION, ENTRY.c.mine, ENTRY.c.case_id != sa.bindparam("not_here"))
    .order_by(ENTRY.c.no.desc())
    .limit(50)
)


class Work:
    """What one transaction has changed so far; the session takes it over after the commit."""

    def __init__(self, sql: sa.Connection, session: Session) -> None:
        self.sql = sql
        self.changed: dict[str, Held] = {}
        self.touched: set[str] = set()
        self.kinds: set[str] = set()
        self.entries: list[str] = []
        self.tip: Tip = session.tip
        self.newest: datetime | None = None
        self.documents_changed = False
        self.board_changed = False
        self.law = session.law
        self.device = ids.to_bytes(session.me.device)
        self._session = session

    def held(self, case_id: str) -> Held:
        """The case with what this transaction did to it."""
        found = self.changed.get(case_id) or self._session.held(case_id)
        if found is None:
            found = cases.load(self.sql, case_id, self.device, self.law)
            self.changed[case_id] = found
        return found

    def add_own(self, event: Event, sealed: Sealed) -> None:
        """Writes an entry made here and folds it onto its case."""
        head = event.head
        before = self.held(head.case_id)
        own_no = before.own_no + 1
        self.insert(event, sealed, device_no=own_no, state=WAITING, mine=True)
        self.changed[head.case_id] = replace(
            before,
            case=fold(before.case, event, self.law),
            own_no=own_no,
            known=before.known + 1,
            unanswered=before.unanswered + 1,
        )
        self.newest = max(head.occurred_at, self.newest or head.occurred_at)
        self.touch(head.case_id, head.kind)

    def insert(self, event: Event, sealed: Sealed, **delivery: Any) -> None:
        """One journal row, and the journal's tip after it."""
        head, entry_hash = event.head, sealed.hash
        tip = Tip(self.tip.n + 1, sha256(self.tip.head + entry_hash))
        row = {
            "no": tip.n,
            "id": ids.to_bytes(head.id),
            "case_id": ids.to_bytes(head.case_id),
            "device": ids.to_bytes(head.device),
            "agency": head.agency,
            "kind": head.kind,
            "occurred_at": to_ms(head.occurred_at),
            "hash": entry_hash,
            "tip": tip.head,
            "head": sealed.head,
            "data": sealed.data,
            "salt": sealed.salt,
            "by_sig": sealed.by,
        }
        _INSERT.run(self.sql, _NEW | row | delivery)
        self.entries.append(head.id)
        self.tip = tip

    def touch(self, case_id: str, kind: str = "") -> None:
        """This case's derived rows will be written, and listeners told."""
        self.touched.add(case_id)
        if kind:
            self.kinds.add(kind)

    def refold(self, case_id: str) -> Held:
        """Reads the case anew from its entries: after entries of others, or a verdict, came in under ours."""
        before = self.held(case_id).written
        held = cases.load(self.sql, case_id, self.device, self.law)
        self.changed[case_id] = replace(held, written=before)
        self.touch(case_id)
        return self.changed[case_id]

    def settle(self) -> None:
        """Writes the derived rows of every case touched."""
        for case_id in sorted(self.touched):
            held = self.held(case_id)
            self.changed[case_id] = replace(held, written=self._write(case_id, held))

    def derived_of(self, case_id: str, held: Held) -> cases.Written:
        """The derived rows this case should have."""
        return derived.rows(case_id, held, self._session.office.pack, self.law)

    def forget(self) -> None:
        """Drops every folded case, here and in the session."""
        self.changed.clear()
        self._session.forget()
        self.board_changed = True

    def _write(self, case_id: str, held: Held) -> cases.Written:
        rows = self.derived_of(case_id, held)
        derived.write(self.sql, held.written, rows)
        self.board_changed = self.board_changed or rows.clocks != held.written.clocks
        return rows


@dataclass(frozen=True, slots=True)
class Request:
    """An open request for review: which case, and the entry it asks about."""

    case_id: str
    ref: str


def request(sql: sa.Connection, request_id: str) -> Request:
    """The open request of that id. Problem 409.4 if it was answered, 404.1 if there is none."""
    raw = ids.to_bytes(request_id)
    row = sql.execute(_REQUEST, {"at": raw}).first()
    if row is not None:
        return Request(ids.to_text(row.case_id), ids.to_text(row.ref))
    known = sql.execute(_IS_HERE, {"at": raw}).first()
    raise Problem("409.4" if known else "404.1")


def case_of_request(sql: sa.Connection, request_id: str) -> str:
    """The case of a request, answered or not. Problem 404.1 if it is not here."""
    row = sql.execute(_IS_HERE, {"at": ids.to_bytes(request_id)}).first()
    if row is None:
        raise Problem("404.1")
    return ids.to_text(row.case_id)


def reasons_elsewhere(sql: sa.Connection, case_id: str) -> tuple[str, ...]:
    """The written reasons of the newest decisions of other cases made at this device, to see what was copied."""
    rows = sql.execute(_DECISIONS, {"not_here": ids.to_bytes(case_id)}).scalars()
    forms = (decision.from_data(json.loads(raw)) for raw in rows if raw is not None)
    said = (reason for form in forms for reason in (form.reason, *(each.reason for each in form.factors.values())))
    return tuple(reason for reason in said if reason)


def set_state(work: Work, entry_id: str, **delivery: Any) -> None:
    """Writes what became of an entry (state, case_no, flags, problem ...) and re-folds its case."""
    raw = ids.to_bytes(entry_id)
    work.sql.execute(sa.update(ENTRY).where(ENTRY.c.id == raw).values(**delivery))
    row = work.sql.execute(sa.select(ENTRY.c.case_id, ENTRY.c.kind).where(ENTRY.c.id == raw)).one()
    work.refold(ids.to_text(row.case_id))
    work.kinds.add(row.kind)


def rebuild(work: Work) -> int:
    """Empties all derived tables and makes them again from the journal. Answers with the number of cases.

    The journal is read once, case by case, so that memory holds one case and a batch of rows at a time.
    """
    for table in DERIVED:
        work.sql.execute(sa.delete(table))
    work.forget()
    count, batch = 0, derived.Batch(work.sql)
    for raw, rows in groupby(work.sql.execute(cases.EVERY), key=lambda row: row.case_id):
        batch.add(
            work.derived_of(ids.to_text(raw), cases.fold_rows(list(rows), work.device, work.law, cases.Written()))
        )
        count += 1
    batch.flush()
    return count
