"""A real encrypted store under a practice agency, for tests that need one; its key ring is in memory."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from desktop.cli import practice
from desktop.models import introduction, making, opening
from desktop.models.making import NewStore
from desktop.models.store import Store
from desktop.models.thread import Database
from desktop.seal.slots import FLOOR_KIB
from desktop.sync.enrol import Applicant

PASSPHRASE = "correct horse battery staple"


class MemoryKeyring:
    """A key ring that lives as long as the test."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get(self, user: str) -> str | None:
        return self.kept.get(user)

    def set(self, user: str, value: str) -> None:
        self.kept[user] = value

    def delete(self, user: str) -> None:
        self.kept.pop(user, None)


@dataclass
class Desk:
    """A folder with a store, and what opens it."""

    folder: Path
    secrets: MemoryKeyring = field(default_factory=MemoryKeyring)

    def unlock(self) -> Store:
        return opening.unlock(self.folder, practice.BADGE, PASSPHRASE, self.secrets, database=Database())


def new_store(agency: practice.Practice, applicant: Applicant, passphrase: str = PASSPHRASE) -> NewStore:
    """What enrolment would have brought."""
    return NewStore(
        store_id=applicant.store_id,
        device=applicant.device,
        sign=applicant.sign,
        seal=applicant.seal,
        desk=applicant.desk,
        material=applicant.material,
        person_seal=applicant.person_seal,
        badge=practice.BADGE,
        passphrase=passphrase,
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
        pins=("none",),
        training=True,
        zone="America/New_York",
        m_kib=FLOOR_KIB,
    )


def desk(folder: Path) -> Desk:
    """Made, with pack and authorization taken in."""
    made, agency, applicant = Desk(folder), practice.Practice(datetime.now(UTC)), Applicant.new()
    making.create(folder, new_store(agency, applicant), made.secrets)
    store = made.unlock()
    papers = [agency.pack(), agency.authorization(applicant)]
    store.write(lambda tx: introduction.take(tx, papers)).result()
    store.close()
    return made
