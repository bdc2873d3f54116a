"""The content of the frame: one scrolling page per screen, its side panel at the right or below, and the way back.

main_window.py owns them. A page scrolls up and down only; a side panel stands beside head and content, and goes below
the content when the window is under 64 text heights wide.
"""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.frame.head import HeadBar
from desktop.ui.nav import Place
from desktop.ui.widgets import NoticeStack, Scroll, surface


class Page(Scroll):
    """One screen's view, with its side panel below it when the window is narrow."""

    def __init__(self, view: QWidget, side: QWidget | None) -> None:
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        super().__init__(self._inside)
        self.side = side
        theme.space(self._column, 0.9, (0, 0, 0, 0.9))
        self._column.addWidget(view, 1)
        self.setProperty("region", "content")
        if side is not None:
            side.setProperty("region", "side")

    def take_side(self) -> None:
        """The side panel stands below the view."""
        if self.side is not None:
            self._column.addWidget(self.side)
            self.side.show()


class Body(QWidget):
    """Head, notices and the pages, with the side panel at the right of all three."""

    def __init__(self) -> None:
        super().__init__()
        surface(self, "window")
        self.head = HeadBar()
        self.notices = NoticeStack()
        self.pages = QStackedWidget()
        self._right = QHBoxLayout()
        theme.space(self._right, 0)
        left = QVBoxLayout()
        theme.space(left, 0.6)
        left.addWidget(self.head)
        left.addWidget(self.notices)
        left.addWidget(self.pages, 1)
        row = QHBoxLayout(self)
        theme.space(row, 0.9, (1.2, 0.9, 1.2, 0))
        row.addLayout(left, 19)
        row.addLayout(self._right)
        self._row = row
        self._narrow = False

    def add(self, page: Page) -> None:
        """One more page."""
        self.pages.addWidget(page)
        if page.side is not None:
            page.side.hide()

    def show_page(self, page: Page) -> None:
        """Bring a page to the front, with its side panel."""
        current = self.pages.currentWidget()
        if isinstance(current, Page) and current is not page and current.side is not None:
            current.side.hide()
        self.pages.setCurrentWidget(page)
        self._place(page)

    def set_narrow(self, narrow: bool) -> None:
        """Side panels below (narrow) or at the right."""
        if narrow != self._narrow:
            self._narrow = narrow
            current = self.pages.currentWidget()
            if isinstance(current, Page):
                self._place(current)

    def _place(self, page: Page) -> None:
        side = page.side
        beside = side is not None and not self._narrow
        self._row.setStretch(1, 6 if beside else 0)
        if side is None:
            return
        if self._narrow:
            page.take_side()
        else:
            self._right.addWidget(side)
            theme.space(self._right, 0, (0, 0, 0, 0.9))
            side.show()


class History:
    """Where a person was: back and forward, as in a browser. The newest 50 places are kept."""

    KEPT = 50

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._here = -1

    def visit(self, place: Place) -> None:
        """A new place; what lay ahead is forgotten. The same place again is no visit."""
        if self._here >= 0 and self._places[self._here] == place:
            return
        self._places = [*self._places[: self._here + 1], place][-self.KEPT :]
        self._here = len(self._places) - 1

    def step(self, move: int) -> Place | None:
        """Back (-1) or forward (1); None at the end."""
        if not 0 <= self._here + move < len(self._places):
            return None
        self._here += move
        return self._places[self._here]

    def here(self) -> Place | None:
        """The place in front, or None before the first."""
        return self._places[self._here] if self._here >= 0 else None
