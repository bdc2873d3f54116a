"""Which control Tab reaches first or next below a widget. The drawer and F6 ask it; it moves nothing by itself."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QRadioButton, QTableView, QWidget


def takes_focus(widget: QWidget) -> bool:
    """Whether Tab stops here now."""
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isVisible() and widget.isEnabled()


def controls(within: QWidget) -> list[QWidget]:
    """The controls below a widget in the order of Tab."""
    found: list[QWidget] = []
    step = within.nextInFocusChain()
    while step is not None and step is not within:
        if within.isAncestorOf(step) and takes_focus(step) and step.focusProxy() is None:
            found.append(step)
        step = step.nextInFocusChain()
    return found


def first(within: QWidget) -> QWidget | None:
    """Where a screen begins: its list, or its first empty field; else its first control; None when it has none."""
    found = controls(within)
    starts = [one for one in found if isinstance(one, QTableView) or _is_empty_field(one)]
    return next(iter(starts or found), None)


def _is_empty_field(widget: QWidget) -> bool:
    if isinstance(widget, QLineEdit):
        return not widget.text() and not widget.isReadOnly()
    if isinstance(widget, QPlainTextEdit):
        return not widget.toPlainText() and not widget.isReadOnly()
    return isinstance(widget, QRadioButton) and not _answered(widget)


def _answered(choice: QRadioButton) -> bool:
    group = choice.group()
    return choice.isChecked() or group.checkedButton() is not None
