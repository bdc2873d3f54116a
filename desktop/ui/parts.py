"""Parts of views that change with the state: built anew only when what they show is other than before.

Views use it for lists of facts, evidence and acts. Focus comes back to the control of the same name, and nothing that
holds typed text stands in one.
"""

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLayout, QWidget

from desktop.ui.reasons import Blocked
from desktop.ui.widgets import Icon, IconText, KeyCap, Label, column, row


class Parts(QWidget):
    """A column. `show_parts(key, make)`: make the widgets anew if the key differs from the last one."""

    def __init__(self, gap: float = 0.5) -> None:
        super().__init__()
        self.hide()
        self._column = column(gap=gap)
        self.setLayout(self._column)
        self._key: object = None

    def show_parts(self, key: object, make: Callable[[], Iterable[QWidget]]) -> None:
        """Show what `make` makes; nothing happens while the key is the same."""
        if key == self._key:
            return
        self._key = key
        focused = self._focused()
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for widget in make():
            self._column.addWidget(widget)
        self.setVisible(self._column.count() > 0)
        if focused:
            self._refocus(focused)

    def _focused(self) -> str:
        widget = QApplication.focusWidget()
        return widget.objectName() if widget is not None and self.isAncestorOf(widget) else ""

    def _refocus(self, name: str) -> None:
        found = [w for w in self.findChildren(QWidget, name) if not w.isHidden()]
        if found:
            found[-1].setFocus()


def section(title: str) -> Label:
    """A heading within a card."""
    return Label(title, "section")


def held(layout: QLayout) -> QWidget:
    """A widget that holds a layout."""
    widget = QWidget()
    widget.setLayout(layout)
    return widget


def icon_words(icon: str, title: str, text: str, *, title_role: str = "strong", text_role: str = "small") -> QWidget:
    """An icon beside a title with smaller words under it; a text of "" leaves one line."""
    lines = column(Label(title, title_role), gap=0.05)
    if text:
        lines.addWidget(Label(text, text_role))
    layout = row(gap=0.5)
    layout.addWidget(Icon(icon), 0, Qt.AlignmentFlag.AlignTop)
    layout.addLayout(lines, 1)
    widget = held(layout)
    widget.setAccessibleName(f"{title}. {text}".strip())
    return widget


def blocked_line(item: Blocked) -> QWidget:
    """One blocked act: lock, act, reason."""
    widget = icon_words("lock", item.label, item.reason)
    widget.setAccessibleName(f"{item.label}. Blocked: {item.reason}")
    return widget


def why_lines(blocked: Iterable[Blocked], passed: int, act: QWidget | None = None) -> Iterator[QWidget]:
    """Why can't I: each blocked act with its reason, how many checks passed, and a button beside it."""
    yield held(row(Label("Why can’t I", "section"), None, KeyCap("F7")))
    for item in blocked:
        yield blocked_line(item)
    yield held(row(IconText("check", f"{passed} checks passed", "mutedbody"), act, None, gap=0.2))
