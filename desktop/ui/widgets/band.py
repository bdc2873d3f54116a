"""The training band: across the top of every window of a training store, and never of another.

The frame and the locked window put it first. It takes no focus and cannot be closed.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop.ui import theme
from desktop.ui.widgets import paint

WORDS = "TRAINING - fictional people, no case here is real"
_SHORT = "TRAINING - no case here is real"


class TrainingBand(QWidget):
    """Stripes with the words in the middle."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("frame.training")
        self.setAccessibleName(WORDS)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.th(20), theme.th(1.3))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.begin(self)
        painter.fillRect(self.rect(), theme.color("band"))
        self._stripes(painter, theme.color("band_stripe"))
        metrics = QFontMetrics(theme.font("tiny"))
        words = WORDS if metrics.horizontalAdvance(WORDS) + theme.th(3) < self.width() else _SHORT
        pill = QRect(0, 0, metrics.horizontalAdvance(words) + theme.th(2), self.height())
        pill.moveCenter(self.rect().center())
        painter.fillRect(pill, theme.color("band"))
        painter.setFont(theme.font("tiny"))
        painter.setPen(theme.color("band_ink"))
        painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), words.replace(" - ", "  ·  "))
        painter.end()

    def _stripes(self, painter: QPainter, ink: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        step, high = theme.th(0.7), self.height()
        for left in range(-high - step, self.width() + step, step):
            corners = [(left, high), (left + step / 2, high), (left + step / 2 + high, 0), (left + high, 0)]
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
