"""How a row of a DataTable is drawn and measured: the shapes Cell, Row, Column, and the delegate.

table.py alone uses it. Three ways, the first that cuts nothing is taken: each column by itself; columns marked "under"
as the second line of the one before; all of a row in one column, three lines high.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from desktop.ui import theme
from desktop.ui.widgets import paint
from desktop.ui.widgets.labels import badge_size, draw_badge

Index = QModelIndex | QPersistentModelIndex

WIDE, MERGED, STACKED = "wide", "merged", "stacked"
LEAD, BETWEEN, AFTER = 1.0, 0.6, 0.5


@dataclass(frozen=True, slots=True)
class Cell:
    """Two lines of a row. Roles are colours ("text", "text2", "muted", "accent_text", "amber", "red").

    level: an alarm level; colours the first line as a time and puts its badge beside it. icon: before the first line.
    strong: the first line in 600. ids: the second line is a number with a slashed zero.
    """

    top: str = ""
    bottom: str = ""
    level: str = ""
    icon: str = ""
    role: str = "text"
    bottom_role: str = "text2"
    strong: bool = False
    bottom_strong: bool = False
    ids: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """key: what `chosen` and `opened` speak. name: the whole row as a sentence for a screen reader."""

    key: str
    cells: tuple[Cell, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Column:
    """title; stretch: its share of free width; least: text heights; narrow: "keep", "hide" or "under".

    "under": where the words do not fit side by side, this column is the second line of the column before it.
    """

    title: str
    stretch: int = 1
    least: float = 6
    narrow: str = "keep"


@dataclass
class Shape:
    """What model, delegate and view share. way: WIDE, MERGED or STACKED. measured: widths found for these rows."""

    columns: tuple[Column, ...]
    rows: Sequence[Row] = field(default_factory=tuple)
    way: str = WIDE
    measured: dict[tuple[int, int | None, bool, int], int] = field(default_factory=dict)

    def take(self, rows: Sequence[Row]) -> None:
        """Other rows; what was measured of those before counts no more."""
        self.rows = rows
        self.measured.clear()

    def shown(self) -> list[int]:
        """The columns that stand by themselves."""
        if self.way == STACKED:
            return [0]
        return [at for at, one in enumerate(self.columns) if self.way == WIDE or one.narrow == "keep"]

    def under(self, column: int) -> int | None:
        """The column that is drawn as the second line of this one."""
        after = column + 1
        merged = self.way != WIDE and after < len(self.columns) and self.columns[after].narrow == "under"
        return after if merged else None


class Delegate(QStyledItemDelegate):
    """Paints the cells of a Shape."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self._shape = shape

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.th(6), height(self._shape))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, area, index, chosen=bool(option.state & QStyle.StateFlag.State_Selected))
        cells = self._shape.rows[index.row()].cells
        lead = theme.th(LEAD if index.column() == 0 else BETWEEN)
        area.adjust(lead, theme.th(0.35), -theme.th(AFTER), -theme.th(0.35))
        under = self._shape.under(index.column())
        if self._shape.way == STACKED:
            self._stacked(painter, area, cells)
        elif under is not None:
            _merged(painter, area, cells[index.column()], cells[under])
        else:
            _cell(painter, area, cells[index.column()])
        painter.restore()

    def _ground(self, painter: QPainter, area: QRect, index: Index, *, chosen: bool) -> None:
        if chosen:
            painter.fillRect(area, theme.color("select"))
        if index.row() < len(self._shape.rows) - 1:
            painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), theme.color("line"))
        if chosen and index.column() == 0:
            painter.fillRect(QRect(area.left(), area.top(), theme.th(0.25), area.height()), theme.color("accent"))

    def _stacked(self, painter: QPainter, area: QRect, cells: Sequence[Cell]) -> None:
        """First cell and, at the right, the last; then the second with what goes under it."""
        third = area.height() // 3
        first = QRect(area.left(), area.top(), area.width(), third)
        rest = QRect(area.left(), area.top() + third, area.width(), area.height() - third)
        last = cells[-1]
        if len(cells) > 1 and self._shape.columns[-1].narrow == "keep":
            wide = top_width(last)
            _top(painter, QRect(first.right() - wide, first.top(), wide + 2, third), last)
            first.setRight(first.right() - wide)
        _top(painter, first, cells[0])
        under = self._shape.under(1)
        if under is not None:
            _merged(painter, rest, cells[1], cells[under])
        elif len(cells) > 2:
            _cell(painter, rest, cells[1])
        else:
            painter.setFont(theme.font("small"))
            paint.text(painter, rest, cells[0].bottom, cells[0].bottom_role, _lower_font(cells[0]))


