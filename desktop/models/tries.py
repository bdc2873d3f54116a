"""Wrong passphrases are counted.

`opening.py` asks before and after each try. One wrong: wait 1 s, then 2, 4, 8; five within 15 minutes or ten in a row
close the sign-in until a colleague who enrols people opens it. The count lies in the key ring, survives a restart,
and a count that was deleted beside its secret reads as closed. It guards the keyboard; a copied file meets Argon2id
and the device secret. Source: security.md S-21.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from desktop.domain.problems import Problem
from desktop.models.moments import to_ms
from desktop.models.secrets import DeviceSecrets, Tries, slot_user, tries_user

WINDOW_MS: Final = 15 * 60 * 1000
AT_MOST: Final = 5
IN_A_ROW: Final = 10
_WAITS: Final = (0, 1, 2, 4, 8)


class Guard:
    """The count of one slot; slot_id None: of all badges that have none."""

    def __init__(self, secrets: DeviceSecrets, store_id: bytes, slot_id: bytes | None) -> None:
        self._secrets = secrets
        self._user = tries_user(store_id, slot_id)
        text = secrets.get(self._user)
        gone = text is None and (slot_id is None or secrets.get(slot_user(store_id, slot_id)) is None)
        self._tries = Tries() if gone else Tries.from_text(text)

    def enter(self, now: datetime) -> None:
        """Raises Problem 401.2 if the slot is closed, 401.1 with the seconds left if it is too early to try."""
        if self._tries.closed:
            raise Problem("401.2")
        left = self._wait_ms(to_ms(now))
        if left > 0:
            raise Problem("401.1", _wait_words(left))

    def wrong(self, now: datetime) -> Problem:
        """Counts one more wrong try, writes it down, and answers with what to say."""
        at, before = to_ms(now), self._tries
        times = (*before.times, at)[-AT_MOST:]
        row = before.row + 1
        recent = sum(each > at - WINDOW_MS for each in times)
        self._save(Tries(row, recent >= AT_MOST or row >= IN_A_ROW, times))
        return Problem("401.2") if self._tries.closed else Problem("401.1", _wait_words(self._wait_ms(at)))

    def right(self) -> None:
        """Forgets the wrong tries."""
        if self._tries.row:
            self._save(Tries())

    def open(self) -> None:
        """Opens a closed slot, at the word of a person who enrols."""
        self._save(Tries())

    def _wait_ms(self, at: int) -> int:
        """What is left of the wait. A clock set back before the last try waits in full, from then on by that clock."""
        if not self._tries.times:
            return 0
        last, wait = self._tries.times[-1], _WAITS[min(self._tries.row, len(_WAITS) - 1)] * 1000
        if at < last:
            self._save(Tries(self._tries.row, self._tries.closed, (*self._tries.times[:-1], at)))
            return wait
        return last + wait - at

    def _save(self, tries: Tries) -> None:
        self._secrets.set(self._user, tries.to_text())
        self._tries = tries


def _wait_words(ms: int) -> str:
    seconds = -(-ms // 1000)
    return f"Wait {seconds} {'second' if seconds == 1 else 'seconds'}."
