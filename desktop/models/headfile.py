"""`store.head`: two small records beside the store that say how long the journal is.

SQLite drops the tail of a damaged log without a word. After each commit the store writes here how many entries there
are and what their running hash is, in turns into one of two places, and syncs it to the disk; at opening the journal
must be at least that long (S-12). Written in place, so that a full disk does not stop it. Whoever has it open has the
store: a second program is told so. It never holds content.
"""

from __future__ import annotations

import os
import struct
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.domain.problems import World
from desktop.seal.primitives import hmac_sha256, same

NAME: Final = "store.head"
_BODY: Final = struct.Struct(">Q32s")
_SIZE: Final = _BODY.size + 32
_PLACE: Final = 512
_sync: Final = getattr(os, "fdatasync", os.fsync)


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> bool:
        """A lock on a byte beyond the records, freed by the system at any end of the process."""
        os.lseek(handle, 1 << 20, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(handle: int) -> bool:
        """A lock that the system frees at any end of the process."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Tip:
    """How many entries the journal has, and the running hash of theirs: H(tip before ‖ entry hash), 32 zero bytes at
    0.
    """

    n: int = 0
    head: bytes = bytes(32)


class HeadFile:
    """The open file. Only the database thread writes it. Problem 507.2 while another program has the store open."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._key = key
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        if not _take(self._file):
            os.close(self._file)
            raise World("507.2", "Another program has this store open.")
        if os.fstat(self._file).st_size < 2 * _PLACE:
            os.write(self._file, bytes(2 * _PLACE))
        self._turn = 1 if self._record(0).n >= self._record(1).n else 0

    def read(self) -> Tip:
        """The longest record that holds; Tip(0) where neither does."""
        return max((self._record(place) for place in (0, 1)), key=lambda tip: tip.n)

    def write(self, tip: Tip) -> None:
        """Writes the older of the two records anew and waits until the disk has it."""
        body = _BODY.pack(tip.n, tip.head)
        os.lseek(self._file, self._turn * _PLACE, os.SEEK_SET)
        os.write(self._file, body + hmac_sha256(self._key, body))
        _sync(self._file)
        self._turn = 1 - self._turn

    def reset(self, tip: Tip) -> None:
        """From here on the journal is this long: a person was told of what is missing, and went on."""
        for _ in range(2):
            self.write(tip)

    def close(self) -> None:
        os.close(self._file)

    def _record(self, place: int) -> Tip:
        os.lseek(self._file, place * _PLACE, os.SEEK_SET)
        raw = os.read(self._file, _SIZE)
        body, mac = raw[: _BODY.size], raw[_BODY.size :]
        if len(raw) < _SIZE or not same(mac, hmac_sha256(self._key, body)):
            return Tip()
        return Tip(*_BODY.unpack(body))
