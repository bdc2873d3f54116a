"""Notices that nobody sits here any more: no key or mouse for a while, screen locked, user switched, lid shut.

`app.py` starts one at sign-in and locks when it says so (S-23). Each sign of going away leads to the same one signal;
it asks nothing, decides nothing and cannot be told to wait.
"""

import time
from typing import Any

from PySide6.QtCore import SLOT, QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtDBus import QDBusConnection
from PySide6.QtWidgets import QApplication
from typing_extensions import override

CEILING_S = 30 * 60
LONGEST_S = 12 * 3600
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)
_LOGIN = "org.freedesktop.login1"
_SCREENSAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver")


class Away(QObject):
    """Emits `gone(why)` once: "idle", "screen", "sleep", "session", or "hours" when a sign-in is 12 hours old (S-22).

    idle_s: seconds, never more than 30 minutes.
    """

    gone = Signal(str)

    def __init__(self, app: QApplication, idle_s: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.idle_s = min(idle_s, CEILING_S)
        self._begun = self._last = time.monotonic()
        self._said = False
        app.installEventFilter(self)
        self._clock = QTimer(self)
        self._clock.setInterval(int(min(self.idle_s, 5.0) * 1000))
        self._clock.timeout.connect(self._look)
        self._clock.start()
        self._listen()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Any input puts the end off; nothing is kept from anybody."""
        if event.type() in _INPUT:
            self._last = time.monotonic()
        return False

    @Slot(bool)
    def sleeping(self, begins: bool) -> None:
        """The machine is about to sleep, or has woken (then the idle clock has its say)."""
        if begins:
            self._say("sleep")

    @Slot(bool)
    def covered(self, active: bool) -> None:
        """The screen saver or the system's own lock came on, or went."""
        if active:
            self._say("screen")

    @Slot()
    def left(self) -> None:
        """The session was locked or another user took the seat."""
        self._say("session")

    def _look(self) -> None:
        if time.monotonic() - self._last >= self.idle_s:
            self._say("idle")
        elif time.monotonic() - self._begun >= LONGEST_S:
            self._say("hours")

    def _say(self, why: str) -> None:
        if not self._said:
            self._said = True
            self.gone.emit(why)

    def _listen(self) -> None:
        """Signals of the system, where there is a bus; without one, idle time alone."""
        system, session = QDBusConnection.systemBus(), QDBusConnection.sessionBus()
        if system.isConnected():
            manager = f"{_LOGIN}.Manager"
            system.connect(_LOGIN, "/org/freedesktop/login1", manager, "PrepareForSleep", self, _slot("sleeping(bool)"))
            system.connect(_LOGIN, "", f"{_LOGIN}.Session", "Lock", self, _slot("left()"))
        if session.isConnected():
            for name in _SCREENSAVERS:
                session.connect("", "", name, "ActiveChanged", self, _slot("covered(bool)"))


def _slot(name: str) -> Any:
    """The name of a slot as D-Bus takes it: the type stub asks for bytes, which PySide6 6.12 refuses (seen)."""
    return SLOT(name)
