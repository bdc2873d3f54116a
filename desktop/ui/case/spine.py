"""The spine of *what happened*: the icon of an entry, and the line that goes down to the next."""

from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop.ui import theme
from desktop.ui.widgets import paint


class Spine(QWidget):
    """As wide as an icon, as high as the entry beside it. Silent for a screen reader."""

    def __init__(self, icon: str, *, last: bool) -> None:
        super().__init__()
        self._icon, self._last = icon, last
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.th(1.15), theme.th(1.15))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.begin(self)
        paint.icon(painter, self._icon, QPointF(0, 0), "text2")
        below = theme.th(1.35)
        if not self._last and self.height() > below:
            painter.fillRect(QRect(self.width() // 2, below, 1, self.height() - below), theme.color("line"))
        painter.end()
