"""Questions open at the right: Drawer and DrawerPage. Never a modal box.

The frame owns one Drawer; ui/drawers/* are DrawerPages. Esc, *Close* or a press beside it closes it and keeps the
draft; the focus goes back to where it was. It never asks "Save changes?".
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.ui import theme
from desktop.ui.widgets import focus
from desktop.ui.widgets.boxes import Scroll, surface
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.labels import Icon, Label


class DrawerPage(QWidget):
    """What stands in a drawer. Fill `body` (a column) and `acts` (buttons at the lower right, primary last).

    `set_head(title, subtitle, icon)` names it. `close_me` asks the drawer to close. `opened()` is called when it is
    shown: give focus to the first field there; `closing()` when it goes. `act(verb)` gets keys of shortcuts.py
    ("primary", "save_draft", "find"): True when it took it.
    """

    close_me = Signal()
    head_changed = Signal()

    def __init__(self, title: str = "", subtitle: str = "", icon: str = "") -> None:
        super().__init__()
        self.title, self.subtitle, self.icon = title, subtitle, icon
        self.body = QVBoxLayout(self)
        theme.space(self.body, 0.6, (0, 0, 0.1, 0))
        self.acts: list[QWidget] = []

    def set_head(self, title: str, subtitle: str = "", icon: str = "") -> None:
        """Change the words at the top."""
        self.title, self.subtitle, self.icon = title, subtitle, icon or self.icon
        self.head_changed.emit()

    def opened(self) -> None:
        """Shown now. The concrete page gives focus to its first field."""

    def closing(self) -> None:
        """About to go. The concrete page keeps its draft."""

    def act(self, verb: str) -> bool:
        """A key of the frame, while this page is open."""
        return False


class Drawer(QWidget):
    """The place at the right where pages stand, with the veil over the rest. `open(page)`, `close_page()`, `page()`.

    Signal `shut()` after it closed. Width: up to 36 text heights, never more than the window.
    """

    shut = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._page: DrawerPage | None = None
        self._back: QWidget | None = None
        self._top = 0
        self._box = QFrame(self)
        surface(self._box, "drawer")
        self._box.setProperty("region", "drawer")
        self._icon, self._title, self._subtitle = Icon("", "text", 1.35), Label("", "title"), Label("", "text2")
        self._close = Button("Close", key="Esc")
        self._close.setObjectName("drawer.close")
        self._close.clicked.connect(self.close_page)
        self._content = QVBoxLayout()
        self._foot = QHBoxLayout()
        self._build()
        window.installEventFilter(self)
        self.hide()

    def open(self, page: DrawerPage) -> None:
        """Show a page; one already open closes first, and the place to return to stays."""
        back = self._back if self._page is not None else QApplication.focusWidget()
        self.close_page(quiet=True)
        self._page, self._back = page, back
        page.head_changed.connect(self._head)
        page.close_me.connect(self.close_page)
        self._content.addWidget(page)
        page.show()
        for act in page.acts:
            self._foot.addWidget(act)
            act.show()
        self._head()
        self._fit()
        self.show()
        self.raise_()
        page.opened()
        held = QApplication.focusWidget()
        if held is None or not self.isAncestorOf(held):
            (focus.first(page) or self._close).setFocus(Qt.FocusReason.OtherFocusReason)

    def close_page(self, *, quiet: bool = False) -> None:
        """Close; the page keeps its draft, the focus goes back. quiet: another page follows at once."""
        page, self._page = self._page, None
        if page is None:
            return
        page.closing()
        page.head_changed.disconnect(self._head)
        page.close_me.disconnect(self.close_page)
        self._content.removeWidget(page)
        for part in (page, *page.acts):
            self._foot.removeWidget(part)
            part.hide()
        if not quiet:
            self.hide()
            self._return()
            self.shut.emit()

    def page(self) -> DrawerPage | None:
        """The open page, or None."""
        return self._page

    def set_top(self, pixels: int) -> None:
        """Where it begins: below the training band."""
        self._top = pixels
        self._fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_page()
        else:
            super().keyPressEvent(event)

    @override
    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab stays within the drawer while it is open."""
        found = focus.controls(self._box)
        here = QApplication.focusWidget()
        if here not in found:
            return super().focusNextPrevChild(next)
        step = 1 if next else -1
        found[(found.index(here) + step) % len(found)].setFocus(
            Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        )
        return True

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._box.geometry().contains(event.position().toPoint()):
            self.close_page()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("veil"))
        painter.end()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        head = QHBoxLayout()
        theme.space(head, 0.6)
        head.addWidget(self._icon)
        head.addWidget(self._title, 1)
        theme.space(self._content, 0)
        theme.space(self._foot, 0.5)
        self._foot.addWidget(self._close)
        self._foot.addStretch(1)
        inside = QWidget()
        inside.setLayout(self._content)
        column = QVBoxLayout(self._box)
        theme.space(column, 0.5, (1.4, 1.1, 1.4, 1.1))
        column.addLayout(head)
        column.addWidget(self._subtitle)
        column.addWidget(Scroll(inside), 1)
        column.addLayout(self._foot)

    def _head(self) -> None:
        if self._page is not None:
            self._title.say(self._page.title)
            self._subtitle.say(self._page.subtitle)
            self._subtitle.setVisible(bool(self._page.subtitle))
            self._icon.show_icon(self._page.icon, "text")
            self._icon.setVisible(bool(self._page.icon))
            self._box.setAccessibleName(f"{self._page.title}. {self._page.subtitle}")

    def _fit(self) -> None:
        window = self.window()
        self.setGeometry(QRect(0, self._top, window.width(), window.height() - self._top))
        width = min(theme.th(36), self.width())
        self._box.setGeometry(self.width() - width, 0, width, self.height())

    def _return(self) -> None:
        if self._back is not None and self._back.isVisible():
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)
        self._back = None
