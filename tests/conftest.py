"""What every test gets: a display that needs no screen, and a log that must stay quiet.

An unexpected line at warning level or above fails the test that caused it: silence is a pass.
"""

import logging
import os
from collections.abc import Iterator

import pytest
from typing_extensions import override

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


class Listener(logging.Handler):
    """Keeps the lines that nobody announced."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def quiet_log(request: pytest.FixtureRequest) -> Iterator[Listener]:
    """A line of ours at warning or above is a failure, unless the test bears the mark `loud`."""
    listener = Listener()
    log = logging.getLogger("fieldcase")
    log.addHandler(listener)
    yield listener
    log.removeHandler(listener)
    if not request.node.get_closest_marker("loud"):
        assert listener.lines == []
