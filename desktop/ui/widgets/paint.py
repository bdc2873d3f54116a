"""Strokes shared by the widgets that draw themselves: boxes, the focus ring, icons, key caps.

Only desktop/ui/widgets calls it. Colours and lengths come from the theme by role; nothing here decides a state.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QWidget

from desktop.ui import theme


def begin(widget: QWidget) -> QPainter:
    """A painter on the widget with smooth edges; the caller ends it."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    return painter


def box(painter: QPainter, rect: QRect, fill: str, edge: str = "", line: float = 1, radius: str = "radius") -> None:
    """A rounded box: fill and edge are roles, "" for none; line in device-independent pixels, drawn inside."""
    inside = QRectF(rect).adjusted(line / 2, line / 2, -line / 2, -line / 2)
    painter.setPen(QPen(theme.color(edge), line) if edge else Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(fill) if fill else Qt.BrushStyle.NoBrush)
    corner = theme.length(radius)
    painter.drawRoundedRect(inside, corner, corner)


def focus(painter: QPainter, rect: QRect, radius: str = "radius", inner: str = "") -> None:
    """The one focus ring: two pixels of `focus` around, and a line of `inner` in it where the fill would hide it."""
    box(painter, rect, "", "focus", 2, radius)
    if inner:
        box(painter, rect.adjusted(3, 3, -3, -3), "", inner, 1.5, radius)


def icon(painter: QPainter, name: str, at: QPointF, role: str, heights: float = 1.15) -> None:
    """An icon with its upper left corner at `at`."""
    device = painter.device()
    painter.drawPixmap(at, theme.pixmap(name, role, heights, device.devicePixelRatio()))


def text(
    painter: QPainter,
    rect: QRect,
    words: str,
    role: str,
    font: QFont,
    flags: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
) -> int:
    """One line of text, elided at the right if it must; the width it took."""
    painter.setFont(font)
    painter.setPen(theme.color(role))
    shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, int(flags | Qt.TextFlag.TextSingleLine), shown)
    return QFontMetrics(font).horizontalAdvance(shown)


def key_width(key: str) -> int:
    """How wide the cap of a key is."""
    return max(QFontMetrics(theme.font("tiny")).horizontalAdvance(key) + theme.th(0.8), theme.th(1.55))


def key(painter: QPainter, rect: QRect, words: str, role: str, edge: str) -> None:
    """A key cap that fills `rect`."""
    box(painter, rect, "", edge, 1, "key_radius")
    painter.setFont(theme.font("tiny"))
    painter.setPen(theme.color(role))
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), words)


def mixed(first: str, second: str, share: float) -> QColor:
    """A colour between two roles; share 0 is the first, 1 the second."""
    one, two = theme.color(first), theme.color(second)
    parts = (
        round(a + (b - a) * share)
        for a, b in zip((one.red(), one.green(), one.blue()), (two.red(), two.green(), two.blue()), strict=True)
    )
    return QColor(*parts)
