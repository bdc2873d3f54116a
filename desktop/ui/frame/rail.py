"""The rail: the screens of this role, words with icons and counts. A column at the left, or one row when it is narrow.

In a row, what has no room stands under *More*. Up, Down, Left and Right move within it; Ctrl+1 to 8 reach it from
anywhere (the frame's business).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from desktop.ui import theme
from desktop.ui.widgets import paint, surface


@dataclass(frozen=True, slots=True)
class Entry:
    """name: of the screen; label, and short for the row; entries of one group stand together."""

    name: str
    label: str
    icon: str
    group: int = 0
    short: str = ""


class RailButton(QPushButton):
    """One entry."""

    def __init__(self, entry: Entry, place: int) -> None:
        super().__init__(entry.label)
        self.entry = entry
        self.count = 0
        self.row = False
        self._key = f"Ctrl {place}" if 1 <= place <= 8 else ""
        self.setCheckable(True)
        self.setObjectName(f"rail.{entry.name}")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(self._key)
        self.setAccessibleDescription(f"Key {self._key}" if self._key else "")
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """A number after the words; 0 for none."""
        self.count = count
        self.setAccessibleName(f"{self.entry.label}, {count}" if count else self.entry.label)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        strong = QFontMetrics(theme.font("strong"))
        count = strong.horizontalAdvance(str(self.count)) + theme.th(0.6) if self.count else 0
        words = strong.horizontalAdvance(self._words())
        return QSize(theme.th(2.25) + words + count + theme.th(0.75), theme.th(2.05))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.begin(self)
        here = self.isChecked()
        if here or self.underMouse():
            paint.box(painter, self.rect(), "accent_tint" if here else "sunken")
        if self.hasFocus():
            paint.focus(painter, self.rect())
        ink = "accent_text" if here else "text2"
        paint.icon(painter, self.entry.icon, QPointF(theme.th(0.7), (self.height() - theme.th(1.1)) / 2), ink, 1.1)
        words = QRect(theme.th(2.2), 0, self.width() - theme.th(2.5), self.height())
        took = paint.text(
            painter, words, self._words(), ink if here else "text", theme.font("strong" if here else "medium")
        )
        if self.count:
            text = str(self.count)
            wide = QFontMetrics(theme.font("strong")).horizontalAdvance(text)
            left = theme.th(2.2) + took + theme.th(0.6) if self.row else self.width() - theme.th(0.65) - wide
            area = QRect(left, 0, wide + 2, self.height())
            paint.text(painter, area, text, ink, theme.font("strong"))
        painter.end()

    def _words(self) -> str:
        return self.entry.short or self.entry.label if self.row and self._tight() else self.entry.label

    def _tight(self) -> bool:
        return self.window().width() < theme.th(52)


class Rail(QWidget):
    """`show_entries(entries)`, `mark(name)`, `set_count(name, n)`, `set_row(bool)`; signal `chosen(name)`."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("region", "rail")
        self.setAccessibleName("Screens")
        self._buttons: list[RailButton] = []
        self._way = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._more = RailButton(Entry("more", "More", "menu"), 0)
        self._more.setCheckable(False)
        self._more.clicked.connect(self._open_more)
        self._row = False
        self._mark = ""
        self._look()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """The screens of this role, in order."""
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = [RailButton(entry, place + 1) for place, entry in enumerate(entries)]
        for button in self._buttons:
            button.clicked.connect(lambda _=False, name=button.entry.name: self._press(name))
        self._lay()

    def mark(self, name: str) -> None:
        """Which screen is in front."""
        self._mark = name
        for button in self._buttons:
            button.setChecked(button.entry.name == name)
        self._fit()

    def set_count(self, name: str, count: int) -> None:
        """The number beside an entry; unknown names are left alone."""
        for button in self._buttons:
            if button.entry.name == name and button.count != count:
                button.show_count(count)
                self._fit()

    def set_row(self, row: bool) -> None:
        """A row (narrow) or a column."""
        if row != self._row:
            self._row = row
            self._look()
            self._lay()

    def name_at(self, place: int) -> str:
        """The screen of Ctrl+place (1-8), or ""."""
        return self._buttons[place - 1].entry.name if 1 <= place <= len(self._buttons) else ""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1}.get(
            Qt.Key(event.key())
        )
        shown = [button for button in [*self._buttons, self._more] if button.isVisible()]
        focused = [place for place, button in enumerate(shown) if button.hasFocus()]
        if step is None or not focused:
            super().keyPressEvent(event)
            return
        shown[(focused[0] + step) % len(shown)].setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def minimumSizeHint(self) -> QSize:
        if not self._row:
            return super().minimumSizeHint()
        return QSize(theme.th(8), theme.th(2.85))

    def _look(self) -> None:
        surface(self, "railrow" if self._row else "rail")
        theme.restyle(self)
        way = QBoxLayout.Direction.LeftToRight if self._row else QBoxLayout.Direction.TopToBottom
        self._way.setDirection(way)
        theme.space(self._way, 0.05, (0.75, 0.4, 0.75, 0.4) if self._row else (0.55, 0.7, 0.55, 0.7))
        theme.size(self, min_width=0 if self._row else 11.8, max_width=0 if self._row else 11.8)

    def _lay(self) -> None:
        while self._way.takeAt(0) is not None:
            pass
        group = self._buttons[0].entry.group if self._buttons else 0
        for button in self._buttons:
            if button.entry.group != group and not self._row:
                self._way.addSpacing(theme.th(0.6))
            group = button.entry.group
            button.row = self._row
            self._way.addWidget(button)
        self._more.row = self._row
        self._way.addWidget(self._more)
        self._way.addStretch(1)
        self._fit()

    def _fit(self) -> None:
        """Show what has room; the marked entry always."""
        if not self._row:
            for button in self._buttons:
                button.show()
            self._more.hide()
            return
        room = self.width() - theme.th(1.5)
        widths = [button.sizeHint().width() for button in self._buttons]
        if sum(widths) > room:
            room -= self._more.sizeHint().width()
        shown = _fitting(widths, room, [button.isChecked() for button in self._buttons])
        for button, stays in zip(self._buttons, shown, strict=True):
            button.setVisible(stays)
        self._more.setVisible(not all(shown))

    def _open_more(self) -> None:
        menu = QMenu(self)
        menu.setAccessibleName("More screens")
        for button in self._buttons:
            if not button.isVisible():
                words = f"{button.entry.label}   {button.count}" if button.count else button.entry.label
                act = menu.addAction(theme.icon(button.entry.icon), words)
                act.triggered.connect(lambda _=False, name=button.entry.name: self.chosen.emit(name))
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _press(self, name: str) -> None:
        self.mark(self._mark)
        self.chosen.emit(name)


_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1}


def _fitting(widths: Sequence[int], room: int, keep: Sequence[bool]) -> list[bool]:
    """Which entries stay: from the first on, as many as fit beside those that must stay."""
    left = room - sum(width for width, must in zip(widths, keep, strict=True) if must)
    shown, full = [], False
    for width, must in zip(widths, keep, strict=True):
        full = full or (not must and width > left)
        shown.append(must or not full)
        left -= 0 if must or full else width
    return shown
