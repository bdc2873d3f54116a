"""A bare PySide6 window: what `start` and `memory` measure the client against, packaged with the same build.spec.

It shows a window of the client's size with one line of text, writes the time of its first paint to the file named by
BARE_PAINTED, and stays until it is ended. It imports nothing of the product.
"""

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

if TYPE_CHECKING:
    from typing_extensions import override
else:

    def override(method):
        """The bare window loads nothing that it does not need."""
        return method


class _Painted(QObject):
    """Hears of the first paint, and writes down when it was done."""

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, _say)
        return False


def _say() -> None:
    Path(os.environ["BARE_PAINTED"]).write_text(str(time.time()), encoding="ascii")


def main() -> int:
    """Shows it."""
    application = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.setWindowTitle("Bare window")
    window.resize(1280, 800)
    label = QLabel("A bare window")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    window.setCentralWidget(label)
    label.installEventFilter(_Painted(window))
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
