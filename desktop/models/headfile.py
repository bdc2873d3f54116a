"""`store.head`: two small records beside the store that say how long the journal is.

SQLite drops the tail of a damaged log without a word. After each commit the store writes here how many entries there
are and what their running hash is, in turns into one of two places, and syncs it to the disk; at opening the journal
must be at least that long (S-12). Written in place, so that a full disk does not stop it. It never holds content.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.seal.primitives import hmac_sha256, same

NAME: Final = "store.head"
_BODY: Final = struct.Struct(">Q32s")
_SIZE: Final = _BODY.size + 32
_PLACE: Final = 512
_sync: Final = getattr(os, "fdatasync", os.fsync)


@dataclass(frozen=True, slots=True)
class Tip:
    """How many entries the journal has, and the running hash of theirs: H(tip before ‖ entry hash), 32 zero bytes at
    0.
    """

    n: int = 0
    head: bytes = bytes(32)


class HeadFile:
    """The open file. Only the database thread writes it."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._key = key
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
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

    def close(self) -> None:
        os.close(self._file)

    def _record(self, place: int) -> Tip:
        os.lseek(self._file, place * _PLACE, os.SEEK_SET)
        raw = os.read(self._file, _SIZE)
        body, mac = raw[: _BODY.size], raw[_BODY.size :]
        if len(raw) < _SIZE or not same(mac, hmac_sha256(self._key, body)):
            return Tip()
        return Tip(*_BODY.unpack(body))
