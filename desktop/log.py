"""The product's own log: one line for each event, `log/fieldcase.log` in the store's folder.

`app.py` and the commands start it; every part writes to it through `logging.getLogger("fieldcase.<area>")`. A line is
a time, an event code, ids and counts: never content, never a name, never what was typed (S-71). A control character in
a line is written as its number, so that no line can be forged. It is never sent anywhere.
"""

import logging
import sys
import time
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from typing_extensions import override

ROOT = "fieldcase"
_BYTES, _KEPT = 1 << 20, 3


class _Line(logging.Formatter):
    """2026-11-24T15:00:00.123Z INFO act.committed decision_recorded 0190..."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever the message holds; a traceback is told by places alone."""
        at = self.formatTime(record, "%Y-%m-%dT%H:%M:%S")
        text = f"{at}.{int(record.msecs):03d}Z {record.levelname} {record.getMessage()}"
        return "".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in text)


def start(folder: Path) -> None:
    """Begins to write in this folder. A disk that takes no line costs the line, never the program."""
    where = folder / "log"
    try:
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            where / "fieldcase.log", maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8"
        )
    except OSError:
        handler = logging.NullHandler()
    line = _Line()
    line.converter = time.gmtime
    handler.setFormatter(line)
    root = logging.getLogger(ROOT)
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    root.propagate = False
    logging.raiseExceptions = False


def places(fault: BaseException) -> str:
    """Where it broke, innermost first: `KeyError at store.py:120 < tasks.py:44`. No message, no value (S-25)."""
    frames = reversed(traceback.extract_tb(fault.__traceback__)[-4:])
    return f"{type(fault).__name__} at " + " < ".join(f"{Path(each.filename).name}:{each.lineno}" for each in frames)


def crash(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """For `sys.excepthook`: the line of a bug of ours. The caller ends the process."""
    line = f"window.crashed {places(fault.with_traceback(trace))}"
    logging.getLogger("fieldcase.window").critical(line)
    print(f"Fieldcase ended by a fault of its own: {kind.__name__}. What was saved is safe.", file=sys.stderr)
