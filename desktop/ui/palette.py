"""The palette (Ctrl+K): verbs of this role first, then open cases by number, screens, help.

The frame asks for it and hands in what there is; it finds and shows. It never finds people by name, and a blocked verb
shows the gate that is in its way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.ui import theme
from desktop.ui.widgets import Label, paint, surface
from desktop.ui.widgets.fields import Edit

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
GROUPS = ("Do", "Open cases", "Screens", "Help")


@dataclass(frozen=True, slots=True)
class Found:
    """One line. group: one of GROUPS. blocked: the gate in the way, or ""."""

    text: str
    group: str
    run: Callable[[], object]
    icon: str = ""
    key: str = ""
    blocked: str = ""


def matching(lines: Sequence[Found], typed: str) -> list[Found]:
    """Lines whose words begin with each typed word, in the order of the groups; all of them while nothing is typed."""
    asked = typed.lower().split()
    kept = [line for line in lines if all(_begins(line.text, word) for word in asked)]
    return sorted(kept, key=lambda line: GROUPS.index(line.group))


def spoken(line: Found) -> str:
    """A line for a screen reader."""
    blocked = f". Blocked: {line.blocked}" if line.blocked else ""
    return f"{line.text}, {line.group}{', key ' + line.key if line.key else ''}{blocked}"


class Palette(QFrame):
    """A box over the content. `open(lines, at)` shows it below a point, `close_me()`; signal `shut()`.

    Up and Down choose, Enter runs, Esc closes and gives the focus back.
    """

    shut = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        surface(self, "popup")
        self.setAccessibleName("Palette")
        self._lines: Sequence[Found] = ()
        self.edit = Edit("search")
        self.edit.setObjectName("palette.text")
        self.edit.setAccessibleName("Search or do")
        self.edit.setPlaceholderText("Search or do...")
        self.edit.textChanged.connect(self._find)
        self.edit.installEventFilter(self)
        self._model = _Lines()
        self._list = QListView()
        self._list.setObjectName("palette.list")
        self._list.setAccessibleName("Found")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setModel(self._model)
        self._draw = _Draw(self._model)
        self._list.setItemDelegate(self._draw)
        self._list.clicked.connect(lambda index: self._run(index.row()))
        self._none = Label("Nothing found. People are never found by name here.", "muted", measure=60)
        column = QVBoxLayout(self)
        theme.space(column, 0.35, (0.45, 0.45, 0.45, 0.45))
        for part in (self.edit, self._list, self._none):
            column.addWidget(part)
        self.hide()

    def open(self, lines: Sequence[Found], left: int, top: int) -> None:
        """Show these lines, the upper left corner at (left, top) of the window."""
        self._lines = lines
        self.edit.clear()
        self._find("")
        width = min(theme.th(36), self.window().width() - 2 * theme.th(0.5))
        left = min(left, self.window().width() - width - theme.th(0.5))
        self.setGeometry(left, top, width, self._height())
        self.show()
        self.raise_()
        self.edit.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_me(self) -> None:
        """Close; the frame gives the focus back."""
        if self.isVisible():
            self.hide()
            self.shut.emit()

    def lines(self) -> tuple[Found, ...]:
        """What is found now."""
        return tuple(self._model.lines)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.close_me()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _key(self, key: Qt.Key) -> bool:
        here = self._list.currentIndex().row()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._model.lines:
            place = (here + (1 if key == Qt.Key.Key_Down else -1)) % len(self._model.lines)
            self._list.setCurrentIndex(self._model.index(place))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(here)
        elif key == Qt.Key.Key_Escape:
            self.close_me()
        else:
            return False
        return True

    def _find(self, typed: str) -> None:
        self._model.show_lines(matching(self._lines, typed))
        self._list.setCurrentIndex(self._model.index(0))
        self._list.setVisible(bool(self._model.lines))
        self._none.setVisible(not self._model.lines)
        self.resize(self.width(), self._height())

    def _run(self, place: int) -> None:
        if 0 <= place < len(self._model.lines):
            line = self._model.lines[place]
            self.close_me()
            line.run()

    def _height(self) -> int:
        rows = sum(self._draw.height(place) for place in range(len(self._model.lines)))
        wanted = theme.th(4.2) + (rows or theme.th(1.6))
        return min(wanted, self.window().height() - self.y() - theme.th(2))


class _Lines(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Found] = []

    def show_lines(self, lines: list[Found]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    @override
    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) and index.isValid():
            return spoken(self.lines[index.row()])
        return None


class _Draw(QStyledItemDelegate):
    """Paints a line; the first of a group carries the group's word above it."""

    def __init__(self, model: _Lines) -> None:
        super().__init__()
        self._model = model

    def height(self, place: int) -> int:
        """How high a line is."""
        return theme.th(1.95 + (1.5 if self._first(place) else 0) + (1.05 if self._model.lines[place].blocked else 0))

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(theme.th(10), self.height(index.row()))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line, area = self._model.lines[index.row()], QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._first(index.row()):
            heading = area.adjusted(theme.th(0.6), theme.th(0.25), 0, 0)
            heading.setHeight(theme.th(1.2))
            paint.text(painter, heading, line.group, "muted", theme.font("smallstrong"))
            area.setTop(area.top() + theme.th(1.5))
        if option.state & QStyle.StateFlag.State_Selected:
            paint.box(painter, area, "accent_tint")
        self._line(painter, area, line)
        painter.restore()

    def _line(self, painter: QPainter, area: QRect, line: Found) -> None:
        upper = QRect(area.left(), area.top(), area.width(), theme.th(1.95))
        icon = "lock" if line.blocked else line.icon
        if icon:
            top = upper.center().y() - theme.th(1.05) / 2
            paint.icon(painter, icon, QPointF(area.left() + theme.th(0.6), top), "text2", 1.05)
        words = upper.adjusted(theme.th(2.1), 0, -theme.th(0.6), 0)
        if line.key:
            cap = QRect(0, 0, paint.key_width(line.key), theme.th(1.25))
            cap.moveTo(words.right() - cap.width(), upper.center().y() - cap.height() // 2)
            paint.key(painter, cap, line.key, "text2", "line")
            words.setRight(cap.left() - theme.th(0.4))
        took = paint.text(painter, words, line.text, "text2" if line.blocked else "text", theme.font("medium"))
        if line.blocked:
            beside = words.adjusted(took + theme.th(0.6), 0, 0, 0)
            paint.text(painter, beside, "Blocked", "muted", theme.font("small"))
            lower = QRect(words.left(), upper.bottom() - theme.th(0.25), area.width() - theme.th(2.7), theme.th(1.1))
            paint.text(painter, lower, line.blocked, "muted", theme.font("small"))

    def _first(self, place: int) -> bool:
        lines = self._model.lines
        return place == 0 or lines[place].group != lines[place - 1].group


def _begins(text: str, word: str) -> bool:
    """Whether a word of the text begins with it; a number may stand anywhere ("CZE7" in 26-K4CZE7)."""
    lowered = text.lower()
    return any(part.startswith(word) for part in lowered.split()) or (_numbered(lowered) and word in lowered)


def _numbered(text: str) -> bool:
    return any(sign.isdigit() for sign in text)
