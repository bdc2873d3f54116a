"""Rows of two lines: DataTable, with its model and the delegate that paints it.

Lists of cases, reviews, clocks and entries use it. It shows rows in the order given and never sorts, filters or moves
them; the chosen row stays chosen by its key. Under 64 text heights of width the header goes and columns merge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)
from typing_extensions import override

from desktop.ui import theme
from desktop.ui.widgets import paint
from desktop.ui.widgets.labels import badge_size, draw_badge

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


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

    "under": where the window is narrow this column is drawn as the second line of the column before it.
    """

    title: str
    stretch: int = 1
    least: float = 6
    narrow: str = "keep"


@dataclass
class _Shape:
    """What model, delegate and view share."""

    columns: tuple[Column, ...]
    rows: Sequence[Row] = field(default_factory=tuple)
    narrow: bool = False


class _Model(QAbstractTableModel):
    def __init__(self, shape: _Shape) -> None:
        super().__init__()
        self._shape = shape

    def replace(self, rows: Sequence[Row]) -> None:
        """Other rows."""
        self.beginResetModel()
        self._shape.rows = rows
        self.endResetModel()

    def append(self, rows: Sequence[Row]) -> None:
        """More rows below."""
        have = len(self._shape.rows)
        self.beginInsertRows(QModelIndex(), have, have + len(rows) - 1)
        self._shape.rows = (*self._shape.rows, *rows)
        self.endInsertRows()

    @override
    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shape.rows)

    @override
    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shape.columns)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._shape.rows[index.row()]
        cell = row.cells[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{cell.top} {cell.bottom}".strip()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.name if index.column() == 0 else f"{cell.top} {cell.bottom}".strip()
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._shape.columns[section].title
        return None


class _Delegate(QStyledItemDelegate):
    def __init__(self, shape: _Shape) -> None:
        super().__init__()
        self._shape = shape

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        area = QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, area, index, chosen)
        row = self._shape.rows[index.row()]
        lead = theme.th(1.0 if index.column() == 0 else 0.6)
        area.adjust(lead, theme.th(0.35), -theme.th(0.4), -theme.th(0.35))
        cell = row.cells[index.column()]
        under = self._under(index.column())
        if under is not None:
            self._merged(painter, area, cell, row.cells[under])
        else:
            self._cell(painter, area, cell)
        painter.restore()

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(theme.th(6), theme.length("row_two"))

    def _under(self, column: int) -> int | None:
        """The column that is drawn as the second line of this one, when the window is narrow."""
        after = column + 1
        if self._shape.narrow and after < len(self._shape.columns) and self._shape.columns[after].narrow == "under":
            return after
        return None

    def _ground(self, painter: QPainter, area: QRect, index: _Index, chosen: bool) -> None:
        if chosen:
            painter.fillRect(area, theme.color("select"))
        if index.row() < len(self._shape.rows) - 1:
            painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), theme.color("line"))
        if chosen and index.column() == 0:
            painter.fillRect(QRect(area.left(), area.top(), theme.th(0.25), area.height()), theme.color("accent"))

    def _cell(self, painter: QPainter, area: QRect, cell: Cell) -> None:
        if not cell.bottom:
            self._top(painter, area, cell)
            return
        half = area.height() // 2
        self._top(painter, QRect(area.left(), area.top(), area.width(), half + theme.th(0.1)), cell)
        lower = QRect(area.left(), area.top() + half, area.width(), area.height() - half)
        paint.text(painter, lower, cell.bottom, cell.bottom_role, _lower_font(cell))

    def _top(self, painter: QPainter, area: QRect, cell: Cell) -> int:
        """The first line; the width it took."""
        if cell.icon:
            at = QPointF(area.left(), area.center().y() - theme.th(1.1) / 2 + 1)
            paint.icon(painter, cell.icon, at, cell.role, 1.1)
            area = area.adjusted(theme.th(1.55), 0, 0, 0)
        ink = _TIMES.get(cell.level, cell.role)
        font = theme.font("time_row" if cell.level else "strong" if cell.strong else "body")
        if cell.icon and not cell.strong:
            font = theme.font("small")
        took = paint.text(painter, area, cell.top, ink, font)
        if cell.level not in ("", "running"):
            spot = area.adjusted(took + theme.th(0.5), 0, 0, 0)
            size = badge_size(cell.level)
            top = spot.center().y() - size.height() // 2
            draw_badge(painter, QRect(spot.left(), top, size.width(), size.height()), cell.level)
        return took

    def _merged(self, painter: QPainter, area: QRect, cell: Cell, under: Cell) -> None:
        half = area.height() // 2
        upper = QRect(area.left(), area.top(), area.width(), half + theme.th(0.1))
        took = self._top(painter, upper, cell)
        side = upper.adjusted(took + theme.th(0.6), 0, 0, 0)
        paint.text(painter, side, cell.bottom, cell.bottom_role, _lower_font(cell))
        lower = QRect(area.left(), area.top() + half, area.width(), area.height() - half)
        main = under.bottom or under.top
        strong = under.bottom_strong if under.bottom else under.strong
        role = under.bottom_role if under.bottom else under.role
        paint.text(painter, lower, main, role, theme.font("strong" if strong else "body"))


