"""Hands the results of other threads to the GUI thread.

`app.py` makes one for a window process. Work goes to the database thread or to a thread of its own for the network;
its end comes back here. A Problem is for a person; anything else is a bug of ours and ends the process.
"""

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from desktop.domain.problems import Problem

T = TypeVar("T")
_log = logging.getLogger("fieldcase.window")


class Hand(QObject):
    """Lives on the GUI thread. Everything it is given is called there, in the order it came in."""

    _called = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._called.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def soon(self, what: Callable[[], None]) -> None:
        """From any thread."""
        self._called.emit(what)

    def after(self, future: Future[T], done: Callable[[T], None], failed: Callable[[Problem], None]) -> None:
        """When the future ends: its result, or the Problem it met. One that was cancelled says nothing."""
        future.add_done_callback(lambda ended: self.soon(lambda: _settle(ended, done, failed)))

    def aside(
        self, job: Callable[[], T], done: Callable[[T], None], failed: Callable[[Problem], None], name: str = "network"
    ) -> None:
        """Runs a job on a thread of its own: one call over the network before the sync loop is there."""
        thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self.after(thread.submit(job), done, failed)
        thread.shutdown(wait=False)  # it ends with the job

    def _call(self, what: Callable[[], None]) -> None:
        what()


def logged(event: str) -> Callable[[Problem], None]:
    """A Problem that is nobody's to read here: one line of the log."""
    return lambda problem: _log.warning("%s %s", event, problem.code)


def _settle(ended: Future[T], done: Callable[[T], None], failed: Callable[[Problem], None]) -> None:
    try:
        result = ended.result()
    except CancelledError:
        return
    except Problem as problem:
        failed(problem)
        return
    done(result)
