"""What a presenter may ask of the frame and of the task runner, as plain protocols.

Presenters are given these two and nothing else, so that they run without Qt; `screens.py` joins them to the real
window. Nothing here knows a widget.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from desktop.actions.operation import Operation
from desktop.domain.problems import Problem
from desktop.models.queries import Query

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a screen stands: which case, review or draft it shows, and the tab or field to open at."""

    screen: str
    case_id: str = ""
    request_id: str = ""
    draft_id: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a screen: title, where it stands, and the case that F8, F9 and F7 mean ("" = none)."""

    title: str
    subtitle: str = ""
    case_id: str = ""
    person: str = ""
    booking_no: str = ""
    note: str = ""
    release_word: str = "Release"
    number: str = ""


class Nav(Protocol):
    """The roads between screens. No presenter calls another."""

    def open(self, place: Place) -> None: ...

    def drawer(self, name: str, place: Place) -> None: ...

    def close_drawer(self) -> None: ...

    def set_head(self, head: Head) -> None: ...

    def notice(self, text: str) -> None: ...


class Runner(Protocol):
    """Runs acts and reads on the database thread; the answers come on the caller's thread."""

    def run(
        self,
        operation: Operation[T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Problem], None] | None = None,
        by: object | None = None,
    ) -> None: ...

    def read(self, query: Query[T], done: Callable[[T], None]) -> None: ...
