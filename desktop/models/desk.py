"""The files beside the store that a locked window may read, and what the key ring is told at each sign-in.

The store writes `store.desk` (public keys and addresses, in clear) and `board.bin` (running clocks, under the board
key); `locked/` reads them. The bytes are those of seal/board.py. Nothing here holds a name, an offence or a word of a
case. Source: security.md §3, S-30, S-31.
"""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from pathlib import Path

from desktop.domain.problems import Problem
from desktop.models.headfile import Tip
from desktop.models.secrets import DeviceSecrets
from desktop.seal import board as bytes_of
from desktop.seal.board import Board, Desk, DeskKeys
from desktop.seal.primitives import random
from desktop.seal.slots import DeviceSecret

_log = logging.getLogger("fieldcase.store")


class DeskFiles:
    """Beside one store, for one session. `slot_user`: where the key ring keeps this slot's secret."""

    def __init__(self, folder: Path, store_id: str, secrets: DeviceSecrets, desk_seed: bytes, slot_user: str) -> None:
        self.stale = True
        self._folder = folder
        self._store_id = store_id
        self._secrets = secrets
        self._seed = desk_seed
        self._slot_user = slot_user
        self._board_key: bytes | None = None
        self._remembered = -1

    def write_board(self, board: Board) -> None:
        """Writes the board under this session's key, which the key ring is told first. A disk or key ring that refuses
        leaves the board as it was; the store does not depend on it.
        """
        try:
            key = self._key()
            write_whole(self._folder / bytes_of.BOARD_FILE, bytes_of.seal_board(key, self._store_id, board), sync=False)
        except (Problem, OSError) as error:
            _log.warning("board.unwritten %s", type(error).__name__)
            return
        self.stale = False

    def write_desk(self, desk: Desk) -> None:
        """Writes the clear half anew; a disk that refuses leaves it as it was."""
        try:
            write_desk(self._folder, desk)
        except OSError as error:
            _log.warning("desk.unwritten %s", error.errno)

    def remember(self, tip: Tip, shorter: bool = False) -> None:
        """Tells the key ring how long the journal is: once a session, at the first rest (S-42).

        shorter: it may be shorter than was known, for a person went on without what is missing.
        """
        if self._remembered >= 0 or tip.n == 0:
            return
        self._remembered = tip.n
        try:
            known = DeviceSecret.from_text(self._secrets.get(self._slot_user) or "")
            if known.head_n < tip.n or shorter:
                self._secrets.set(self._slot_user, replace(known, head_n=tip.n, head=tip.head).to_text())
        except Problem:
            _log.warning("head.unremembered")

    def _key(self) -> bytes:
        """A board key of its own for each sign-in."""
        if self._board_key is None:
            key = random(32)
            self._secrets.set(bytes_of.desk_user(self._store_id), DeskKeys(key, self._seed).to_text())
            self._board_key = key
        return self._board_key


def write_desk(folder: Path, desk: Desk) -> None:
    """Writes `store.desk`. Raises OSError."""
    write_whole(folder / bytes_of.DESK_FILE, bytes_of.encode_desk(desk))


def write_whole(path: Path, raw: bytes, sync: bool = True) -> None:
    """The new file or the old one, never half of one. Raises OSError."""
    fresh = path.with_name(path.name + ".new")
    with open(fresh, "wb") as out:
        out.write(raw)
        out.flush()
        if sync:
            os.fsync(out.fileno())
    os.replace(fresh, path)
    if sync:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes names in a folder last through a power cut, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
