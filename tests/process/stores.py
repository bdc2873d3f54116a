"""A real encrypted store under a practice agency, for tests that need one; its key ring is in memory."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from desktop.cli import practice
from desktop.models import introduction, making, opening
from desktop.models.store import Store
from desktop.models.thread import Database
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


def desk(folder: Path) -> Desk:
    """Made, with pack and authorization taken in."""
    made, agency, applicant = Desk(folder), practice.Practice(datetime.now(UTC)), Applicant.new()
    making.create(folder, practice.new_store(agency, applicant, PASSPHRASE), made.secrets)
    store = made.unlock()
    papers = [agency.pack(), agency.authorization(applicant)]
    store.write(lambda tx: introduction.take(tx, papers)).result()
    store.close()
    return made
