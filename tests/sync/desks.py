"""Desks for sync tests: a store with its person signed in, made in a folder and opened with a key ring in memory."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from desktop.actions.operation import Operation
from desktop.cli import practice
from desktop.domain.case import Case
from desktop.domain.fold import fold_all
from desktop.domain.problems import Problem
from desktop.models import making, opening
from desktop.models.making import NewStore
from desktop.models.store import Store
from desktop.models.tables import ENTRY
from desktop.models.thread import Database
from desktop.models.tx import Tx
from desktop.seal import ids
from desktop.seal.slots import FLOOR_KIB
from desktop.sync import enrol as enrolling
from desktop.sync.enrol import Applicant
from desktop.sync.loop import Loop
from desktop.sync.new_store import new_store
from desktop.sync.status import StatusBoard

T = TypeVar("T")
PASSPHRASE = "correct horse battery"


@dataclass
class MemoryKeyring:
    """A key ring that keeps what it is told for as long as the test runs."""

    kept: dict[str, str] = field(default_factory=dict)

    def get(self, user: str) -> str | None:
        return self.kept.get(user)

    def set(self, user: str, value: str) -> None:
        self.kept[user] = value

    def delete(self, user: str) -> None:
        self.kept.pop(user, None)


def utc_now() -> datetime:
    return datetime.now(UTC)


def open_store(folder: Path, new: NewStore, ring: MemoryKeyring, clock: Callable[[], datetime] = utc_now) -> Store:
    """Makes a store and signs its first person in."""
    making.create(folder, new, ring, clock)
    return unlock(folder, new.badge, new.passphrase, ring, clock)


def unlock(
    folder: Path, badge: str, passphrase: str, ring: MemoryKeyring, clock: Callable[[], datetime] = utc_now
) -> Store:
    """Signs a person in."""
    return opening.unlock(folder, badge, passphrase, ring, database=Database(), clock=clock)


def practice_store(folder: Path) -> tuple[Store, practice.Practice]:
    """A store under a training agency that lives in memory: for what needs no endpoint."""
    agency, applicant = practice.Practice(utc_now()), Applicant.new()
    new = NewStore(
        store_id=applicant.store_id,
        device=applicant.device,
        sign=applicant.sign,
        seal=applicant.seal,
        desk=applicant.desk,
        material=applicant.material,
        person_seal=applicant.person_seal,
        badge=practice.BADGE,
        passphrase=PASSPHRASE,
        person=practice.PERSON,
        name=practice.NAME,
        role=practice.ROLE,
        agency=agency.agency,
        roots=agency.roots(),
        root_key=agency.root.public,
        keys=agency.keys(),
        cert=agency.cert(applicant),
        countersign=agency.countersign(applicant),
        endpoint="https://127.0.0.1:1",
        tls_root="",
        pins=("A" * 43 + "=",),
        training=True,
        zone="America/New_York",
        m_kib=FLOOR_KIB,
    )
    return open_store(folder, new, MemoryKeyring()), agency


@dataclass
class Desk:
    """One store with its person signed in, and the loop of it, which the test drives by hand."""

    store: Store
    loop: Loop
    status: StatusBoard
    folder: Path
    ring: MemoryKeyring
    open_again: Callable[[], "Desk"]

    def again(self) -> None:
        """Locks, as the end of the process does, and signs the same person in again."""
        self.close()
        self.reopen()

    def reopen(self) -> None:
        """Signs the same person in."""
        new = self.open_again()
        self.store, self.loop, self.status = new.store, new.loop, new.status

    def act(self, operation: Operation[T]) -> T:
        """Does what a screen would do."""
        return self.store.write(operation.run).result()

    def read(self, query: Callable[[Tx], T]) -> T:
        return self.store.read(query).result()

    def sync(self) -> None:
        """Exchanges until there is nothing more to do."""
        while self.loop.step():
            pass

    def try_sync(self) -> Problem | None:
        """The same over a line that may break; what broke it, or None."""
        try:
            self.sync()
        except Problem as problem:
            return problem
        return None

    def cases(self) -> dict[str, Case | None]:
        """Every case as this desk folds it, from the journal and not from memory."""
        return self.read(_cases)

    def journal(self) -> list[tuple[int, str]]:
        """(seq, id) of every accepted entry here, in order."""
        rows = sa.select(ENTRY.c.seq, ENTRY.c.id).where(ENTRY.c.seq.is_not(None)).order_by(ENTRY.c.seq)
        return [(row.seq, ids.to_text(row.id)) for row in self.read(lambda tx: tx.sql.execute(rows).all())]

    def states(self) -> dict[str, str]:
        """Entry id to its state of delivery, of entries made here."""
        rows = sa.select(ENTRY.c.id, ENTRY.c.state).where(ENTRY.c.mine).order_by(ENTRY.c.no)
        return {ids.to_text(row.id): row.state for row in self.read(lambda tx: tx.sql.execute(rows).all())}

    def close(self) -> None:
        self.loop.stop()
        self.store.close()


def _cases(tx: Tx) -> dict[str, Case | None]:
    found = tx.sql.execute(sa.select(ENTRY.c.case_id).distinct()).scalars().all()
    return {ids.to_text(each): fold_all(tx.events(ids.to_text(each)), tx.law) for each in found}


def sign_in(folder: Path, badge: str, passphrase: str, ring: MemoryKeyring) -> Desk:
    """A desk with its person signed in and nothing sent yet."""
    store = unlock(folder, badge, passphrase, ring)
    status = StatusBoard()
    again = partial(sign_in, folder, badge, passphrase, ring)
    return Desk(store, Loop(store, status), status, folder, ring, again)


def enrol(folder: Path, fields: Mapping[str, object], ring: MemoryKeyring) -> None:
    """From the slip to a store, as at first run."""
    enrolment = enrolling.ask(enrolling.Slip.of(fields), enrolling.Applicant.new(), "test")
    assert enrolment.words_fit
    new = new_store(enrolment, str(fields["passphrase"]), zone="America/New_York")
    making.create(folder, replace(new, m_kib=FLOOR_KIB), ring)
