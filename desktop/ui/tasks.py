"""Runs acts and reads on the database thread and brings their answers to the GUI thread.

Presenters call `run` and `read`; the frame listens to `changed` and `busy`. A Problem goes to the caller; anything else
is our own bug: it is logged by its kind, and the person reads that nothing was changed. This is the one place of the
screens that catches every exception.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.actions.operation import Operation
from desktop.domain.problems import Problem
from desktop.models.changes import Changes
from desktop.models.queries import Query

T = TypeVar("T")
log = logging.getLogger("fieldcase.ui")

SLOW_MS = 500
CANCEL_MS = 5_000


class Desk(Protocol):
    """What an unlocked store must offer: models.store.Store does."""

    @property
    def changes(self) -> Changes: ...

    def read(self, job: Callable[[Any], T]) -> Future[T]: ...

    def write(self, job: Callable[[Any], T], by: object | None = None) -> Future[T]: ...


class Tasks(QObject):
    """One per unlocked window.

    changed(Changed): after each commit, also those of sync. busy(text, can_cancel): what takes longer than 0.5 s, ""
    when all is done; can_cancel from 5 s on. unexpected(Problem): an act failed and its caller did not ask to hear it.
    """

    changed = Signal(object)
    busy = Signal(str, bool)
    unexpected = Signal(object)
    _arrived = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._open: dict[Future[Any], str] = {}
        self._arrived.connect(_call, Qt.ConnectionType.QueuedConnection)
        self._leave = desk.changes.subscribe(self.changed.emit)
        self._slow, self._long = self._timer(SLOW_MS, cancel=False), self._timer(CANCEL_MS, cancel=True)

    def run(
        self,
        operation: Operation[T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Problem], None] | None = None,
        by: object | None = None,
    ) -> None:
        """Do an act: all of it or nothing. done gets its result, failed its Problem, both on the GUI thread."""
        self._follow(self._desk.write(operation.run, by), operation.name, "Saving...", done, failed)

    def read(self, query: Query[T], done: Callable[[T], None], failed: Callable[[Problem], None] | None = None) -> None:
        """Ask a query; old rows stay on screen until the answer is here."""
        self._follow(self._desk.read(query), "read", "Reading...", done, failed)

    def cancel(self) -> None:
        """Give up what has not begun; what runs is finished or undone as a whole."""
        for future in list(self._open):
            future.cancel()

    def close(self) -> None:
        """Hear no more of the store."""
        self._leave()
        self._slow.stop()
        self._long.stop()

    def _follow(
        self,
        future: Future[T],
        name: str,
        words: str,
        done: Callable[[T], None] | None,
        failed: Callable[[Problem], None] | None,
    ) -> None:
        self._open[future] = words
        if not self._slow.isActive():
            self._slow.start()
            self._long.start()
        future.add_done_callback(lambda over: self._arrived.emit(lambda: self._finish(over, name, done, failed)))

    def _finish(
        self,
        future: Future[T],
        name: str,
        done: Callable[[T], None] | None,
        failed: Callable[[Problem], None] | None,
    ) -> None:
        self._open.pop(future, None)
        if not self._open:
            self._slow.stop()
            self._long.stop()
            self.busy.emit("", False)
        try:
            result = future.result()
        except CancelledError:
            return
        except Problem as problem:
            (failed or self.unexpected.emit)(problem)
            return
        except Exception as bug:
            log.error("task.bug %s %s", name, type(bug).__name__)
            (failed or self.unexpected.emit)(Problem("500.4", f"{name}: {type(bug).__name__}"))
            return
        if done is not None:
            done(result)

    def _timer(self, after: int, *, cancel: bool) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after)
        timer.timeout.connect(lambda: self._tell(cancel=cancel))
        return timer

    def _tell(self, *, cancel: bool) -> None:
        if self._open:
            self.busy.emit(next(iter(self._open.values())), cancel)


def _call(job: Callable[[], None]) -> None:
    """On the GUI thread now."""
    job()
