"""Words on a screen: Label, Icon, IconText, Badge, KeyCap.

Views build them and set their text; none of them takes focus or decides what it says. Text is always plain: whatever a
person typed is shown as typed.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget
from typing_extensions import override

from desktop.ui import theme, words
from desktop.ui.widgets import paint


def reveal(widget: QWidget, shown: bool) -> None:
    """Show or hide a part; one that has no parent yet is only marked, so that it never stands alone as a window."""
    if shown and widget.parentWidget() is None:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        widget.setVisible(shown)


class Label(QLabel):
    """Text in a role. It prefers one line (up to `measure` text heights wide) and wraps where there is less room.

    role: body strong medium text2 small smallstrong muted mutedbody section title huge count accent accentsmall
    problem amber red redsection onred onredsmall onredtitle timerow timestrip timelock.
    ids=True slashes the zero (booking and case numbers). `say(text)` sets text and accessible name.
    """

    def __init__(self, text: str = "", role: str = "body", *, measure: float = 40, ids: bool = False) -> None:
        super().__init__(text)
        self._measure = measure
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAccessibleName(text)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if ids or role.startswith("time"):
            self.setFont(theme.font("time_row", ids=ids))

    def say(self, text: str, *, name: str = "") -> None:
        """Show a text; name: what a screen reader says instead."""
        self.setText(text)
        self.setAccessibleName(name or text)

    def set_role(self, role: str, level: str = "") -> None:
        """Change role, and the alarm level of a time."""
        if (self.property("role"), self.property("level") or "") != (role, level):
            self.setProperty("role", role)
            self.setProperty("level", level)
            theme.restyle(self)
            self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        lines = self.text().split("\n")
        width = min(max(metrics.horizontalAdvance(line) for line in lines) + 2, theme.th(self._measure))
        return QSize(width, max(self.heightForWidth(width), metrics.height()))

    @override
    def minimumSizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        longest = max((metrics.horizontalAdvance(word) for word in self.text().split()), default=0)
        return QSize(min(longest + 2, theme.th(self._measure)), metrics.height())


class Icon(QWidget):
    """A Lucide icon of 1.15 text heights (or `heights`), in the colour of a role; silent for a screen reader."""

    def __init__(self, name: str, role: str = "text2", heights: float = 1.15) -> None:
        super().__init__()
        self.name, self._role, self._heights = name, role, heights
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, role: str = "text2") -> None:
        """Show another icon, or the same in another role."""
        self.name, self._role = name, role
        self.update()

    @override
    def sizeHint(self) -> QSize:
        side = theme.th(self._heights)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self.name:
            painter = paint.begin(self)
            paint.icon(painter, self.name, QPointF(0, 0), self._role, self._heights)
            painter.end()


class IconText(QWidget):
    """An icon beside words, first line aligned. `say(text, icon=, role=)` changes it."""

    def __init__(
        self, icon: str, text: str = "", role: str = "body", *, icon_role: str = "", measure: float = 40
    ) -> None:
        super().__init__()
        self._icon_role = icon_role
        self.icon = Icon(icon, icon_role or _ink(role), 1.0 if role in _SMALL else 1.15)
        self.label = Label(text, role, measure=measure)
        self.label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        theme.space(row, 0.45)
        row.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.label, 1)
        self.setAccessibleName(text)
        self._align()

    def say(self, text: str, *, icon: str = "", role: str = "", name: str = "") -> None:
        """Change words, icon or role; what is "" stays."""
        self.label.say(text, name=name)
        self.setAccessibleName(name or text)
        if role:
            self.label.set_role(role)
        if icon or role:
            self.icon.show_icon(
                icon or self.icon.name, self._icon_role or _ink(role or str(self.label.property("role")))
            )

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._align()

    def _align(self) -> None:
        """The first line of the words stands beside the middle of the icon."""
        drop = (self.icon.sizeHint().height() - QFontMetrics(self.label.font()).height() + 1) // 2
        self.label.setContentsMargins(0, max(0, drop), 0, 0)


class KeyCap(QWidget):
    """A key as a small cap ("Ctrl K", "F7"); role is the ink, edge the line."""

    def __init__(self, key: str, role: str = "text2", edge: str = "line") -> None:
        super().__init__()
        self._key, self._role, self._edge = key, role, edge
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(paint.key_width(self._key), theme.th(1.3))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.begin(self)
        paint.key(painter, self.rect(), self._key, self._role, self._edge)
        painter.end()


class Badge(QWidget):
    """The alarm level in a word and an icon (screens.md section 7); `set_level(level, text="")`.

    level: "" shows nothing; running and prepare plain, soon amber text, close amber box, urgent red box,
    overdue filled. A text replaces the word of the level.
    """

    def __init__(self, level: str = "", text: str = "") -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_level(level, text)

    def set_level(self, level: str, text: str = "") -> None:
        """Show another level."""
        self._level, self._text = level, text or words.LEVEL_WORDS[level]
        reveal(self, bool(self._text))
        self.setAccessibleName(self._text)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return badge_size(self._level, self._text)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.begin(self)
        draw_badge(painter, self.rect(), self._level, self._text)
        painter.end()


BADGE_LOOKS = {
    "": ("", "", "text2"),
    "running": ("", "", "muted"),
    "prepare": ("", "", "text"),
    "soon": ("", "", "amber"),
    "close": ("amber_fill", "amber_edge", "amber"),
    "urgent": ("urgent_fill", "urgent_ink", "urgent_ink"),
    "overdue": ("red_fill", "red_fill", "red_ink"),
}


def badge_size(level: str, text: str = "") -> QSize:
    """The room a badge of this level wants."""
    boxed = bool(BADGE_LOOKS[level][0])
    width = QFontMetrics(theme.font("smallstrong")).horizontalAdvance(text or words.LEVEL_WORDS[level])
    return QSize(width + theme.th(1.3 if not boxed else 2.3) + 2, theme.th(1.4))


def draw_badge(painter: QPainter, rect: QRect, level: str, text: str = "") -> None:
    """Draw a badge at the left of `rect`, centred in its height; the table's delegate calls it too."""
    fill, edge, ink = BADGE_LOOKS[level]
    inside = QRect(rect)
    if fill:
        paint.box(painter, inside, fill, edge)
        inside.adjust(theme.th(0.5), 0, -theme.th(0.4), 0)
    side = theme.th(1.0)
    paint.icon(painter, words.LEVEL_ICONS[level], QPointF(inside.x(), inside.center().y() - side / 2 + 1), ink, 1.0)
    inside.setLeft(inside.left() + side + theme.th(0.3))
    paint.text(painter, inside, text or words.LEVEL_WORDS[level], ink, theme.font("smallstrong"))


def _ink(role: str) -> str:
    """The colour role that an icon beside a label of this role takes."""
    return _INKS.get(role, "text2")


_INKS = {
    "strong": "text",
    "body": "text2",
    "muted": "muted",
    "mutedbody": "muted",
    "small": "text2",
    "amber": "amber",
    "problem": "red",
    "red": "red",
    "accent": "accent_text",
    "accentsmall": "accent_text",
    "title": "text",
    "onred": "red_ink",
    "onredtitle": "red_ink",
}
_SMALL = ("small", "smallstrong", "muted", "problem", "accentsmall", "onredsmall")
