"""Which control Tab reaches first or next below a widget.

The window, the drawer and F6 ask it. The order is that of the layouts: parts of a screen are made anew while it is
shown, and Qt's own chain puts what is new last.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QTableView,
    QWidget,
)


def takes_focus(widget: QWidget) -> bool:
    """Whether Tab stops here now."""
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isVisible() and widget.isEnabled()


def controls(within: QWidget) -> list[QWidget]:
    """The controls below a widget in the order of Tab: as they stand in their layouts, whenever they were made.

    Of answers that exclude each other Tab stops at the chosen one, or at the first while none is.
    """
    found = [w for w in _in_order(within) if takes_focus(w) and w.focusProxy() is None]
    return [w for w in found if not isinstance(w, QRadioButton) or _is_stop(w)]


def step(within: QWidget, *, forward: bool) -> bool:
    """Move the focus to the next or previous control below a widget, round and round; False when there is none."""
    found = controls(within)
    if not found:
        return False
    here = QApplication.focusWidget()
    at = next((place for place, one in enumerate(found) if one is here), -1)
    if at < 0 and isinstance(here, QRadioButton):
        at = next((place for place, one in enumerate(found) if _same_group(one, here)), -1)
    move = 1 if forward else -1
    target = found[(at + move) % len(found)] if at >= 0 else found[0 if forward else -1]
    target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    return True


def _in_order(widget: QWidget) -> Iterator[QWidget]:
    """Everything below a widget, by its layouts, then what stands in none."""
    seen: set[int] = set()
    for child in (*_laid_out(widget.layout()), *widget.children()):
        if isinstance(child, QWidget) and not child.isWindow() and id(child) not in seen:
            seen.add(id(child))
            yield child
            yield from _in_order(child)


def _laid_out(layout: QLayout | None) -> Iterator[QWidget]:
    for place in range(layout.count() if layout is not None else 0):
        item = layout.itemAt(place) if layout is not None else None
        if item is None:
            continue
        inner, widget = item.layout(), item.widget()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)


def _is_stop(choice: QRadioButton) -> bool:
    """Whether this answer is the one of its group at which Tab stops."""
    group = choice.group()
    if not isinstance(group, QButtonGroup):
        return True
    chosen = group.checkedButton()
    stop = chosen if chosen is not None else next((b for b in group.buttons() if b.isVisible()), None)
    return stop is choice


def _same_group(one: QWidget, other: QRadioButton) -> bool:
    return isinstance(one, QRadioButton) and isinstance(one.group(), QButtonGroup) and one.group() is other.group()


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
