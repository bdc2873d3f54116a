"""A desk without a file: it answers reads with what a test put in, and keeps the names of the acts it was asked for.

It stands where the store stands (ui/tasks.Desk) and answers at once. `Direct` is the task runner without Qt, for
presenters; with a real store in the place of the desk it works the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any, Generic, Protocol, TypeVar

import resources
from desktop.actions.operation import Operation
from desktop.domain.authority import Standing
from desktop.domain.law import Law
from desktop.domain.policy import Pack
from desktop.domain.problems import Problem
from desktop.models.changes import Changed, Changes
from desktop.ui.nav import Head, Place
from desktop.ui.presenting import Here

T = TypeVar("T")
NOW = datetime(2026, 5, 24, 19, 12, tzinfo=UTC)
ZONE = "America/New_York"


@dataclass
class Rules:
    """What a question about rules needs of a transaction."""

    law: Law = field(default_factory=lambda: Law.parse(resources.documents()))
    pack: Pack = field(default_factory=lambda: Pack.parse(resources.documents()["policy_pack.sample"]))

    def standing(self) -> Standing:
        return Standing("P-105", "TFO", None, self.pack, None, "FAC-1")


@cache
def rules() -> Rules:
    """Read once for all tests."""
    return Rules()


class FakeDesk:
    """answers: by the name of the query ("worklist", "case_page"); a function is called, anything else is the answer.

    `done`: names and closures of the acts, in order. `refuses`: the Problem that every act meets, or None.
    """

    def __init__(self, answers: Mapping[str, object]) -> None:
        self.answers = dict(answers)
        self.changes = Changes()
        self.done: list[str] = []
        self.given: list[Mapping[str, object]] = []
        self.refuses: Problem | None = None
        self.rules = rules()

    def read(self, job: Callable[[Any], T]) -> Future[T]:
        name = job.__qualname__.partition(".")[0]
        if name in self.answers:
            return _answered(self.answers[name])
        return _answered(job(self.rules))

    def write(self, job: Callable[[Any], T], by: object | None = None) -> Future[T]:
        act = inside(job).get("operation")
        job = act.run if isinstance(act, Operation) else job  # an act that ends a draft: the act itself
        act = within(job)
        name = act.__qualname__.partition(".")[0]
        if self.refuses is not None:
            failed: Future[T] = Future()
            failed.set_exception(self.refuses)
            return failed
        self.done.append(name)
        self.given.append(inside(act))
        return _answered(self.answers.get(name, f"id-{len(self.done)}"))

    def tell(self, *case_ids: str, kinds: tuple[str, ...] = (), by: object | None = None) -> None:
        """Announce a commit, as sync does."""
        self.changes.announce(Changed(frozenset(case_ids), frozenset(kinds), by))


class Desk(Protocol):
    """The desk as `Direct` asks it."""

    def read(self, job: Callable[[Any], T]) -> Future[T]: ...

    def write(self, job: Callable[[Any], T], by: object | None = None) -> Future[T]: ...


class Direct:
    """A task runner that waits for each answer: what a presenter needs of ui/tasks.Tasks, without Qt."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def run(
        self,
        operation: Operation[T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Problem], None] | None = None,
        by: object | None = None,
    ) -> None:
        try:
            result = self._desk.write(operation.run, by).result()
        except Problem as problem:
            if failed is None:
                raise
            failed(problem)
            return
        if done is not None:
            done(result)

    def read(self, query: Callable[[Any], T], done: Callable[[T], None]) -> None:
        done(self._desk.read(query).result())


@dataclass
class Roads:
    """Nav that remembers where it was sent."""

    places: list[Place] = field(default_factory=list)
    drawers: list[tuple[str, Place]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    head: Head = field(default_factory=lambda: Head(""))
    closed: int = 0

    def open(self, place: Place) -> None:
        self.places.append(place)

    def drawer(self, name: str, place: Place) -> None:
        self.drawers.append((name, place))

    def close_drawer(self) -> None:
        self.closed += 1

    def set_head(self, head: Head) -> None:
        self.head = head

    def notice(self, text: str) -> None:
        self.notices.append(text)


class Seen(Generic[T]):
    """A view that keeps what it was shown."""

    def __init__(self) -> None:
        self.all: list[T] = []

    def __call__(self, state: T) -> None:
        self.all.append(state)

    @property
    def last(self) -> T:
        return self.all[-1]


def here(role: str = "TFO", model: str = "TFM", **changes: Any) -> Here:
    """A person at a desk, at the time of the pictures."""
    filled: dict[str, Any] = {"person": "P-105", "name": "Emery Mockup", "badge": "105", "place": "Sample County"}
    return Here(now=lambda: NOW, zone=ZONE, role=role, model=model, **(filled | changes))


def within(job: Callable[[Any], object]) -> Callable[[Any], object]:
    """The act itself, where it ends its draft in the same transaction."""
    operation = inside(job).get("operation")
    return operation.run if isinstance(operation, Operation) else job


def inside(job: Callable[[Any], object]) -> Mapping[str, object]:
    """What an act was given: the names and values its closure holds."""
    cells = job.__closure__ or ()
    return {name: cell.cell_contents for name, cell in zip(job.__code__.co_freevars, cells, strict=True)}


def _answered(value: Any) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_result(value)
    return future
