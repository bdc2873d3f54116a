"""A whole window on a desk that answers from samples, and the background work run by the test.

`stage(...)` gives the real frame with the real screens; `settle()` runs what waits. Nothing here sleeps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.sync.status import StatusBoard, SyncStatus
from desktop.ui import theme
from desktop.ui.drawer_pages import build_drawers
from desktop.ui.main_window import MainWindow
from desktop.ui.nav import Place
from desktop.ui.ports import Ports
from desktop.ui.screens import build_screens
from desktop.ui.tasks import Tasks
from tests.ui import sample
from tests.ui.fake_desk import NOW, ZONE, FakeDesk, here


@dataclass
class Stage:
    """The window, its desk, and the hands of a person: keys go to what has the focus and are counted."""

    window: MainWindow
    tasks: Tasks
    desk: FakeDesk
    keys: int = 0

    def settle(self) -> None:
        """Run what waits: answers of the desk, layouts, focus."""
        for _ in range(8):
            QApplication.processEvents()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def open(self, screen: str, **where: str) -> Stage:
        self.window.open(Place(screen, **where))
        self.settle()
        return self

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> Stage:
        """One key, with its modifier."""
        QTest.keyClick(self.focus() or self.window, key, modifier)
        self.keys += 1
        self.settle()
        return self

    def chord(self, key: Qt.Key) -> Stage:
        """Ctrl and a key."""
        return self.press(key, Qt.KeyboardModifier.ControlModifier)

    def type(self, text: str) -> Stage:
        """Letters, one key each."""
        for letter in text:
            target = self.popup() or self.focus() or self.window
            QTest.keyClicks(target, letter)
            self.keys += 1
        self.settle()
        return self

    def focus(self) -> QWidget | None:
        return self.popup() or QApplication.focusWidget()

    def popup(self) -> QWidget | None:
        return QApplication.activePopupWidget()

    def find(self, name: str) -> QWidget:
        """The control of this dotted name that can be seen."""
        found = [w for w in self.window.findChildren(QWidget, name) if w.isVisible()]
        assert found, f"{name} is not on the screen"
        return found[0]

    def shown(self, name: str) -> bool:
        return any(w.isVisible() for w in self.window.findChildren(QWidget, name))

    def click(self, name: str) -> Stage:
        QTest.mouseClick(self.find(name), Qt.MouseButton.LeftButton)
        self.settle()
        return self

    def close(self) -> None:
        self.window.leave()
        self.tasks.close()
        self.window.hide()
        self.window.deleteLater()
        self.settle()


def stage(
    answers: Mapping[str, object] | None = None,
    role: str = "TFO",
    model: str = "TFM",
    size: tuple[int, int] = (1440, 900),
    mode: str = "light",
    percent: int = 100,
) -> Stage:
    """The window of a person in this role, shown and active."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, mode, percent)
    desk = FakeDesk({**sample.ANSWERS, **(answers or {})})
    tasks = Tasks(desk)
    status = StatusBoard(SyncStatus(last_contact=NOW, last_received=NOW, online=True))
    ports = Ports(quiet, quiet, quiet, lambda mode, percent: theme.apply(app, mode, percent), lambda: NOW, status, ZONE)
    window = MainWindow(replace(sample.ME, role=role, model=model), ports, tasks)
    who = here(role, model, count=window.set_count)
    window.install(build_screens(tasks, window.road, ports, who), build_drawers(tasks, window, who))
    window.resize(*size)
    window.show()
    window.activateWindow()
    made = Stage(window, tasks, desk)
    made.settle()
    return made


def quiet() -> None:
    """A port that nobody hears."""
