"""A line that offers answers while a person types: PickField (an offence by law or code).

Views build it with a function that finds. The offers lie over the page below the line, take no focus and no window of
their own; free text stays free text until a person chooses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView
from typing_extensions import override

from desktop.ui import theme
from desktop.ui.widgets.boxes import surface
from desktop.ui.widgets.fields import LineField

SHOWN = 8
Offer = tuple[str, str, str]


class PickField(LineField):
    """find(text) -> (code, label, trailing) rows, best first. `code()` is the chosen one or "" for free text; signal
    `picked(code)`. Up, Down and Enter choose, Esc closes the offers; typing on makes it free text again.
    """

    picked = Signal(str)

    def __init__(
        self,
        label: str,
        find: Callable[[str], Sequence[Offer]],
        hint: str = "",
        *,
        icon: str = "search",
        beside: bool = False,
    ) -> None:
        super().__init__(label, hint, icon=icon, beside=beside)
        self._find = find
        self._rows: Sequence[Offer] = ()
        self._code = ""
        self.offers = QListView(self)
        self._model = QStringListModel(self)
        self._prepare(label)
        self.edit.textEdited.connect(self._offer)
        self.edit.installEventFilter(self)

    def code(self) -> str:
        """The code of the chosen answer, "" while it is free text."""
        return self._code

    def choose(self, code: str, label: str, trailing: str = "") -> None:
        """Put a known answer in."""
        self._code = code
        self.edit.set_trailing(trailing)
        self.set_text(label)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.offers.hide()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self.offers.isVisible():
            return self._key(Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _prepare(self, label: str) -> None:
        surface(self.offers, "popup")
        self.offers.setAccessibleName(f"{label}, offers")
        self.offers.setModel(self._model)
        self.offers.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.offers.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.offers.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.offers.setUniformItemSizes(True)
        self.offers.clicked.connect(lambda index: self._take(index.row()))
        self.offers.hide()

    def _offer(self, text: str) -> None:
        self._code = ""
        self.edit.set_trailing("")
        self._rows = self._find(text) if text.strip() else ()
        self._model.setStringList([f"{label}   {trailing}".rstrip() for _, label, trailing in self._rows])
        if self._rows:
            self._show_offers()
        else:
            self.offers.hide()

    def _show_offers(self) -> None:
        """Over the page, below the line, or above it where there is no room below."""
        window = self.window()
        self.offers.setParent(window)
        rows = min(len(self._rows), SHOWN)
        high = self.offers.sizeHintForRow(0) * rows + theme.th(0.7)
        below = self.edit.mapTo(window, QPoint(0, self.edit.height() + theme.th(0.15)))
        if below.y() + high > window.height():
            below = self.edit.mapTo(window, QPoint(0, -high - theme.th(0.15)))
        self.offers.setGeometry(below.x(), below.y(), self.edit.width(), high)
        self.offers.setCurrentIndex(self._model.index(0))
        self.offers.show()
        self.offers.raise_()

    def _key(self, key: Qt.Key) -> bool:
        here = self.offers.currentIndex().row()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            place = (here + (1 if key == Qt.Key.Key_Down else -1)) % len(self._rows)
            self.offers.setCurrentIndex(self._model.index(place))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(here)
        elif key == Qt.Key.Key_Escape:
            self.offers.hide()
        else:
            return False
        return True

    def _take(self, place: int) -> None:
        self.offers.hide()
        if 0 <= place < len(self._rows):
            code, label, trailing = self._rows[place]
            self.choose(code, label, trailing)
            self.picked.emit(code)
