"""The presenter of the locked window: what it shows, when it must be heard, and the release it takes.

`app.py` joins it to the view, to the key ring's answer and to the sender. It is plain Python; it reads the clear half
of the desk at once and the clocks as soon as the key ring has answered. It never opens a store, and nothing it does can
refuse a release (S-30 to S-33).
"""

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from desktop import __version__
from desktop.domain.problems import Problem
from desktop.locked import alarm, board, box
from desktop.locked.box import LockedRelease
from desktop.locked.state import ROLES, LockedClock, LockedState, SignIn
from desktop.seal.board import BOARD_FILE, BoxRecord, Desk

_log = logging.getLogger("fieldcase.window")
_WAIT = re.compile(r"Wait (\d+) seconds?\.")
_NO_KEYS = "The clocks cannot be read here: the key ring of this machine does not answer. Look at the paper list."
_LATE = "The key ring of this machine has not answered yet. It may be asking in a window of its own."
_PATIENCE = timedelta(seconds=5)
_MISSING = "What is left can be read, and what was received is not lost. Tell who looks after this machine."
_NO_BOARD = "The clocks cannot be read: their file is missing or damaged. Look at the paper list."


class LockedDesk:
    """show: the view's way in. now: UTC. sound: plays a tone, "urgent" or "overdue"."""

    def __init__(
        self,
        folder: Path,
        show: Callable[[LockedState], None],
        now: Callable[[], datetime],
        sound: Callable[[str], None],
    ) -> None:
        self._show, self._now, self._sound = show, now, sound
        self._known = board.look(folder)
        self._heard = now()
        self._asked: datetime | None = None
        self._state = self._clear_half()
        self._show(self._state)

    @property
    def store_id(self) -> str:
        """Of the store behind this window, "" when its clear half cannot be read."""
        return self._known.desk.store_id if self._known.desk else ""

    def say(self, words: str = "", *, busy: bool = False) -> None:
        """Under the Unlock button: what is wrong in plain words, or that the passphrase is being tried."""
        self._put(problem=words, wait=0, busy=busy, anyway=False)

    def refuse(self, problem: Problem) -> None:
        """Why it did not open; a wait is counted down."""
        wait = _WAIT.search(problem.detail)
        words = f"{problem.title} {_WAIT.sub('', problem.detail)}".strip()
        number = "" if problem.code.startswith("401") else f" ({problem.code})"
        more = f" {_MISSING}" if problem.code == "500.2" else ""
        wait_s = int(wait[1]) if wait else 0
        self._put(problem=words + number + more, wait=wait_s, busy=False, anyway=problem.code == "500.2")

    def wants_keys(self) -> bool:
        """Whether the key ring is to be asked now: not while it is being asked, nor once it has answered."""
        if self._asked is not None or self._known.keys is not None:
            return False
        self._asked = self._now()
        return True

    def take_keys(self, text: str | None) -> None:
        """The key ring has answered; None: it has no keys of this desk, or there is none."""
        self._asked = None
        self._known = board.with_keys(self._known, text)
        self._put_clocks()
        self.beat()

    def beat(self) -> None:
        """A little later: time has gone on, and perhaps somebody must be heard."""
        before, now = self._heard, self._now()
        self._heard = now
        if alarm.sounds(self._known.board.rows, before, now):
            over = sum(row.ends_at <= now for row in self._known.board.rows)
            _log.info("alarm.sounded %s", over)
            self._sound("overdue" if over else "urgent")
        late = self._asked is not None and now - self._asked > _PATIENCE
        self._put(**({"clocks_problem": _LATE} if late and self._state.clocks is None else {}))

    def release(self, booking_no: str, at: datetime, badge: str) -> bool:
        """Records it. False when the disk takes nothing at all; then the window says that it belongs on paper."""
        try:
            kept = box.record(self._known, LockedRelease(booking_no, at, badge), self._now())
        except Problem as problem:
            _log.error("release.not_recorded %s", problem.code)
            self._put(recorded=f"NOT recorded. {problem.title} Release all the same and write it on paper.")
            return False
        _log.info("release.recorded %s", kept.entry_id)
        self._put(recorded="Recorded here. It is sent as soon as there is a line.")
        return True

    def unsent(self) -> tuple[Desk, BoxRecord] | None:
        """The oldest release the endpoint does not have yet, with where to send it."""
        waiting = box.unsent(self._known.folder)
        return (self._known.desk, waiting[0]) if self._known.desk and waiting else None

    def sent(self, record: BoxRecord) -> None:
        """The endpoint has it."""
        box.mark_received(self._known.folder, record.entry_id)
        _log.info("release.sent %s", record.entry_id)
        if self._state.recorded:
            self._put(recorded="Recorded here, and received.")

    def _clear_half(self) -> LockedState:
        desk = self._known.desk
        if desk is None:
            return LockedState(self._now(), clocks=(), clocks_problem=_NO_BOARD, version=__version__)
        people = tuple(
            SignIn(each["name"], ROLES.get(each["role"], each["role"]), each["badge"], each["passphrase"])
            for each in desk.signins
            if {"name", "role", "badge", "passphrase"} <= each.keys()
        )
        return LockedState(
            self._now(),
            desk.zone,
            desk.place,
            signins=people,
            training=desk.training,
            device=desk.device[-6:],
            version=__version__,
        )

    def _put_clocks(self) -> None:
        known = self._known
        rows = tuple(
            LockedClock(row.booking_no or row.number, row.place, row.ends_at)
            for row in sorted(known.board.rows, key=lambda row: row.ends_at)
        )
        fresh = known.keys is None and not (known.folder / BOARD_FILE).exists()
        problem = "" if fresh or known.board_read else _NO_KEYS if known.keys is None else _NO_BOARD
        self._put(clocks=rows, clocks_problem=problem, waiting=known.board.waiting)

    def _put(self, **facts: Any) -> None:
        self._state = replace(self._state, now=self._now(), **facts)
        self._show(self._state)
