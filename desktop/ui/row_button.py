"""A line of several labels that is pressed as one button: a fact that may be changed.

It draws only its focus ring and what the pointer is over; the words are ordinary labels in its layout.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLayout, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from desktop.ui.widgets import paint


class RowButton(QPushButton):
    """Holds a layout; its size is that of the layout."""

    def __init__(self, layout: QLayout, spoken: str) -> None:
        super().__init__()
        self._layout = layout
        self.setLayout(layout)
        self.setAutoDefault(False)
        self.setAccessibleName(spoken)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, True)

    @override
    def sizeHint(self) -> QSize:
        return self._layout.sizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        return self._layout.minimumSize()

    @override
    def heightForWidth(self, width: int) -> int:
        return self._layout.heightForWidth(width)

    @override
    def hasHeightForWidth(self) -> bool:
        return self._layout.hasHeightForWidth()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.begin(self)
        if self.underMouse():
            paint.box(painter, self.rect(), "sunken")
        if self.hasFocus():
            paint.focus(painter, self.rect())
        painter.end()
