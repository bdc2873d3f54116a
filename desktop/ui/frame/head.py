"""The head of a screen: title, where it stands, a chip, and at the right the primary act, F8 and F9, in that order.

F8 and F9 stand on every case and every list of cases and are always enabled. Where there is no room beside the title
the buttons go below it.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget
from typing_extensions import override

from desktop.ui import theme
from desktop.ui.nav import Head
from desktop.ui.widgets import Button, Flow, IconText, Label, column, row, surface


class HeadBar(QWidget):
    """`show_head(head)`, `show_new(text)`; signals `new_asked()`, `stop_asked()`, `release_asked()`."""

    new_asked = Signal()
    stop_asked = Signal()
    release_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("region", "head")
        self.setAccessibleName("Head")
        self.title = Label("", "title", measure=60)
        self.subtitle = Label("", "text2", measure=80)
        self.chip = _Chip()
        self.new = Button("New encounter", "plus", "Ctrl N", "primary")
        self.stop = Button("Stop and call", "phone-call", "F8", "strong")
        self.release = Button("Release", "door-open", "F9", "strong")
        for button, name in ((self.new, "head.new"), (self.stop, "head.stop"), (self.release, "head.release")):
            button.setObjectName(name)
        self._acts = QWidget()
        self._flow = Flow(self._acts, 0.6)
        for part in (self.chip, self.new, self.stop, self.release):
            self._flow.addWidget(part)
        self._way = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        theme.space(self._way, 0.75)
        self._way.addLayout(column(self.title, self.subtitle, None, gap=0.05), 1)
        self._way.addWidget(self._acts)
        self.new.clicked.connect(self.new_asked)
        self.stop.clicked.connect(self.stop_asked)
        self.release.clicked.connect(self.release_asked)

    def show_head(self, head: Head) -> None:
        """The words of a screen; release_word is what F9 reads here."""
        self.title.say(head.title)
        self.subtitle.say(head.subtitle)
        self.subtitle.setVisible(bool(head.subtitle))
        self.chip.show_words(head.note)
        self.release.say(head.release_word)
        self._fit()

    def show_new(self, text: str) -> None:
        """The primary act of a list ("New encounter"), or "" for none."""
        self.new.setVisible(bool(text))
        if text:
            self.new.say(text)
            self.new.setAccessibleName(text)
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.th(12), super().minimumSizeHint().height())

    def _fit(self) -> None:
        """Beside the title if they fit; else below it, without key caps if they would need a second line.

        The line under the title may take two lines for it.
        """
        below = self.subtitle.sizeHint().width() if self.subtitle.isVisibleTo(self) else 0
        lines = 1 if self.width() >= theme.length("narrow") else 2
        words = min(max(self.title.sizeHint().width(), below // lines + theme.th(1)), theme.th(20))
        self._compact(False)
        beside = self.width() - self._flow.sizeHint().width() >= max(theme.th(8), words)
        if not beside and self._flow.sizeHint().width() > self.width():
            self._compact(True)
            beside = self.width() - self._flow.sizeHint().width() >= max(theme.th(8), words)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        theme.size(self._acts, min_width=self._flow.sizeHint().width() / theme.th(1) if beside else 0)
        if way != self._way.direction():
            self._way.setDirection(way)
            self.updateGeometry()

    def _compact(self, compact: bool) -> None:
        for button in (self.new, self.stop, self.release):
            button.set_compact(compact)


class _Chip(QWidget):
    """A quiet fact in a box ("Stop 6 min", "Waiting 2 h 10 of 4 h")."""

    def __init__(self) -> None:
        super().__init__()
        surface(self, "card")
        self.words = IconText("timer", "", "strong", measure=16)
        self.setLayout(row(self.words, margins=(0.7, 0.35, 0.8, 0.35)))
        self.hide()

    def show_words(self, text: str) -> None:
        """ "" takes the chip away."""
        self.words.say(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.th(2.15))
