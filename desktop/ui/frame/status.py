"""The status bar, never hidden: waiting, last received, needs attention; authority and pack at the right.

It says three delivery words only: Saved here, Received, Needs attention. Pressing the first opens Sync, the second
Needs attention.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from desktop.ui import theme
from desktop.ui.widgets import Button, IconText, surface
from desktop.ui.widgets.labels import reveal


class StatusBar(QWidget):
    """Signals `sync_asked()`, `attention_asked()`, `cancel_asked()`."""

    sync_asked = Signal()
    attention_asked = Signal()
    cancel_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        surface(self, "status")
        self.setProperty("region", "status")
        self.setAccessibleName("Status")
        self.waiting = SmallButton("Nothing waiting to send", "check")
        self.waiting.setObjectName("status.waiting")
        self.attention = SmallButton("", "circle-alert")
        self.attention.setObjectName("status.attention")
        self.received = IconText("check", "", "muted", measure=30)
        self.busy = IconText("hourglass", "", "muted")
        self.cancel = SmallButton("Cancel", "x")
        self.cancel.setObjectName("status.cancel")
        self.authority = IconText("badge-check", "", "muted", measure=30)
        self.pack = IconText("scroll-text", "", "muted", measure=24)
        row = QHBoxLayout(self)
        theme.space(row, 1.0, (0.6, 0.08, 1.1, 0.08))
        for part in (self.waiting, self.received, self.attention, self.busy, self.cancel):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        row.addWidget(self.authority, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.pack, 0, Qt.AlignmentFlag.AlignVCenter)
        self.show_busy("", can_cancel=False)
        self.show_delivery(0, 0, "")
        self.waiting.clicked.connect(self.sync_asked)
        self.attention.clicked.connect(self.attention_asked)
        self.cancel.clicked.connect(self.cancel_asked)

    def show_delivery(self, waiting: int, attention: int, received: str) -> None:
        """Counts of entries, and the clock time of the last receipt ("" for none)."""
        words = f"{waiting} saved here, waiting to send" if waiting else "Nothing waiting to send"
        self.waiting.say_words(words, "hard-drive" if waiting else "check", loud=waiting > 0)
        self.received.say(f"Last received {received}" if received else "Nothing received yet")
        words = f"{attention} {'needs' if attention == 1 else 'need'} attention"
        self.attention.say_words(words if attention else "", "circle-alert", loud=True)

    def show_right(self, authority: str, pack: str) -> None:
        """Authority and pack, in words."""
        self.authority.say(authority)
        self.pack.say(pack)
        self._fit()

    def show_busy(self, text: str, *, can_cancel: bool) -> None:
        """What takes longer than half a second; "" when it is done."""
        self.busy.say(text)
        reveal(self.busy, bool(text))
        reveal(self.cancel, bool(text) and can_cancel)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        heights = self.width() / theme.th(1)
        self.pack.setVisible(heights >= 64 and bool(self.pack.label.text()))
        self.authority.setVisible(heights >= 48 and bool(self.authority.label.text()))


class SmallButton(Button):
    """A quiet line that can be pressed."""

    def __init__(self, text: str, icon: str) -> None:
        super().__init__(text, icon, kind="line")

    def say_words(self, text: str, icon: str, *, loud: bool) -> None:
        """ "" hides it; loud: in the colour of text, else muted."""
        self.set_kind("line_loud" if loud else "line")
        self.say(text, icon=icon)
        reveal(self, bool(text))
