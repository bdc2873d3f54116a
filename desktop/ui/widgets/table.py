"""Rows of two lines: DataTable and its model; table_paint.py draws it.

Lists of cases, reviews, clocks and entries use it. It shows rows in the order given and never sorts, filters or moves
them; the chosen row stays chosen by its key. No words are cut: where they do not fit side by side, columns merge.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView
from typing_extensions import override

from desktop.ui import theme
from desktop.ui.widgets import paint
from desktop.ui.widgets.table_paint import (
    MERGED,
    STACKED,
    WIDE,
    Cell,
    Column,
    Delegate,
    Index,
    Row,
    Shape,
    height,
    natural,
)

__all__ = ["Cell", "Column", "DataTable", "Row"]

_NOWHERE = QModelIndex()


class _Model(QAbstractTableModel):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self._shape = shape

    def replace(self, rows: Sequence[Row]) -> None:
        """Other rows."""
        self.beginResetModel()
        self._shape.take(rows)
        self.endResetModel()

    def append(self, rows: Sequence[Row]) -> None:
        """More rows below."""
        have = len(self._shape.rows)
        self.beginInsertRows(QModelIndex(), have, have + len(rows) - 1)
        self._shape.take((*self._shape.rows, *rows))
        self.endInsertRows()

    @override
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shape.rows)

    @override
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shape.columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
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
        self._shape = Shape(tuple(columns))
        self._rows = _Model(self._shape)
        self._painter = Delegate(self._shape)
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
        self._fit()

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
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.currentIndex().isValid():
            painter = paint.begin(self.viewport())
            row = self.visualRect(self.currentIndex())
            paint.focus(painter, QRect(0, row.top(), self.viewport().width(), row.height()))
            painter.end()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def sizeHint(self) -> QSize:
        head = self.horizontalHeader().sizeHint().height() if self._shape.way == WIDE else 0
        return QSize(theme.th(30), head + height(self._shape) * len(self._shape.rows) + 2)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.th(12), min(self.sizeHint().height(), height(self._shape) * 3))

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
        """Take the first way in which all words fit, and part the free width among its columns."""
        room = self.viewport().width()
        ways = (MERGED, STACKED) if theme.is_narrow(self.window().width()) else (WIDE, MERGED, STACKED)
        for way in ways:
            self._shape.way = way
            widths = {at: natural(self._shape, at) for at in self._shape.shown()}
            if sum(widths.values()) <= room:
                break
        self.horizontalHeader().setVisible(self._shape.way == WIDE)
        self.verticalHeader().setDefaultSectionSize(height(self._shape))
        self._part(widths, room)
        self.updateGeometry()

    def _part(self, widths: dict[int, int], room: int) -> None:
        free = max(0, room - sum(widths.values()))
        shares = sum(self._shape.columns[at].stretch for at in widths) or 1
        for at, column in enumerate(self._shape.columns):
            self.setColumnHidden(at, at not in widths)
            if self._shape.way == STACKED and at == 0:
                self.setColumnWidth(0, room)
            elif at in widths:
                self.setColumnWidth(at, widths[at] + free * column.stretch // shares)

    def _speak(self, current: QModelIndex, previous: QModelIndex) -> None:
        if 0 <= current.row() < len(self._shape.rows):
            self.chosen.emit(self._shape.rows[current.row()].key)

    def _near_end(self, value: int) -> None:
        if value >= self.verticalScrollBar().maximum() - height(self._shape) * 5:
            self.more_wanted.emit()
