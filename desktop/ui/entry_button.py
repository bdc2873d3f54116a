"""One entry of a short list at the left of a screen: icon, words, a smaller line. Pressed as a button.

The steps of a proposal and the entries that need attention are such lists. It draws itself flat; the chosen one stands
on a tint.
"""

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy
from typing_extensions import override

from desktop.ui import theme
from desktop.ui.widgets import paint


class EntryButton(QPushButton):
    """`show_entry(label, note, icon, chosen, spoken)`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._note, self._icon, self._chosen = "", "", False

    def show_entry(self, label: str, note: str, icon: str, chosen: bool, spoken: str = "") -> None:
        """Draw this."""
        self.setText(label)
        self._note, self._icon, self._chosen = note, icon, chosen
        self.setAccessibleName(spoken or f"{label}, {note}{', open now' if chosen else ''}")
        self.setToolTip(note if self._cut(note) else "")
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        wide = QFontMetrics(theme.font("strong")).horizontalAdvance(self.text())
        wide = max(wide, QFontMetrics(theme.font("small")).horizontalAdvance(self._note))
        return QSize(self._lead() + wide + theme.th(0.6), theme.th(2.55))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.th(8), theme.th(2.55))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.begin(self)
        fill = "accent_tint" if self._chosen else "sunken" if self.underMouse() else ""
        if fill:
            paint.box(painter, self.rect(), fill)
        if self.hasFocus():
            paint.focus(painter, self.rect())
        ink = "accent_text" if self._chosen else "text"
        at = QPointF(theme.th(0.6), (self.height() - theme.th(1.1)) / 2)
        paint.icon(painter, self._icon, at, "accent_text" if self._chosen else "text2", 1.1)
        room = self.width() - self._lead() - theme.th(0.4)
        middle = self.height() // 2
        upper = QRect(self._lead(), theme.th(0.15), room, middle)
        lower = QRect(self._lead(), middle - theme.th(0.05), room, middle - theme.th(0.1))
        paint.text(painter, upper, self.text(), ink, theme.font("strong"))
        paint.text(painter, lower, self._note, "accent_text" if self._chosen else "text2", theme.font("small"))
        painter.end()

    def _lead(self) -> int:
        return theme.th(2.1)

    def _cut(self, note: str) -> bool:
        return QFontMetrics(theme.font("small")).horizontalAdvance(note) > self.width() - self._lead()
