"""Quiet lines above the content, gone with their cause: NoticeLine and NoticeStack.

The frame owns the stack; presenters put lines in by a key and take them out by the same key. Never a modal box.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.widgets.boxes import surface
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.labels import IconText, reveal

_KINDS = {
    "quiet": ("tint", "info", "body"),
    "amber": ("amberbox", "circle-alert", "amber"),
    "problem": ("amberbox", "circle-alert", "amber"),
    "red": ("red", "door-open", "onred"),
}


class NoticeLine(QFrame):
    """One line: icon, words, at most one act, and a way to put it aside.

    kind: quiet, amber, problem (a failure; says what, what is safe, what to do, number), red (release due only).
    Signals `acted()`, `closed()`.
    """

    acted = Signal()
    closed = Signal()

    def __init__(self, text: str, kind: str = "quiet", *, act: str = "", icon: str = "", closes: bool = True) -> None:
        super().__init__()
        look, sign, role = _KINDS[kind]
        surface(self, look)
        self.setAccessibleName(text)
        self.words = IconText(icon or sign, text, role, measure=80)
        row = QHBoxLayout(self)
        theme.space(row, 0.75, (0.75, 0.35, 0.5, 0.35))
        row.addWidget(self.words, 1, Qt.AlignmentFlag.AlignVCenter)
        if act:
            self.act = Button(act, kind="due" if kind == "red" else "quiet")
            self.act.clicked.connect(self.acted)
            row.addWidget(self.act, 0, Qt.AlignmentFlag.AlignVCenter)
        if closes:
            self.aside = Button("Hide", kind="due_edge" if kind == "red" else "plain", name=f"Hide: {text}")
            self.aside.clicked.connect(self.closed)
            row.addWidget(self.aside, 0, Qt.AlignmentFlag.AlignVCenter)


class NoticeStack(QWidget):
    """Notices below each other, one per key, each announced once to a screen reader.

    `put(key, line)` replaces, `drop(key)` takes away, `texts()` are their words.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[str, NoticeLine] = {}
        self._column = QVBoxLayout(self)
        theme.space(self._column, 0.4)
        self.setAccessibleName("Notices")
        self.hide()

    def put(self, key: str, line: NoticeLine) -> None:
        """Show a line under its key, in the place of an earlier one."""
        self.drop(key)
        self._lines[key] = line
        line.closed.connect(lambda: self.drop(key))
        self._column.addWidget(line)
        reveal(self, True)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, line.accessibleName()))

    def drop(self, key: str) -> None:
        """Take the line of a key away; nothing when there is none."""
        line = self._lines.pop(key, None)
        if line is not None:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        reveal(self, bool(self._lines))

    def texts(self) -> tuple[str, ...]:
        """The words of all lines, oldest first."""
        return tuple(line.accessibleName() for line in self._lines.values())
