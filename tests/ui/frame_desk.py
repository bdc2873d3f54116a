"""A desk whose answers a test gives by hand, and the frame on top of it, with small screens of its own.

Real code, ten lines each: no thread, no waiting. `window()` is a MainWindow with four screens and three drawers.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from desktop.domain.problems import Problem
from desktop.models.changes import Changed, Changes
from desktop.models.rows import WorklistPage
from desktop.sync.status import StatusBoard, SyncStatus
from desktop.ui import theme
from desktop.ui.main_window import MainWindow
from desktop.ui.nav import Head, Nav, Place, Runner
from desktop.ui.ports import DrawerSpec, Ports, Screen
from desktop.ui.presenting import Here, Presenter
from desktop.ui.tasks import Tasks
from desktop.ui.widgets import Button, DrawerPage, LineField, TextArea, column

T = TypeVar("T")
NOW = datetime(2026, 5, 24, 19, 12, tzinfo=UTC)
ZONE = "America/New_York"


class Desk:
    """Runs a job at once, or keeps it until `answer()` when held."""

    def __init__(self) -> None:
        self.changes = Changes()
        self.held = False
        self.waiting: list[Callable[[], None]] = []
        self.by: list[object | None] = []

    def read(self, job: Callable[[Any], T]) -> Future[T]:
        if job.__qualname__.startswith("worklist"):
            return self._take(lambda _: cast(T, WorklistPage((), 0, {})))
        return self._take(job)

    def write(self, job: Callable[[Any], T], by: object | None = None) -> Future[T]:
        self.by.append(by)
        return self._take(job)

    def answer(self) -> None:
        """Do what waits."""
        while self.waiting:
            self.waiting.pop(0)()

    def _take(self, job: Callable[[Any], T]) -> Future[T]:
        future: Future[T] = Future()

        def work() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(job(None))
            except (Problem, ArithmeticError) as fault:
                future.set_exception(fault)

        self.waiting.append(work)
        if not self.held:
            self.answer()
        return future


@dataclass(frozen=True)
class Person:
    """Who sits here."""

    name: str = "D. Trainer"
    role: str = "TFO"
    place: str = "Example County"
    model: str = "TFM"
    authority_until: datetime | None = datetime(2027, 3, 12, 16, tzinfo=UTC)
    authorized: bool = True
    pack: str = "EX-2026.3"
    training: bool = True


@dataclass
class Asked:
    """What the frame asked of its ports."""

    locked: int = 0
    sent: int = 0
    looks: list[tuple[str, int]] = field(default_factory=list)

    def lock(self) -> None:
        self.locked += 1

    def send(self) -> None:
        self.sent += 1

    def look(self, mode: str, percent: int) -> None:
        self.looks.append((mode, percent))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, mode, percent)


class NotePresenter(Presenter[str]):
    """Writes down what it was told."""

    def __init__(self, tasks: Runner, nav: Nav, here: Here, head: Head) -> None:
        super().__init__(tasks, nav, here)
        self.told: list[str] = []
        self._head = head

    @override
    def open(self, place: Place) -> None:
        self.place = place
        self.told.append(f"open {place.case_id}".strip())
        if self._head.title:
            self.nav.set_head(self._head)

    @override
    def changed(self, changed: Changed) -> None:
        self.told.append("changed")

    @override
    def primary(self) -> None:
        self.told.append("primary")

    @override
    def leave(self) -> None:
        self.told.append("leave")


class FormView(QWidget):
    """A line, a text and a button."""

    def __init__(self) -> None:
        super().__init__()
        self.where, self.text, self.save = LineField("Where"), TextArea("What happened"), Button("Save encounter")
        self.setLayout(column(self.where, self.text, self.save, None))


class Frame:
    """The frame with its fakes in reach."""

    def __init__(self, *, training: bool = True, status: SyncStatus | None = None) -> None:
        self.desk, self.asked = Desk(), Asked()
        self.tasks = Tasks(self.desk)
        self.status = StatusBoard(status or SyncStatus(waiting=3, last_contact=NOW - timedelta(minutes=4), online=True))
        self.now = NOW
        ports = Ports(
            lock=self.asked.lock,
            send_now=self.asked.send,
            quit=self.asked.lock,
            set_look=self.asked.look,
            now=lambda: self.now,
            status=self.status,
            zone=ZONE,
        )
        self.window = MainWindow(Person(training=training), ports, self.tasks)
        self.here = Here(now=lambda: self.now, zone=ZONE, role="TFO")
        self.form = FormView()
        self.said: list[str] = []
        self.presenters: dict[str, NotePresenter] = {}
        self.window.install(self._screens(), self._drawers())

    def show(self, width: int = 1440, height: int = 900, first: str = "worklist") -> MainWindow:
        """On screen, at a screen."""
        self.window.resize(width, height)
        self.window.show()
        self.window.open(Place(first))
        settle()
        return self.window

    def close(self) -> None:
        """Off screen, with its timers."""
        self.window.leave()
        self.window.close()
        self.tasks.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def _screens(self) -> list[Screen]:
        case = Head("Sample, Alex", "Booking 26-04417", case_id="c1", number="26-K4CZE7", release_word="End the stop")
        return [
            self._screen("worklist", "Worklist", "list-checks", QWidget(), case),
            self._screen("encounter", "New encounter", "plus", self.form, Head("New encounter", "Draft"), short="New"),
            self._screen("attention", "Needs attention", "circle-alert", QWidget(), Head("Needs attention")),
            self._screen("journal", "Journal", "book-open-check", QWidget(), Head("Journal"), group=1),
        ]

    def _screen(self, name: str, label: str, icon: str, view: QWidget, head: Head, **more: Any) -> Screen:
        self.presenters[name] = NotePresenter(self.tasks, self.window.road(name), self.here, head)
        verbs = {"save_draft": lambda: self.said.append(f"save {name}")}
        return Screen(name, label, icon, view, self.presenters[name], verbs=verbs, **more)

    def _drawers(self) -> list[DrawerSpec]:
        made = []
        for name, title in (("release", "Release"), ("stop_and_call", "Stop and call"), ("why", "Why can't I")):
            page = DrawerPage(title, "Sample, Alex", "door-open")
            field_ = LineField("In their words")
            page.body.addWidget(field_)
            page.acts = [Button("Record", kind="primary")]
            self.presenters[name] = NotePresenter(self.tasks, self.window, self.here, Head(""))
            made.append(DrawerSpec(name, page, self.presenters[name]))
        return made


def settle() -> None:
    """Let Qt deliver what it has: no waiting, only what is due now."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents()
        QApplication.processEvents()


def press(widget: QWidget, key: Any, modifiers: Any = None) -> None:
    """A key on a widget."""
    if modifiers is None:
        QTest.keyClick(widget, key)
    else:
        QTest.keyClick(widget, key, modifiers)
    settle()


def focused() -> QWidget:
    """Where the focus is."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget
