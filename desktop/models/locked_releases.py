"""Releases that were recorded while nobody was signed in: from `release.box` into the journal, at the next sign-in.

`app.py` asks once after each unlock, before the first screen. Each comes in under the id it was given then, signed by
the desk key; one that was written without the key ring is signed now. The box is emptied only after the commit, in
place, so that its room stays reserved: a crash in between brings the same releases again, and they are passed over.
It confirms nothing: a person does that (S-32). Source: security.md S-31.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

import sqlalchemy as sa

from desktop.domain.journal import Event
from desktop.domain.problems import Problem
from desktop.models import settings
from desktop.models.desk import sync_folder
from desktop.models.tables import ENTRY
from desktop.models.tx import Tx
from desktop.seal import entry, ids
from desktop.seal.board import BOX_BYTES, BOX_FILE, BoxRecord, end_of, new_box, records, release_info
from desktop.seal.entry import Parsed, Sealed
from desktop.seal.primitives import hpke_open

_log = logging.getLogger("fieldcase.store")
T = TypeVar("T")
_HERE: Final = sa.select(ENTRY.c.no).where(ENTRY.c.id == sa.bindparam("at"))


class Desk(Protocol):
    """The unlocked store, as far as this needs it."""

    def read(self, job: Callable[[Tx], T]) -> Future[T]: ...

    def write(self, job: Callable[[Tx], T]) -> Future[T]: ...


def reserve(folder: Path) -> None:
    """Keeps 64 KiB free for releases to come, where they are not kept yet. Raises OSError."""
    path = folder / BOX_FILE
    if path.exists() and path.stat().st_size >= BOX_BYTES:
        return
    before = path.read_bytes() if path.exists() else new_box()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    try:
        os.write(handle, before.ljust(BOX_BYTES, b"\0"))
        os.fsync(handle)
    finally:
        os.close(handle)
    sync_folder(folder)


def at_sign_in(desk: Desk, folder: Path) -> None:
    """Hands the store all three: take in, empty, reserve. What fails is logged and tried again at the next sign-in."""
    for future in (
        desk.write(take_in(folder)),
        desk.read(empty(folder)),
        desk.read(lambda _: reserve(folder)),
    ):
        future.add_done_callback(_tell)


def take_in(folder: Path) -> Callable[[Tx], int]:
    """A job for `Store.write`: the releases of the box that are not in the journal yet. Answers with how many came."""

    def run(tx: Tx) -> int:
        return sum(_take(tx, each) for each in _waiting(folder))

    return run


def empty(folder: Path) -> Callable[[Tx], bool]:
    """A job for `Store.read`, after the commit: empties the box if the journal has all of it. Raises OSError."""

    def run(tx: Tx) -> bool:
        found = _waiting(folder)
        if not found or not all(_is_here(tx, each.entry_id) for each in found):
            return False
        start = min(each.at for each in found)
        _zero(folder / BOX_FILE, start, end_of((folder / BOX_FILE).read_bytes()) - start)
        return True

    return run


def _tell(future: Future[Any]) -> None:
    fault = None if future.cancelled() else future.exception()
    if fault is not None:
        _log.warning("release.box_trouble %s", type(fault).__name__)


def _waiting(folder: Path) -> tuple[BoxRecord, ...]:
    try:
        return tuple(records((folder / BOX_FILE).read_bytes()))
    except (OSError, Problem):
        return ()


def _take(tx: Tx, record: BoxRecord) -> int:
    if _is_here(tx, record.entry_id):
        return 0
    try:
        parsed = _opened(tx, record)
    except Problem as problem:
        _log.warning("release.unreadable %s %s", record.entry_id, problem.code)
        return 0
    head, sealed = parsed.head, parsed.sealed
    if not sealed.by:
        sealed = Sealed(sealed.head, sealed.data, sealed.salt, tx.keys.desk.sign("entry", sealed.hash))
    tx.work.add_own(Event(head, parsed.data), sealed)
    _log.info("release.taken_in %s", head.id)
    return 1


def _opened(tx: Tx, record: BoxRecord) -> Parsed:
    """The entry inside, if it is what may stand there: a release of this device made while locked, under that id."""
    secret = settings.need(tx.sql, settings.INTAKE)
    parsed = entry.parse(hpke_open(secret, record.box, release_info(tx.me.device)), signed=False)
    head = parsed.head
    if (head.kind, head.id, head.device, head.actor) != ("release_locked", record.entry_id, tx.me.device, ""):
        raise Problem("400.10")
    return parsed


def _is_here(tx: Tx, entry_id: str) -> bool:
    return tx.sql.execute(_HERE, {"at": ids.to_bytes(entry_id)}).first() is not None


def _zero(path: Path, at: int, size: int) -> None:
    """In place: the room stays on the disk."""
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.lseek(handle, at, os.SEEK_SET)
        os.write(handle, bytes(size))
        os.fsync(handle)
    finally:
        os.close(handle)
