"""The top bar: name, palette box, place and model, age of the last contact, person, Lock.

It gives way in steps as the window grows narrow: place first, then the words of the palette box, then its own name.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from desktop.ui import theme
from desktop.ui.widgets import Button, Icon, IconText, Label, paint, surface


class PaletteBox(QPushButton):
    """Looks like a search field, opens the palette."""

    def __init__(self) -> None:
        super().__init__("Search or do...")
        self.setObjectName("frame.palette")
        self.setAccessibleName("Search or do")
        self.setAccessibleDescription("Key Ctrl K")
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.th(23), theme.th(1.85))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.th(1.2) + paint.key_width("Ctrl K") + theme.th(2.0), theme.th(1.85))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.begin(self)
        paint.box(painter, self.rect(), "window", "edge")
        if self.hasFocus():
            paint.focus(painter, self.rect())
        side, middle = theme.th(1.0), self.height() / 2
        paint.icon(painter, "search", QPointF(theme.th(0.65), middle - side / 2), "muted", 1.0)
        cap = QRect(0, 0, paint.key_width("Ctrl K"), theme.th(1.15))
        cap.moveTo(self.width() - cap.width() - theme.th(0.45), round(middle - cap.height() / 2))
        paint.key(painter, cap, "Ctrl K", "text2", "line")
        words = QRect(theme.th(2.0), 0, cap.left() - theme.th(2.3), self.height())
        if words.width() > theme.th(6):
            paint.text(painter, words, self.text(), "muted", theme.font())
        painter.end()


class TopBar(QWidget):
    """Signals `palette_asked()`, `lock_asked()`. `show_who(name, where)`, `show_contact(text, icon)`."""

    palette_asked = Signal()
    lock_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        surface(self, "top")
        self.setProperty("region", "top")
        self.setAccessibleName("Top bar")
        self._logo = Icon("folder-check", "accent", 1.3)
        self._name = Label("Fieldcase", "section")
        self.box = PaletteBox()
        self._where = Label("", "text2", measure=30)
        self._contact = IconText("radio-tower", "", "body", icon_role="text2", measure=16)
        self._contact.label.set_role("text2")
        self._person = IconText("circle-user", "", "strong", measure=14)
        self.lock = Button("Lock", "lock", name="Lock")
        self.lock.setObjectName("frame.lock")
        self._contact_words = ("", "")
        self._lay()
        self.box.clicked.connect(self.palette_asked)
        self.lock.clicked.connect(self.lock_asked)

    def show_who(self, name: str, where: str) -> None:
        """Person, and the place with the model: "Example County Jail · JEM"."""
        self._person.say(name)
        self._where.say(where)

    def show_contact(self, words: str, short: str, *, live: bool) -> None:
        """Age of the last contact; short where there is little room."""
        self._contact_words = (words, short)
        self._contact.say(words, icon="radio-tower" if live else "wifi-off", name=words)
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _lay(self) -> None:
        row = QHBoxLayout(self)
        theme.space(row, 1.0, (1.1, 0.3, 1.1, 0.3))
        brand = QHBoxLayout()
        theme.space(brand, 0.5)
        brand.addWidget(self._logo)
        brand.addWidget(self._name)
        row.addLayout(brand)
        row.addWidget(self.box)
        row.addStretch(1)
        for widget in (self._where, self._contact, self._person, self.lock):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def _fit(self) -> None:
        heights = self.width() / theme.th(1)
        self._where.setVisible(heights >= 64 and bool(self._where.text()))
        self._name.setVisible(heights >= 36)
        theme.size(self.box, max_width=23 if heights >= 64 else 15 if heights >= 46 else 5.2)
        self._contact.label.say(self._contact_words[0 if heights >= 46 else 1], name=self._contact_words[0])
        self._contact.icon.setVisible(heights >= 32)
        self._person.icon.setVisible(heights >= 46)
