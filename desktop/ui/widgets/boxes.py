"""Where things stand: Card, Rule, Flow, TwoPane, Scroll, Tabs, and the two words row() and column().

Views build their layout from these; lengths are text heights and follow the text size. Nothing here knows a case.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QSizePolicy,
    QTabBar,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.ui import theme
from desktop.ui.widgets import paint
from desktop.ui.widgets.labels import Label

_L = TypeVar("_L", bound=QBoxLayout)


def row(*widgets: QWidget | None, gap: float = 0.5, margins: Sequence[float] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Widgets side by side; None is a stretch."""
    return _filled(QHBoxLayout(), widgets, gap, margins)


def column(*widgets: QWidget | None, gap: float = 0.5, margins: Sequence[float] = (0, 0, 0, 0)) -> QVBoxLayout:
    """Widgets below each other; None is a stretch."""
    return _filled(QVBoxLayout(), widgets, gap, margins)


def surface(widget: QWidget, name: str) -> None:
    """Name the surface of a widget: window surface sunken clear top rail status card popup tint red amberbox."""
    widget.setProperty("surface", name)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)


class Card(QFrame):
    """A white box with an edge and a section title. `body` is its column; `head` the row of the title."""

    def __init__(self, title: str = "", *, kind: str = "card", pad: float = 1.0, gap: float = 0.5) -> None:
        super().__init__()
        surface(self, kind)
        self.body = QVBoxLayout(self)
        theme.space(self.body, gap, (pad, pad * 0.9, pad, pad * 0.9))
        self.head = QHBoxLayout()
        theme.space(self.head, 0.5)
        self.title = Label(title, "section")
        self.setAccessibleName(title)
        if title:
            self.head.addWidget(self.title, 1)
            self.body.addLayout(self.head)


class Rule(QFrame):
    """A line of one device pixel."""

    def __init__(self, *, upright: bool = False) -> None:
        super().__init__()
        surface(self, "rule")
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


class Scroll(QScrollArea):
    """Scrolls up and down, never sideways; its content is as wide as itself."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        surface(self.viewport(), "clear")
        surface(content, "clear")
        self.setWidget(content)


class TwoPane(QWidget):
    """A main part and a side panel at its right; the panel goes below when the window is under 64 text heights wide.

    share: how the width is parted (main, side). The side panel is its own region for F6.
    """

    def __init__(self, main: QWidget, side: QWidget, share: tuple[int, int] = (7, 3)) -> None:
        super().__init__()
        self._share = share
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        theme.space(self._layout, 0.9)
        self._layout.addWidget(main, share[0])
        self._layout.addWidget(side, share[1])
        side.setProperty("region", "side")

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = theme.is_narrow(self.window().width())
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._layout.direction() != way:
            self._layout.setDirection(way)
            for place, share in enumerate(self._share):
                self._layout.setStretch(place, 0 if narrow else share)


class Flow(QLayout):
    """Widgets in a row that goes on in the next line when the width is used up."""

    def __init__(self, parent: QWidget | None = None, gap: float = 0.4) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        theme.space(self, gap)

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    @override
    def sizeHint(self) -> QSize:
        hints = [item.sizeHint() for item in self._shown()]
        width = sum(hint.width() for hint in hints) + self.spacing() * max(0, len(hints) - 1)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    @override
    def minimumSize(self) -> QSize:
        least = QSize()
        for item in self._shown():
            least = least.expandedTo(item.minimumSize())
        return least

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Place the items; the height they need."""
        x, y, tallest = rect.x(), rect.y(), 0
        for item in self._shown():
            hint = item.sizeHint()
            hint.setWidth(min(hint.width(), rect.width()))
            if x > rect.x() and x + hint.width() > rect.right() + 1:
                x, y, tallest = rect.x(), y + tallest + self.spacing(), 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), hint))
            x += hint.width() + self.spacing()
            tallest = max(tallest, hint.height())
        return y + tallest - rect.y()


class Tabs(QTabBar):
    """Words in a row, the chosen one underlined, each with an optional count. Arrows move, as in any tab bar.

    options: (code, label). `chosen(code)` speaks when a person or `choose` changes it; `set_count(code, n)`.
    """

    chosen = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]], name: str = "") -> None:
        super().__init__()
        self._codes = [code for code, _ in options]
        self._counts: dict[int, int] = {}
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setAccessibleName(name or "Tabs")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for _, label in options:
            self.addTab(label)
        self.currentChanged.connect(self._speak)

    def set_count(self, code: str, count: int | None) -> None:
        """Show a number after the words; None takes it away."""
        place = self._codes.index(code)
        if count is None:
            self._counts.pop(place, None)
        else:
            self._counts[place] = count
        self.setAccessibleTabName(place, f"{self.tabText(place)} {'' if count is None else count}".strip())
        self.setIconSize(QSize(1, 1 + len(self._counts) % 2))
        self.updateGeometry()
        self.update()

    def choose(self, code: str) -> None:
        """Choose by code."""
        self.setCurrentIndex(self._codes.index(code))

    def code(self) -> str:
        """The code of the chosen tab."""
        return self._codes[self.currentIndex()]

    @override
    def tabSizeHint(self, index: int) -> QSize:
        width = QFontMetrics(theme.font("strong")).horizontalAdvance(self.tabText(index)) + self._count_width(index)
        gap = theme.th(0.9 if theme.is_narrow(self.window().width()) else 1.3)
        return QSize(width + gap, theme.th(2.0))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.th(4), theme.th(2.0))

    @override
    def sizeHint(self) -> QSize:
        return QSize(sum(self.tabSizeHint(place).width() for place in range(self.count())), theme.th(2.0))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.begin(self)
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.color("line"))
        for place in range(self.count()):
            self._draw(painter, place, here=place == self.currentIndex())
        painter.end()

    def _draw(self, painter: QPainter, place: int, *, here: bool) -> None:
        area = self.tabRect(place).adjusted(theme.th(0.3), 0, 0, 0)
        took = paint.text(
            painter, area, self.tabText(place), "text" if here else "text2", theme.font("strong" if here else "medium")
        )
        if place in self._counts:
            took += theme.th(0.45)
            after = area.adjusted(took, 0, 0, 0)
            ink = "accent_text" if here else "muted"
            took += paint.text(painter, after, str(self._counts[place]), ink, theme.font("strong"))
        if here:
            thick = theme.th(0.17)
            painter.fillRect(QRect(area.x(), self.height() - thick, took, thick), theme.color("accent"))
            if self.hasFocus():
                paint.focus(
                    painter, QRect(area.x() - theme.th(0.3), 1, took + theme.th(0.6), self.height() - thick - 3)
                )

    def _count_width(self, place: int) -> int:
        if place not in self._counts:
            return 0
        return theme.th(0.45) + QFontMetrics(theme.font("strong")).horizontalAdvance(str(self._counts[place]))

    def _speak(self, place: int) -> None:
        if place >= 0:
            self.chosen.emit(self._codes[place])


def _filled(layout: _L, widgets: Sequence[QWidget | None], gap: float, margins: Sequence[float]) -> _L:
    theme.space(layout, gap, margins)
    for widget in widgets:
        if widget is None:
            layout.addStretch(1)
        else:
            layout.addWidget(widget)
    return layout
