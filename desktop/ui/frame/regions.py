"""F6: from region to region of a window, in the order top, rail, head, content, side, drawer, status.

A region is a widget with the property "region". An open drawer keeps F6 within itself, as the rest lies under the veil.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.widgets import focus

ORDER = ("top", "rail", "head", "content", "side", "drawer", "status")


def walk(window: QWidget, step: int) -> str:
    """Focus the next (1) or previous (-1) region that can take it; the region's name, or "" where there is none."""
    found = shown(window)
    if not found:
        return ""
    here = of(QApplication.focusWidget(), window)
    places = [place for place, region in enumerate(found) if region is here]
    start = places[0] if places else (-1 if step > 0 else 0)
    for move in range(1, len(found) + 1):
        region = found[(start + step * move) % len(found)]
        if enter(region):
            return str(region.property("region"))
    return ""


def shown(window: QWidget) -> list[QWidget]:
    """The regions that can be seen now, in order; only the drawer while it is open."""
    regions = [one for one in window.findChildren(QWidget) if one.property("region") and one.isVisibleTo(window)]
    drawers = [one for one in regions if one.property("region") == "drawer"]
    if drawers:
        return drawers
    return sorted(regions, key=lambda one: ORDER.index(str(one.property("region"))))


def of(widget: QWidget | None, window: QWidget) -> QWidget | None:
    """The region a widget is in."""
    while widget is not None and widget is not window:
        if widget.property("region"):
            return widget
        widget = widget.parentWidget()
    return None


def enter(region: QWidget) -> bool:
    """Focus the first control of a region, in the rail the screen in front; False when nothing in it takes focus."""
    checked = [one for one in focus.controls(region) if one.property("checked") is True]
    start = checked[0] if checked and region.property("region") == "rail" else focus.first(region)
    if start is not None:
        start.setFocus(Qt.FocusReason.ShortcutFocusReason)
    return start is not None
