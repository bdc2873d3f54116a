"""Desks for sync tests: a store with its person signed in, made in a folder and opened with a key ring in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from desktop.cli import practice
from desktop.models import making, opening
from desktop.models.making import NewStore
from desktop.models.store import Store
from desktop.models.thread import Database
from desktop.seal.slots import FLOOR_KIB
from desktop.sync.enrol import Applicant

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
