"""The real program in this process: locked window, sign-in through its own signal, then the main window over the store.

`worklist` and `lag` use it. What is measured hangs on real paint events of a real X server. It stands on app.py's own
`Program`, so that whatever the program does while it starts is done here too.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop import app, log
from desktop.locked import shell
from desktop.ui import theme
from desktop.ui.main_window import MainWindow
from desktop.ui.nav import Place
from desktop.ui.worklist.view import WorklistView

PATIENCE_S = 60.0


class Window:
    """One signed-in window. `view` is its worklist, `main` the frame."""

    def __init__(self, folder: Path, badge: str, passphrase: str) -> None:
        log.start(folder)
        self.application = shell.application()
        theme.apply(self.application, "light", 100)
        self.program = app.Program(app.Start(folder, [], None, ""), self.application)
        self.program.begin()
        self._sign_in(badge, passphrase)

    @property
    def signed_in(self) -> app.SignedIn:
        """Store, task runner and sync of this person."""
        face = self.program.face
        if not isinstance(face, app.SignedIn):
            raise TimeoutError("nobody is signed in")
        return face

    @property
    def main(self) -> MainWindow:
        """The frame."""
        main = self.signed_in.main
        if main is None:
            raise TimeoutError("no window yet")
        return main

    @property
    def view(self) -> WorklistView:
        """The worklist of it."""
        return self.main.findChildren(WorklistView)[0]

    def close(self) -> None:
        """Sync ends, the store closes."""
        self.program.leave()

    def _sign_in(self, badge: str, passphrase: str) -> None:
        locked = self.program.face
        if not isinstance(locked, app.LockedFace):
            raise TimeoutError("there is no store")
        idle(1.5)  # the store's libraries and the key ring are loaded meanwhile
        locked.view.unlock_asked.emit(badge, passphrase)
        until(lambda: isinstance(self.program.face, app.SignedIn) and self.signed_in.main is not None)
        idle(1.0)
        self.main.open(Place("worklist"))
        idle(1.0)


def until(true: Callable[[], bool]) -> None:
    """Lets the event loop run until it is true; looks every five milliseconds."""
    end = time.monotonic() + PATIENCE_S
    while not true():
        if time.monotonic() > end:
            raise TimeoutError
        idle(0.005)


def idle(seconds: float) -> None:
    """Lets the event loop run for so long."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


class _Paint(QObject):
    """Ends the loop at the first paint of the widget for which `counts` is true, once that paint is done."""

    def __init__(self, loop: QEventLoop, counts: Callable[[], bool]) -> None:
        super().__init__()
        self._loop, self._counts = loop, counts

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._counts():
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._loop.quit)
        return False


def painted(widget: QWidget, act: Callable[[], object], counts: Callable[[], bool]) -> float:
    """Seconds from `act` to the end of the first paint of `widget` for which `counts` is true."""
    loop = QEventLoop()
    watcher = _Paint(loop, counts)
    widget.installEventFilter(watcher)
    start = time.perf_counter()
    act()
    loop.exec()
    return time.perf_counter() - start
