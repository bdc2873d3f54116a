"""How sync is: the few facts the status bar and the sync page may ask.

The loop writes here, screens read. It holds counts, times and a numbered problem, never a case; asking it costs nothing
and touches neither file nor line.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from desktop.domain.problems import Problem


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """waiting: entries not yet answered; attention: refused or set aside. Times are UTC, None: never.

    last_contact: the last signed word of the endpoint; last_received: the last receipt for something sent. working:
    what is being done now in a word ("", "sending", "receiving", "checking"); problem: why it is not online, or None.
    """

    waiting: int = 0
    attention: int = 0
    last_contact: datetime | None = None
    last_received: datetime | None = None
    online: bool = False
    working: str = ""
    problem: Problem | None = None


Listener = Callable[[SyncStatus], None]


class StatusBoard:
    """The present status and who wants to hear of a change. Listeners run on the thread that made it: hand on,
    return.
    """

    def __init__(self, first: SyncStatus | None = None) -> None:
        self._lock = threading.Lock()
        self._status = first or SyncStatus()
        self._listeners: tuple[Listener, ...] = ()

    def get(self) -> SyncStatus:
        """The present status."""
        return self._status

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Adds a listener; the answer takes it off again."""
        with self._lock:
            self._listeners = (*self._listeners, listener)

        def unsubscribe() -> None:
            with self._lock:
                self._listeners = tuple(each for each in self._listeners if each is not listener)

        return unsubscribe

    def update(self, **facts: Any) -> None:
        """Changes these facts and tells the listeners, if anything is different. For the loop."""
        with self._lock:
            before, self._status = self._status, replace(self._status, **facts)
            status, listeners = self._status, self._listeners
        if status != before:
            for listener in listeners:
                listener(status)
