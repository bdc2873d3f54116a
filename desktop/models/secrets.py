"""What the operating system keeps for us: the device secret of each slot, and the count of wrong tries.

Called by opening.py. `keyring.py` is the real thing; tests bring their own, which passes the
same suite. It never holds a passphrase or the data key. Source: security.md §2, S-21.
"""

from __future__ import annotations

import base64
import binascii
import struct
from dataclasses import dataclass
from typing import Protocol

_TRIES = struct.Struct(">BBB5Q")


class DeviceSecrets(Protocol):
    """A key ring: text under a user name, service "fieldcase". Raises Problem 503.1 where there is none."""

    def get(self, user: str) -> str | None: ...

    def set(self, user: str, value: str) -> None: ...

    def delete(self, user: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong passphrases of one slot: how many in a row, whether it is closed, when the last five were (ms since
    1970).
    """

    row: int = 0
    closed: bool = False
    times: tuple[int, ...] = ()

    def to_text(self) -> str:
        times = (self.times + (0,) * 5)[:5]
        return base64.b64encode(_TRIES.pack(1, min(self.row, 255), self.closed, *times)).decode()

    @staticmethod
    def from_text(text: str | None) -> Tries:
        """A count that somebody deleted or damaged reads as closed (S-21)."""
        raw = _decode(text, _TRIES.size)
        if raw is None:
            return Tries(closed=True)
        version, row, closed, *times = _TRIES.unpack(raw)
        return Tries(row, bool(closed) or version != 1, tuple(each for each in times if each))


def slot_user(store_id: bytes, slot_id: bytes) -> str:
    return f"{store_id.hex()}/{slot_id.hex()}"


def tries_user(store_id: bytes, slot_id: bytes | None) -> str:
    """Where the wrong tries of a slot are counted; those for badges that have none share one count."""
    return f"{store_id.hex()}/{slot_id.hex() if slot_id else 'nobody'}/tries"


def _decode(text: str | None, size: int) -> bytes | None:
    if text is None:
        return None
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == size else None
