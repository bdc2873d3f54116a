"""A part of a screen that scrolls by itself where the window is wide, and stands open in full where it is narrow.

Under 64 text heights of width the page scrolls as one; a box that scrolls within it would hide half of what it holds.
"""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.ui import theme
from desktop.ui.widgets import Scroll


class Pane(Scroll):
    """Scrolls up and down, or is as high as its content."""

    def __init__(self, content: QWidget) -> None:
        super().__init__(content)
        content.installEventFilter(self)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        taken = super().eventFilter(watched, event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit()
        return taken

    def _fit(self) -> None:
        content = self.widget()
        if content is None:
            return
        wanted = 0
        if theme.is_narrow(self.window().width()):
            width = self.viewport().width()
            wanted = content.heightForWidth(width) if content.hasHeightForWidth() else content.sizeHint().height()
        if wanted != self.minimumHeight():
            self.setMinimumHeight(wanted)
