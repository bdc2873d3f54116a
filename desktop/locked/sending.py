"""Sends what was released at a locked desk, one after the other, whenever there is a line.

`app.py` gives it the desk, the way to another thread and the one call over the network. What cannot be sent now is
tried again at the next beat. It stays in the box in any case, until the next sign-in has taken it in (S-31).
"""

import logging
from collections.abc import Callable
from typing import Protocol

from desktop.domain.problems import Problem
from desktop.locked.desk import LockedDesk
from desktop.seal.board import BoxRecord, Desk

_log = logging.getLogger("fieldcase.window")
Post = Callable[[Desk, BoxRecord], None]
"""POST /v1/release, on a thread of its own. Raises Problem."""


class Aside(Protocol):
    """Runs a job elsewhere and comes back: `locked.hand.Hand` does."""

    def aside(
        self, job: Callable[[], None], done: Callable[[None], None], failed: Callable[[Problem], None]
    ) -> None: ...


class Sending:
    """One call at a time."""

    def __init__(self, desk: LockedDesk, hand: Aside, post: Post) -> None:
        self._desk, self._hand, self._post = desk, hand, post
        self._under_way = False

    def go_on(self) -> None:
        """The oldest that the endpoint has not got goes out now, unless one is on its way."""
        waiting = self._desk.unsent()
        if waiting is None or self._under_way:
            return
        self._under_way = True
        where, record = waiting
        self._hand.aside(lambda: self._post(where, record), lambda _: self._sent(record), self._not_sent)

    def _sent(self, record: BoxRecord) -> None:
        self._under_way = False
        self._desk.sent(record)
        self.go_on()

    def _not_sent(self, problem: Problem) -> None:
        self._under_way = False
        _log.info("release.not_sent %s", problem.code)
