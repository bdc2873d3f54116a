"""What changed, and who wants to hear it.

After each commit the store announces one `Changed`; app.py joins it to the screens and to the sync loop. Listeners are
plain functions called on the database thread: they hand the news on and return. It never says what the change was.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

_log = logging.getLogger("fieldcase.window")


@dataclass(frozen=True, slots=True)
class Changed:
    """The cases and kinds a commit touched. `by` is who asked for it (a presenter), or None: it came by sync."""

    case_ids: frozenset[str]
    kinds: frozenset[str]
    by: object | None = None


Listener = Callable[[Changed], None]


class Changes:
    """The list of listeners."""

    def __init__(self) -> None:
        self._listeners: tuple[Listener, ...] = ()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Adds a listener; the answer takes it off again."""
        self._listeners = (*self._listeners, listener)

        def unsubscribe() -> None:
            self._listeners = tuple(each for each in self._listeners if each is not listener)

        return unsubscribe

    def announce(self, changed: Changed) -> None:
        for listener in self._listeners:
            listener(changed)


def note(changed: Changed) -> None:
    """A commit in the log: kinds and cases, no content. app.py subscribes it."""
    for kind in sorted(changed.kinds):
        _log.info("act.committed %s %s", kind, " ".join(sorted(changed.case_ids)))