def height(shape: Shape) -> int:
    """How high each row is."""
    return theme.th(4.4) if shape.way == STACKED else theme.length("row_two")


def natural(shape: Shape, column: int) -> int:
    """How wide a column wants to be: its words, its title, its least width. Measured once for the same rows."""
    asked = (column, shape.under(column), shape.way == WIDE, theme.percent())
    if asked not in shape.measured:
        shape.measured[asked] = _natural(shape, column)
    return shape.measured[asked]


def _natural(shape: Shape, column: int) -> int:
    lead = theme.th((LEAD if column == 0 else BETWEEN) + AFTER) + 2
    title = QFontMetrics(theme.font("tiny")).horizontalAdvance(shape.columns[column].title)
    under = shape.under(column)
    widest = max((_width(row.cells, column, under) for row in shape.rows[:60]), default=0)
    return max(theme.th(shape.columns[column].least), lead + max(title if shape.way == WIDE else 0, widest))


def top_width(cell: Cell) -> int:
    """The width of a first line."""
    words = QFontMetrics(_top_font(cell)).horizontalAdvance(cell.top) + 2
    badge = badge_size(cell.level).width() + theme.th(0.5) if cell.level not in ("", "running") else 0
    return words + badge + (theme.th(1.55) if cell.icon else 0)


def _width(cells: Sequence[Cell], column: int, under: int | None) -> int:
    cell = cells[column]
    lower = QFontMetrics(_lower_font(cell)).horizontalAdvance(cell.bottom) + 2
    if under is None:
        return max(top_width(cell), lower)
    below = cells[under]
    words = QFontMetrics(theme.font("strong")).horizontalAdvance(below.bottom or below.top) + 2
    return max(top_width(cell) + theme.th(0.6) + lower, words)


def _cell(painter: QPainter, area: QRect, cell: Cell) -> None:
    if not cell.bottom:
        _top(painter, area, cell)
        return
    upper, lower = _halves(area)
    _top(painter, upper, cell)
    paint.text(painter, lower, cell.bottom, cell.bottom_role, _lower_font(cell))


def _merged(painter: QPainter, area: QRect, cell: Cell, under: Cell) -> None:
    """The first line of a cell with its second beside it, and another cell below both."""
    upper, lower = _halves(area)
    took = _top(painter, upper, cell)
    side = upper.adjusted(took + theme.th(0.6), 0, 0, 0)
    paint.text(painter, side, cell.bottom, cell.bottom_role, _lower_font(cell))
    words = under.bottom or under.top
    strong, role = (under.bottom_strong, under.bottom_role) if under.bottom else (under.strong, under.role)
    paint.text(painter, lower, words, role, theme.font("strong" if strong else "body"))


def _top(painter: QPainter, area: QRect, cell: Cell) -> int:
    """The first line: icon, words, badge; the width it took."""
    words = QRect(area)
    if cell.icon:
        at = QPointF(area.left(), area.center().y() - theme.th(1.05) / 2 + 1)
        paint.icon(painter, cell.icon, at, cell.role, 1.05)
        words.setLeft(area.left() + theme.th(1.55))
    paint.text(painter, words, cell.top, _TIMES.get(cell.level, cell.role), _top_font(cell))
    if cell.level not in ("", "running"):
        size = badge_size(cell.level)
        left = area.left() + top_width(cell) - size.width()
        draw_badge(
            painter, QRect(left, area.center().y() - size.height() // 2, size.width(), size.height()), cell.level
        )
    return top_width(cell)


def _halves(area: QRect) -> tuple[QRect, QRect]:
    half = area.height() // 2
    upper = QRect(area.left(), area.top(), area.width(), half + theme.th(0.1))
    return upper, QRect(area.left(), area.top() + half, area.width(), area.height() - half)


def _top_font(cell: Cell) -> QFont:
    if cell.level:
        return theme.font("time_row")
    return theme.font("strong" if cell.strong else "small" if cell.icon else "body")


def _lower_font(cell: Cell) -> QFont:
    return theme.font("strong" if cell.bottom_strong else "small", ids=cell.ids)


_TIMES = {"soon": "amber", "close": "amber", "urgent": "red", "overdue": "red", "running": "text", "prepare": "text"}
