"""The one database thread.

Everything that touches the encrypted file is a job handed to `Database`, done in order, answered by a future. `app.py`
makes one for the life of the window process and gives it to the opened store. It never knows what a job does, and it
never runs two at once.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")
Job = Callable[[], None]

REST_SECONDS = 1.0
_log = logging.getLogger("fieldcase.store")


class Database:
    """A worker for jobs in order; after a second without one it runs `on_rest` once."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._rest: Callable[[], None] | None = None
        self._stopped = False
        self._thread = threading.Thread(target=self._work, name="database", daemon=True)
        self._thread.start()

    def submit(self, job: Callable[[], T]) -> Future[T]:
        """Runs `job` after all earlier ones. Whatever it raises is raised by the future's `result()`."""
        future: Future[T] = Future()
        if self._stopped:
            future.cancel()
            return future
        self._jobs.put(lambda: _run(job, future))
        return future

    def on_rest(self, job: Callable[[], None] | None) -> None:
        """What to do when nothing was asked for a second: checkpoints, the board. None: nothing."""
        self._rest = job

    def rest(self) -> Future[None]:
        """Does now what a second without work would do."""
        return self.submit(self._rest or _nothing)

    def here(self) -> bool:
        """Whether the caller is the database thread itself."""
        return threading.current_thread() is self._thread

    def stop(self) -> None:
        """Finishes the jobs already handed in, then ends the thread. Jobs that come later are cancelled."""
        self._stopped = True
        self._jobs.put(None)
        if not self.here():
            self._thread.join()

    def _work(self) -> None:
        busy = False
        while True:
            try:
                job = self._jobs.get(timeout=REST_SECONDS if busy else None)
            except queue.Empty:
                busy = False
                self._take_rest()
                continue
            if job is None:
                return
            busy = True
            job()

    def _take_rest(self) -> None:
        if self._rest is None:
            return
        done: Future[None] = Future()
        _run(self._rest, done)
        if done.exception() is not None:
            _log.warning("rest.failed %s", type(done.exception()).__name__)


def _nothing() -> None:
    """Nobody asked for anything."""


def _run(job: Callable[[], T], future: Future[T]) -> None:
    if future.set_running_or_notify_cancel():
        with _Into(future):
            future.set_result(job())


class _Into(Generic[T]):
    """Whatever is raised inside goes to the future, so that the thread lives on."""

    def __init__(self, future: Future[T]) -> None:
        self._future = future

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if error is not None:
            self._future.set_exception(error)
        return True
