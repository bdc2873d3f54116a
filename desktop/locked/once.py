"""Paints a window once, without a screen: the self-test's proof that Qt, fonts, icons and theme are all there.

Called by `__main__` for `--self-test` only. It opens no store and shows nothing to anybody.
"""

import os
import sys
from datetime import UTC, datetime

from PySide6.QtWidgets import QApplication

from desktop.domain.problems import World
from desktop.locked.state import LockedState
from desktop.locked.window import LockedWindow
from desktop.ui import theme

_LEAST = 50  # different colours: an empty or black picture has a few


def paint_once() -> str:
    """What was painted. Problem 500.4 where the picture is empty or the fonts are not there."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication(sys.argv[:1])
    fonts = theme.load_fonts()
    colours = {mode: _colours(application, mode) for mode in theme.MODES}
    if fonts == 0 or min(colours.values()) < _LEAST:
        raise World("500.4", f"fonts {fonts}, colours {colours}")
    return f"painted in {', '.join(colours)} with {fonts} fonts"


def _colours(application: QApplication, mode: str) -> int:
    theme.apply(application, mode, 100)
    window = LockedWindow()
    window.resize(1280, 800)
    window.show_state(LockedState(datetime.now(UTC), place="Self-test", training=True))
    window.show()
    application.processEvents()
    picture = window.grab().toImage()
    window.close()
    step = range(0, picture.width(), 3), range(0, picture.height(), 3)
    return len({picture.pixel(x, y) for x in step[0] for y in step[1]})
