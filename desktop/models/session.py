"""What an unlocked store keeps in memory.

The keys, the person, the documents in force, the folded cases and the journal's length. `store.py` owns one; each `Tx`
works over it and hands back what it changed only after its commit. All of it can be made again from the file.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from desktop.domain.authority import Standing
from desktop.domain.deadlines import Witness, effective_now
from desktop.domain.law import Law
from desktop.models import settings
from desktop.models.headfile import Tip
from desktop.models.held import Held
from desktop.models.moments import from_ms
from desktop.models.office import load_office
from desktop.models.people import Keys, Me
from desktop.models.tables import ENTRY, IS_UNANSWERED

CASES: Final = 500
_SLACK: Final = timedelta(minutes=2)
_LAST: Final = sa.select(ENTRY.c.no, ENTRY.c.tip).order_by(ENTRY.c.no.desc()).limit(1)
_NEWEST: Final = sa.select(ENTRY.c.occurred_at).where(IS_UNANSWERED, ENTRY.c.mine).order_by(ENTRY.c.no.desc()).limit(20)


class Session:
    """One person, signed in at one device. `clock`: UTC by this machine."""

    def __init__(self, sql: sa.Connection, me: Me, keys: Keys, law: Law, clock: Callable[[], datetime]) -> None:
        self.keys = keys
        self.law = law
        self.clock = clock
        self.tip = tip_of(sql)
        self._enrolled_as = me
        self._cases: OrderedDict[str, Held] = OrderedDict()
        self._started, self._counted = clock(), _steady()
        self.reload(sql)

    def reload(self, sql: sa.Connection) -> None:
        """Reads documents and contact again: after opening, and when new ones came in."""
        self.office = load_office(sql, self._enrolled_as.person)
        self.last_contact = settings.moment(sql, settings.LAST_CONTACT)
        self.place = settings.text(sql, settings.PLACE)
        known = self._enrolled_as
        pack = self.office.pack
        self.me = replace(
            known,
            role=self.office.role or known.role,
            name=pack.name_of(known.person) if pack and known.person in pack.people else known.name,
            zone=pack.zone_of(self.place) if pack else known.zone,
        )
        newest = sql.execute(_NEWEST).scalars().all()
        self._newest = from_ms(max(newest)) if newest else None

    def standing(self) -> Standing:
        """Who acts, in which role, under what."""
        office = self.office
        return Standing(self.me.person, self.me.role, office.authorization, office.pack, self.last_contact, self.place)

    def witness(self) -> Witness:
        """What this device knows of the time: its clock, what has passed since unlocking, what it has seen before."""
        seen = [at for at in (self.last_contact, self._newest) if at is not None]
        passed = timedelta(seconds=_steady() - self._counted)
        return Witness(self.clock(), self._started + passed, max(seen, default=None))

    def effective_now(self) -> datetime:
        """The time that counts for authority and limits when clocks disagree (security.md S-38)."""
        return effective_now(self.witness())

    def clock_state(self, now: datetime) -> str:
        """What an entry says of its clock: "back" behind what was seen before, "doubt" off the steady count, else
        "ok".
        """
        witness = self.witness()
        if witness.last_signed is not None and now < witness.last_signed - _SLACK:
            return "back"
        steady = witness.monotonic_now or now
        return "doubt" if abs(now - steady) > _SLACK else "ok"

    def held(self, case_id: str) -> Held | None:
        """A folded case, if memory has it."""
        found = self._cases.get(case_id)
        if found is not None:
            self._cases.move_to_end(case_id)
        return found

    def keep(self, changed: Mapping[str, Held], tip: Tip, newest: datetime | None) -> None:
        """Takes over what a transaction changed, after its commit."""
        self.tip = tip
        if newest is not None:
            self._newest = max(newest, self._newest or newest)
        for case_id, held in changed.items():
            self._cases[case_id] = held
            self._cases.move_to_end(case_id)
        while len(self._cases) > CASES:
            self._cases.popitem(last=False)

    def forget(self) -> None:
        """Drops every folded case: the next use reads it anew."""
        self._cases.clear()


def tip_of(sql: sa.Connection) -> Tip:
    """How long the journal in the file is."""
    row = sql.execute(_LAST).first()
    return Tip(row.no, row.tip) if row else Tip()


def _steady() -> float:
    """Seconds that nobody can set, sleep of the machine included where the system counts it."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)