class DataTable(QTableView):
    """A list of rows. `set_rows(rows)` keeps the chosen row by its key, `add_rows(rows)` appends a page.

    Signals: `chosen(key)` when the current row changes, `opened(key)` at Enter or double click, `more_wanted()` when
    the end comes into sight. `choose(key)`, `key()` (or ""). Focus it and use Up, Down, Home, End, Enter.
    """

    chosen = Signal(str)
    opened = Signal(str)
    more_wanted = Signal()

    def __init__(self, columns: Sequence[Column], name: str) -> None:
        super().__init__()
        self._shape = _Shape(tuple(columns))
        self._rows = _Model(self._shape)
        self._painter = _Delegate(self._shape)
        self.setModel(self._rows)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(name)
        self._behave()
        self.selectionModel().currentRowChanged.connect(self._speak)
        self.doubleClicked.connect(lambda index: self.opened.emit(self._shape.rows[index.row()].key))
        self.verticalScrollBar().valueChanged.connect(self._near_end)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows; the first is chosen where none was."""
        key, at = self.key(), self.currentIndex().row()
        self._rows.replace(rows)
        if rows and not self.choose(key):
            self.selectRow(min(max(at, 0), len(rows) - 1))
        self.updateGeometry()

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Append a page."""
        if rows:
            self._rows.append(rows)

    def rows(self) -> Sequence[Row]:
        """What is shown."""
        return self._shape.rows

    def key(self) -> str:
        """The key of the chosen row, or ""."""
        place = self.currentIndex().row()
        return self._shape.rows[place].key if 0 <= place < len(self._shape.rows) else ""

    def choose(self, key: str) -> bool:
        """Choose a row by its key; False when it is not there."""
        for place, row in enumerate(self._shape.rows):
            if row.key == key:
                self.selectRow(place)
                return True
        return False

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and self.key():
            self.opened.emit(self.key())
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            event.ignore()
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def sizeHint(self) -> QSize:
        head = 0 if self._shape.narrow else self.horizontalHeader().sizeHint().height()
        return QSize(theme.th(30), head + theme.length("row_two") * len(self._shape.rows) + 2)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.th(12), theme.length("row_two") * 3)

    def _behave(self) -> None:
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def _fit(self) -> None:
        """Part the width among the columns that show."""
        self._shape.narrow = theme.is_narrow(self.window().width())
        self.horizontalHeader().setVisible(not self._shape.narrow)
        self.verticalHeader().setDefaultSectionSize(theme.length("row_two"))
        shown = []
        for place, column in enumerate(self._shape.columns):
            hide = self._shape.narrow and column.narrow != "keep"
            self.setColumnHidden(place, hide)
            if not hide:
                shown.append((place, column))
        free = max(0, self.viewport().width() - sum(theme.th(column.least) for _, column in shown))
        shares = sum(column.stretch for _, column in shown) or 1
        for place, column in shown:
            self.setColumnWidth(place, theme.th(column.least) + free * column.stretch // shares)

    def _speak(self, current: QModelIndex, previous: QModelIndex) -> None:
        if 0 <= current.row() < len(self._shape.rows):
            self.chosen.emit(self._shape.rows[current.row()].key)

    def _near_end(self, value: int) -> None:
        if value >= self.verticalScrollBar().maximum() - theme.length("row_two") * 5:
            self.more_wanted.emit()


def _lower_font(cell: Cell) -> QFont:
    return theme.font("strong" if cell.bottom_strong else "small", ids=cell.ids)


_TIMES = {"soon": "amber", "close": "amber", "urgent": "red", "overdue": "red", "running": "text", "prepare": "text"}
