"""The one button of Fieldcase.

Views and the frame build it. It is never disabled: a blocked act keeps its button, with a lock and the word "Blocked",
and pressing it opens *Why can't I* (the view's business). It draws itself, key cap and focus ring included.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy
from typing_extensions import override

from desktop.ui import theme
from desktop.ui.widgets import paint


@dataclass(frozen=True, slots=True)
class _Look:
    fill: str
    edge: str
    ink: str
    hover: str
    line: float = 1
    inner: str = ""


_LOOKS = {
    "normal": _Look("surface", "edge", "text", "sunken"),
    "primary": _Look("accent", "", "accent_ink", "accent_text", inner="accent_ink"),
    "strong": _Look("surface", "text", "text", "sunken", 2),
    "quiet": _Look("", "", "accent_text", "accent_tint"),
    "plain": _Look("", "", "text2", "sunken"),
    "line": _Look("", "", "muted", "sunken"),
    "line_loud": _Look("", "", "text", "sunken"),
    "blocked": _Look("sunken", "edge", "text2", "sunken"),
    "due": _Look("red_ink", "", "red_fill", "red_ink", inner="red_fill"),
    "due_edge": _Look("red_fill", "red_ink", "red_ink", "red_fill", 2, "red_ink"),
}


_FONTS = {"line": "small", "line_loud": "smallstrong"}


class Button(QPushButton):
    """A button with an optional icon and key cap.

    kind: normal, primary (accent, one per screen), strong (edge; F8, F9), quiet (text only), plain (text, calm),
    line and line_loud (a small line that can be pressed), blocked (stays enabled), due and due_edge (only inside a
    red region). key: the words of its cap ("Ctrl Enter");
    it only shows the key, shortcuts.py owns what the key does. Where room is short the cap
    goes first, then the icon.
    """

    def __init__(self, text: str, icon: str = "", key: str = "", kind: str = "normal", *, name: str = "") -> None:
        super().__init__(text)
        self._icon, self._key, self._kind = icon, key, kind
        self._spoken = name
        self._compact = False
        self.setAutoDefault(True)  # Enter presses it, as Space does
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._speak()

    def say(self, text: str, *, icon: str = "", key: str | None = None, name: str = "") -> None:
        """Change words, icon or key; an icon of "" and a key of None stay."""
        self._icon = icon or self._icon
        self._key = self._key if key is None else key
        self._spoken = name
        self.setText(text)
        self._speak()
        self.updateGeometry()

    def set_kind(self, kind: str) -> None:
        """Change the kind; "blocked" adds the lock and the word."""
        self._kind = kind
        self._speak()
        self.updateGeometry()
        self.update()

    def set_compact(self, compact: bool) -> None:
        """Without its key cap, where room is short."""
        self._compact = compact
        self.updateGeometry()
        self.update()

    def kind(self) -> str:
        """The kind in force."""
        return self._kind

    @override
    def sizeHint(self) -> QSize:
        cap = self._cap_width()
        return QSize(self._core_width() + cap + self._pad() * 2, self._high())

    @override
    def minimumSizeHint(self) -> QSize:
        text = QFontMetrics(self._font()).horizontalAdvance(self.text())
        blocked = self._cap_width() + theme.th(1.6) if self._kind == "blocked" else 0
        return QSize(text + blocked + self._pad() * 2, self._high())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = _LOOKS[self._kind]
        painter = paint.begin(self)
        fill = look.hover if self.underMouse() or self.isDown() else look.fill
        paint.box(painter, self.rect(), fill, look.edge, look.line)
        if self.hasFocus():
            paint.focus(painter, self.rect(), inner=look.inner)
        self._draw_words(painter, look)
        painter.end()

    def _draw_words(self, painter: QPainter, look: _Look) -> None:
        """Icon, text and cap, centred together; what has no room is left out, the cap first."""
        room = self.width() - self._pad() * 2 + 2
        icon = self._shown_icon() if self._core_width() <= room else ""
        cap = self._cap_width() if self._core_width() + self._cap_width() <= room else 0
        metrics = QFontMetrics(self._font())
        text = metrics.horizontalAdvance(self.text())
        lead = theme.th(1.15) + theme.th(0.45) if icon else 0
        left = max(self._pad(), (self.width() - lead - text - cap) // 2)
        if icon:
            side = 1.0 if self._kind in _FONTS else 1.15
            paint.icon(painter, icon, QPointF(left, (self.height() - theme.th(side)) / 2), look.ink, side)
        words = QRect(left + lead, 0, min(text + 2, self.width() - left - lead - 2), self.height())
        paint.text(painter, words, self.text(), look.ink, self._font())
        if cap:
            self._draw_cap(painter, left + lead + text, look)

    def _draw_cap(self, painter: QPainter, right: int, look: _Look) -> None:
        if self._kind == "blocked":
            area = QRect(right + theme.th(0.6), 0, self.width() - right, self.height())
            paint.text(painter, area, "Blocked", "text2", theme.font("small"))
            return
        height = theme.th(1.3)
        area = QRect(right + theme.th(0.6), (self.height() - height) // 2, paint.key_width(self._key), height)
        plain = look.edge in ("edge", "text", "") and not look.inner
        paint.key(painter, area, self._key, "text2" if plain else look.ink, "line" if plain else look.ink)

    def _font(self) -> QFont:
        return theme.font(_FONTS.get(self._kind, "strong"))

    def _high(self) -> int:
        return theme.th(1.5 if self._kind.startswith("line") else 2.15)

    def _core_width(self) -> int:
        text = QFontMetrics(self._font()).horizontalAdvance(self.text())
        return text + (theme.th(1.15) + theme.th(0.45) if self._shown_icon() else 0)

    def _cap_width(self) -> int:
        if self._kind == "blocked":
            return theme.th(0.6) + QFontMetrics(theme.font("small")).horizontalAdvance("Blocked")
        return theme.th(0.6) + paint.key_width(self._key) if self._key and not self._compact else 0

    def _shown_icon(self) -> str:
        return "lock" if self._kind == "blocked" else self._icon

    def _pad(self) -> int:
        return theme.th(0.5 if self._kind in ("quiet", "line", "line_loud") else 0.8)

    def _speak(self) -> None:
        words = self._spoken or self.text()
        self.setAccessibleName(f"{words}. Blocked" if self._kind == "blocked" else words)
        self.setAccessibleDescription(f"Key {self._key}" if self._key else "")
