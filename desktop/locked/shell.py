"""The one window of a process, locked or not, and what the system may ask of it.

`app.py` makes one and swaps its middle. It keeps its place on the screen, never closes by itself, and hears a request
to end as an ordinary quit. It knows no store and no case, and its title never says more than the program's name (S-27).
"""

import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEvent, QObject, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from typing_extensions import override

from desktop import __version__, log
from desktop.locked import look

_KEEP_MS = 500


def application() -> QApplication:
    """The one of this process, named so that the desktop shows one program with one icon."""
    made = QApplication(sys.argv[:1])
    made.setApplicationName("fieldcase")
    made.setApplicationDisplayName("Fieldcase")
    made.setApplicationVersion(__version__)
    QGuiApplication.setDesktopFileName("fieldcase")
    made.setQuitOnLastWindowClosed(False)
    return made


def crash(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """A bug of ours: told by its place, never by a value; the guard brings a locked window back (S-25)."""
    log.crash(kind, fault, trace)
    logging.shutdown()
    os._exit(1)


class Shell(QMainWindow):
    """`closed` is called when a person closes it; what follows is the caller's business."""

    def __init__(self, folder: Path, closed: Callable[[], None]) -> None:
        super().__init__()
        self._folder, self._closed = folder, closed
        self.setWindowTitle("Fieldcase")
        self.resize(1280, 800)
        self.restoreGeometry(look.load_place(folder))
        self._moved = QTimer(self)
        self._moved.setSingleShot(True)
        self._moved.setInterval(_KEEP_MS)
        self._moved.timeout.connect(self.keep_place)

    def put(self, middle: QWidget, *, keep: bool = False) -> None:
        """This widget fills the window from now on; the one before is gone, or out of sight if its owner keeps it."""
        before = self.takeCentralWidget() if keep else None
        if before is not None:
            before.hide()
        self.setCentralWidget(middle)

    def to_front(self) -> None:
        """A second start was tried."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()

    def keep_place(self) -> None:
        """Where it stands, for the next process."""
        look.keep_place(self._folder, bytes(self.saveGeometry().data()))

    @override
    def event(self, event: QEvent) -> bool:
        """Moved or sized: its place is kept a moment later, for a crash."""
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize) and self.isVisible():
            self._moved.start()
        return super().event(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self._closed()


class AfterPaint(QObject):
    """Calls once, after this widget was painted for the first time."""

    def __init__(self, widget: QWidget, then: Callable[[], None]) -> None:
        super().__init__(widget)
        self._then = then
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._then)
        return False


def on_terminate(then: Callable[[], None], parent: QObject) -> None:
    """SIGTERM and SIGINT become an ordinary quit: Qt hears of them through a socket."""
    read, write = socket.socketpair()
    write.setblocking(False)
    signal.set_wakeup_fd(write.detach())
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: None)
    heard = QSocketNotifier(read.detach(), QSocketNotifier.Type.Read, parent)
    heard.activated.connect(lambda *_: then())


def clear_clipboard() -> None:
    """What was copied here does not outlive the sign-in (S-26); what others copied is theirs."""
    clipboard = QGuiApplication.clipboard()
    if clipboard.ownsClipboard():
        clipboard.clear()
