"""One transaction over the store.

`Store.read` and `Store.write` hand a `Tx` to each job; actions append entries through it, queries read through it, and
this folder reaches the tables through `sql`. What a job appends and what follows from it is written together or not at
all. A `Tx` ends with its job and is never kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeAlias, TypeVar

import sqlalchemy as sa

from desktop.domain import permissions
from desktop.domain.authority import Standing
from desktop.domain.case import Case
from desktop.domain.journal import KINDS, Event, Lane
from desktop.domain.law import Law
from desktop.domain.problems import Problem
from desktop.models import drafts, held, projection
from desktop.models.held import Held
from desktop.models.people import Keys, Me
from desktop.models.rows import DraftRow
from desktop.models.session import Session
from desktop.seal import entry, ids

T = TypeVar("T")
_NOT_COMPLETE: Final = "This case is not complete here yet. Release and stop and call stay open."


class Tx:
    """What a job may do. `sql` is for this folder alone."""

    def __init__(self, sql: sa.Connection, session: Session) -> None:
        self.sql = sql
        self.session = session
        self.me: Me = session.me
        self.law: Law = session.law
        self.pack = session.office.pack
        self.work = projection.Work(sql, session)

    @property
    def keys(self) -> Keys:
        """The keys of person and device; sync signs with the device's."""
        return self.session.keys

    def now(self) -> datetime:
        """The device's clock, UTC."""
        return self.session.clock()

    def standing(self) -> Standing:
        """Who acts, in which role, under what."""
        return self.session.standing()

    def case(self, case_id: str) -> Case:
        """The case as it stands, this transaction's own entries included. Problem 404.1 if it is not here, 403.1 while
        its beginning has not arrived.
        """
        known = self.work.held(case_id)
        if known.case is None:
            raise Problem("403.1", _NOT_COMPLETE) if known.known else Problem("404.1")
        return known.case

    def events(self, case_id: str) -> Sequence[Event]:
        """The entries the case is folded from, in that order."""
        return held.events_of(self.sql, case_id)

    def new_case(self) -> str:
        """An id for a case that begins here."""
        return ids.new_id()

    def append(
        self, kind: str, case_id: str, data: Mapping[str, object], *, occurred_at: datetime | None = None
    ) -> str:
        """Writes one entry: sealed, signed by the person, folded, judged. Answers with its id.

        Problem 403.1, 409.x or 422.x when the rules say no; 413.10 when it is too large. Nothing refuses a record.
        """
        before = self.work.held(case_id)
        _complete(kind, before)
        head, sealed = entry.make(self._head(kind, case_id, before, occurred_at), data, self.keys.person.sign)
        event = Event(head, data)
        problem = permissions.judge(event, before.case, self.standing(), self.law, self.session.effective_now())
        if problem is not None:
            raise problem
        self.work.add_own(event, sealed)
        return head.id

    def request(self, request_id: str) -> projection.Request:
        """An open request for review. Problem 404.1 if there is none of that id, 409.4 if it was answered."""
        return projection.request(self.sql, request_id)

    def reasons_elsewhere(self, case_id: str) -> tuple[str, ...]:
        """Written reasons of decisions in other cases, newest first: to see what was copied."""
        return projection.reasons_elsewhere(self.sql, case_id)

    def save_draft(self, draft: DraftRow) -> str:
        """Seals it under this person's drafts key. Answers with its id, a new one for ""."""
        return drafts.save(self.sql, self.keys.drafts, self.me.person, draft, self.now())

    def drop_draft(self, draft_id: str) -> None:
        """Takes it away if it is this person's."""
        drafts.drop(self.sql, self.me.person, draft_id)

    def drafts(self, kind: str | None = None) -> tuple[DraftRow, ...]:
        """This person's drafts, newest first."""
        return drafts.of(self.sql, self.keys.drafts, self.me.person, kind)

    def _head(self, kind: str, case_id: str, before: Held, occurred_at: datetime | None) -> dict[str, object]:
        known, standing, now = KINDS[kind], self.standing(), self.now()
        return {
            "v": 1,
            "id": ids.new_id(),
            "agency": self.me.agency,
            "case_id": case_id,
            "kind": kind,
            "kind_v": known.version,
            "actor": self.me.person,
            "role": standing.role,
            "auth": standing.authorization.id if standing.authorization else "",
            "device": self.me.device,
            "occurred_at": occurred_at or now,
            "tz": self.me.zone,
            "clock": self.session.clock_state(now),
            "base_no": before.case.last_no if before.case else 0,
            "pack": self.pack.pack_id if self.pack else "",
            "must_know": known.must_know,
        }


def _complete(kind: str, before: Held) -> None:
    known = KINDS[kind]
    if not before.complete and not known.record and known.lane is not Lane.RELEASE:
        raise Problem("403.1", _NOT_COMPLETE)


Query: TypeAlias = Callable[[Tx], T]
