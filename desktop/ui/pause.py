"""When typing pauses or focus leaves, a draft is to be saved: the clock of that, for views.

It only says so; the presenter saves. Whoever types without a pause is saved all the same: nothing typed is older than a
second when it is written.
"""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

PAUSE_MS = 500


class Pause(QObject):
    """`typed()` at each change; `paused` follows 0.8 s after the first that is not saved yet, or at once when a watched
    field loses focus.
    """

    paused = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.paused)

    def typed(self, *_: object) -> None:
        """Something changed."""
        if not self._timer.isActive():
            self._timer.start()

    def now(self) -> None:
        """Do not wait: the view goes, or the person pressed Ctrl+S."""
        if self._timer.isActive():
            self._timer.stop()
            self.paused.emit()

    def watch(self, control: QWidget) -> None:
        """Save when this control loses focus."""
        control.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.now()
        return super().eventFilter(watched, event)
