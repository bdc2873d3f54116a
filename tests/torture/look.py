"""Opens a copy of a killed store and says what is in it, in a process of its own, asked by the plays of this folder.

The copy is what the crash left, byte for byte; looking at it changes neither the store nor the key ring.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from desktop.domain.problems import Problem
from desktop.models import opening, projection
from desktop.models.keyring import SystemKeyring
from desktop.models.opening import Unlocked
from desktop.models.secrets import slot_user
from desktop.models.tables import CASE_ROW, CLOCK_ROW, ENTRY, REVIEW_ROW
from desktop.models.thread import Database
from desktop.models.tx import Tx
from desktop.seal import canonical, ids, slots
from desktop.seal.slots import DeviceSecret, Opened, SlotsFile

_OPENED: dict[Path, tuple[SlotsFile, Opened, str]] = {}
_DERIVED = (CASE_ROW, CLOCK_ROW, REVIEW_ROW)


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of the journal. where: of an encounter, as it was typed."""

    entry_id: str
    kind: str
    state: str
    device_no: int
    chain_no: int
    seq: int
    case_no: int
    hash: bytes
    mine: bool
    where: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a copy holds. drafts: the fields of each that are filled. trouble: why it is not as it must be, or ""."""

    rows: tuple[Row, ...] = ()
    drafts: tuple[Mapping[str, str], ...] = ()
    trouble: str = ""

    def texts(self) -> list[str]:
        """What stood in *Where* of each draft."""
        return [draft.get("where", "") for draft in self.drafts]


class Ring:
    """The real key ring, read only: what is set stays here."""

    def __init__(self) -> None:
        self._real = SystemKeyring()
        self._mine: dict[str, str | None] = {}

    def get(self, user: str) -> str | None:
        return self._mine[user] if user in self._mine else self._real.get(user)

    def set(self, user: str, value: str) -> None:
        self._mine[user] = value

    def delete(self, user: str) -> None:
        self._mine[user] = None


class Looker:
    """Copies a store at once and has it looked at meanwhile."""

    def __init__(self, store: Path, badge: str, passphrase: str, room: Path) -> None:
        self._store, self._badge, self._passphrase, self._room = store, badge, passphrase, room
        self._pool = ProcessPoolExecutor(1, get_context("spawn"))

    def look(self, name: str, rebuild: bool = False) -> Future[Found]:
        """Nobody writes to the store now; what is in it. rebuild: also whether a rebuild gives the same rows."""
        copy = self._room / name
        copy.mkdir(parents=True)
        for file in self._store.glob("store*"):
            shutil.copyfile(file, copy / file.name)
        return self._pool.submit(look, self._store, copy, self._badge, self._passphrase, rebuild)

    def close(self) -> None:
        self._pool.shutdown()


def look(store: Path, copy: Path, badge: str, passphrase: str, rebuild: bool) -> Found:
    """In the other process. A copy that was found good is removed."""
    try:
        found = _look(store, copy, badge, passphrase, rebuild)
    except Problem as problem:
        return Found(trouble=f"{problem.code} {problem.detail or problem.title}")
    if not found.trouble:
        shutil.rmtree(copy)
    return found


def _look(store: Path, copy: Path, badge: str, passphrase: str, rebuild: bool) -> Found:
    if store not in _OPENED:
        _OPENED[store] = _open(store, badge, passphrase)
    door, opened, user = _OPENED[store]
    ring, database = Ring(), Database()
    said = DeviceSecret.from_text(ring.get(user) or "")
    unlocked = Unlocked(copy, door, opened, said)
    here = database.submit(lambda: opening.open_store(unlocked, ring, database, opening.utc_now)).result()
    found = here.read(_read).result()
    if rebuild and not here.write(_same_after_rebuild).result():
        found = Found(found.rows, found.drafts, "a rebuild gives other rows")
    here.close()
    database.stop()
    return found


def _open(store: Path, badge: str, passphrase: str) -> tuple[SlotsFile, Opened, str]:
    door, ring = opening.read_door(store), Ring()

    def secret_of(slot_id: bytes) -> bytes:
        return DeviceSecret.from_text(ring.get(slot_user(door.store_id, slot_id)) or "").ds

    opened = slots.open_person(door, badge, passphrase, secret_of, opening.utc_now())
    return door, opened, slot_user(door.store_id, opened.slot_id)


def _read(tx: Tx) -> Found:
    rows = tuple(_row(row) for row in tx.sql.execute(sa.select(ENTRY).order_by(ENTRY.c.no)))
    forms = [draft.form for draft in tx.drafts("encounter")]
    return Found(rows, tuple({name: str(value) for name, value in form.items() if value} for form in forms))


def _row(row: Any) -> Row:
    where = canonical.loads(row.data)["place"]["where"] if row.kind == "encounter_recorded" else ""
    return Row(
        ids.to_text(row.id), row.kind, row.state, row.device_no, row.chain_no or 0, row.seq or 0, row.case_no or 0,
        row.hash, row.mine, where,
    )  # fmt: skip


def _same_after_rebuild(tx: Tx) -> bool:
    before = [sorted(map(repr, tx.sql.execute(table.select()).all())) for table in _DERIVED]
    projection.rebuild(tx.work)
    return before == [sorted(map(repr, tx.sql.execute(table.select()).all())) for table in _DERIVED]
