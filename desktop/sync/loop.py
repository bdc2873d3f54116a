"""The one write-read loop, on the network thread: wake, exchange, wait for news, back off.

`app.py` starts one when a person has signed in and stops it before the store closes. Whatever is saved wakes it;
trouble with the line costs no attempt and drops nothing. It never changes a case but by what the endpoint answered,
and a test may take its place and call `step` by hand. Source: protocol.md section 3; architecture.md section 4,
rules 6 to 8.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from datetime import UTC, datetime
from typing import Final, Protocol

from desktop.domain.journal import KINDS, Lane
from desktop.domain.problems import Problem
from desktop.models import delivery, introduction
from desktop.models.changes import Changed, Changes
from desktop.sync import conversation
from desktop.sync.conversation import Conversation
from desktop.sync.status import StatusBoard
from desktop.sync.transport import Refusal

_LOG: Final = logging.getLogger("fieldcase.sync")
_FIRST_S, _LONGEST_S, _HOPELESS_S = 1.0, 60.0, 60.0
_HOPELESS: Final = ("503.3", "403.10", "409.10", "409.11", "426.10", "401.11")  # until somebody does something
_RELEASES: Final = frozenset(kind.name for kind in KINDS.values() if kind.lane is Lane.RELEASE)


class Desk(conversation.Desk, Protocol):
    """The store, and the news of what was saved in it."""

    changes: Changes


class Loop:
    """Sync for one signed-in person. `start` it, or drive it with `step`; `stop` ends it at once either way."""

    def __init__(self, desk: Desk, board: StatusBoard, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._desk = desk
        self._board = board
        self._talk = Conversation(desk, now)
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._failures = 0
        self._thread: threading.Thread | None = None
        self._unsubscribe = desk.changes.subscribe(self._saved)
        self._count()

    def start(self) -> None:
        """Begins, on the network thread."""
        self._thread = threading.Thread(target=self._run, name="network", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """From any thread: exchange now."""
        self._woken.set()
        self._talk.cut()

    def stop(self, wait_s: float = 1.0) -> None:
        """From any thread but the database's: ends what is under way at once. The store stays open.

        wait_s: for the network thread to go. Only while it looks for a host that does not answer it may take longer
        (three seconds); then it is left to end by itself and changes nothing more.
        """
        self._unsubscribe()
        self._stopping.set()
        self._woken.set()
        self._talk.cut(everything=True)
        if self._thread is not None:
            self._thread.join(wait_s)
        if self._thread is None or not self._thread.is_alive():
            self._talk.close()

    def step(self) -> bool:
        """One exchange with all that belongs to it. True if there is more to do at once. Raises the Problem it met."""
        self._woken.clear()
        self._board.update(working="sending" if self._board.get().waiting else "receiving")
        try:
            more = self._talk.step()
        except Problem as problem:
            self._failed(problem)
            raise
        self._failures = 0
        self._count(online=True, problem=self._talk.clock_problem, working="")
        return more

    def rest(self) -> None:
        """Checks what came, then waits for news from the endpoint, or for `wake`; whatever comes first."""
        self._talk.mend()
        try:
            while self.check() and not self._woken.is_set():
                pass
            if self._talk.quiet_s:
                self._woken.wait(self._talk.quiet_s)
            elif not self._woken.is_set() and not self._stopping.is_set():
                self._talk.wait()
        except Problem as problem:
            self._failed(problem)
            raise

    def check(self) -> bool:
        """A few of the background checks of signatures and logs. True if there are more."""
        return self._talk.check()

    def pause(self, problem: Problem) -> float:
        """Seconds until the next try: doubled at each failure, a minute at most, scattered; longer if we were told
        so.
        """
        self._failures += 1
        longest = min(_FIRST_S * 2.0 ** min(self._failures - 1, 10), _LONGEST_S)
        least = problem.retry_s if isinstance(problem, Refusal) else 0.0
        if problem.code in _HOPELESS:
            longest = _HOPELESS_S
        return max(least, longest * (0.5 + secrets.randbelow(1000) / 1000))

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                while self.step() and not self._stopping.is_set():
                    pass
                self.rest()
            except Problem as problem:
                self._back_off(problem)
            except CancelledError:
                return  # the store has closed
            except Exception as bug:
                _LOG.error("sync.bug %s", type(bug).__name__)
                self._board.update(online=False, working="fault")
                self._back_off(Problem("503.4"))

    def _failed(self, problem: Problem) -> None:
        if self._talk.is_cut:
            return  # by us: for a release, or to stop
        self._talk.doubt()
        self._count(online=False, problem=problem, working="")

    def _back_off(self, problem: Problem) -> None:
        if self._stopping.is_set():
            return
        _LOG.info("sync.pause code=%s failures=%s", problem.code, self._failures)
        self._woken.wait(self.pause(problem))
        self._talk.mend()

    def _saved(self, changed: Changed) -> None:
        """On the database thread, after each commit; those of the loop itself bring nothing new to send."""
        if self._talk.writing:
            self._talk.writing = False
            return
        self.wake()
        if self._talk.bulky and changed.kinds & _RELEASES:
            self._talk.cut(everything=True)  # a release waits for nothing that is under way

    def _count(self, **facts: object) -> None:
        waiting, attention = self._desk.read(lambda tx: delivery.waiting_count(tx.sql)).result()
        last_contact, last_received = self._desk.read(introduction.last_heard).result()
        self._board.update(
            waiting=waiting, attention=attention, last_contact=last_contact, last_received=last_received, **facts
        )
