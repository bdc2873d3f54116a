"""Where a person is in the window, so that a frame made anew stands there again.

app.py takes a `Stay` before it replaces the frame (another role, another place) and gives it to the new one: the same
screen and case, the focus in the same field with its caret. What was typed comes back as a draft, which the old frame
saved; nothing here reads or writes a case.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from desktop.ui.main_window import MainWindow
from desktop.ui.nav import Place
from desktop.ui.tasks import Tasks

_HOPS = 3  # a form reads its case, then its draft: the focus is set after both have been drawn


@dataclass(frozen=True, slots=True)
class Stay:
    """place: the screen in front. control: the name of what has the focus, "" for none. caret: its place in it."""

    place: Place
    control: str = ""
    caret: int = 0


def stay(main: MainWindow) -> Stay:
    """Where the person is now; after `main.leave()` and its saves, so that a form knows its draft."""
    focus = QApplication.focusWidget()
    if focus is None or not main.isAncestorOf(focus):
        return Stay(main.here())
    return Stay(main.here(), _name(focus), _caret(focus))


def resume(main: MainWindow, tasks: Tasks, before: Stay, screens: Collection[str]) -> bool:
    """Stand there again; False where this role has no such screen."""
    if before.place.screen not in screens:
        return False
    main.open(before.place)
    _focus(main, tasks, before, _HOPS)
    return True


def _focus(main: MainWindow, tasks: Tasks, before: Stay, hops: int) -> None:
    if hops:
        tasks.read(_nothing, lambda _: _focus(main, tasks, before, hops - 1))
        return
    found = [w for w in main.findChildren(QWidget) if before.control and _name(w) == before.control and w.isVisible()]
    if found:
        found[0].setFocus(Qt.FocusReason.OtherFocusReason)
        _set_caret(found[0], before.caret)


def _nothing(_: object) -> None:
    """A read that only waits for those before it."""


def _name(widget: QWidget) -> str:
    return widget.objectName() or widget.accessibleName()


def _caret(widget: QWidget) -> int:
    if isinstance(widget, QLineEdit):
        return widget.cursorPosition()
    return widget.textCursor().position() if isinstance(widget, QPlainTextEdit) else 0


def _set_caret(widget: QWidget, caret: int) -> None:
    if isinstance(widget, QLineEdit):
        widget.setCursorPosition(caret)
    elif isinstance(widget, QPlainTextEdit):
        cursor = widget.textCursor()
        cursor.setPosition(min(caret, len(widget.toPlainText())))
        widget.setTextCursor(cursor)
