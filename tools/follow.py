"""Follows what a program writes, and waits for what it does: for tests and tools that drive a whole program.

It only looks. Waiting is polling at a thousandth of a second with an end, so that nothing rests on a guessed delay.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO, TypeVar

T = TypeVar("T")
PATIENCE_S = 60.0
_STEP_S = 0.001


class NotSeen(Exception):
    """What was awaited did not come; the message says what."""


def until(look: Callable[[], T], what: str, patience_s: float = PATIENCE_S) -> T:
    """Looks until it sees something true, and answers with it. NotSeen after `patience_s` seconds."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(_STEP_S)
    raise NotSeen(f"not seen in {patience_s:.0f} s: {what}")


def let_pass(seconds: float) -> None:
    """Lets this much time pass, to the thousandth: the moment of a blow, or the beat of typing."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(left, 0.01))


class Log:
    """The lines of a log that were not read yet; it goes on when the log is put aside and begun anew."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None
        self._half = ""

    def lines(self) -> list[str]:
        """What was written since the last time, whole lines only."""
        found: list[str] = []
        while self._file is not None or self._open():
            text = self._half + (self._file.read() if self._file else "")
            *whole, self._half = text.split("\n")
            found += whole
            if not self._moved():
                break
        return found

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file, self._half = None, ""

    def _open(self) -> bool:
        if not self._path.exists():
            return False
        self._file = self._path.open(encoding="utf-8")
        return True

    def _moved(self) -> bool:
        """Whether the file now has another under its name; then the next look opens that one."""
        if self._file is None or not self._path.exists():
            return False
        if self._path.stat().st_ino == _inode(self._file):
            return False
        self.close()
        return True


def _inode(file: TextIO) -> int:
    return Path(f"/proc/self/fd/{file.fileno()}").stat().st_ino


class Events:
    """The events of a log, each given once; `seen` keeps all of them in order."""

    def __init__(self, path: Path) -> None:
        self._log = Log(path)
        self._next = 0
        self.seen: list[str] = []

    def await_one(self, pattern: str, patience_s: float = PATIENCE_S) -> str:
        """The next line that matches; those before it are passed over."""
        return until(lambda: self._find(pattern), pattern, patience_s)

    def skip(self) -> None:
        """Passes over everything that was written so far."""
        self.seen += self._log.lines()
        self._next = len(self.seen)

    def close(self) -> None:
        self._log.close()

    def _find(self, pattern: str) -> str:
        self.seen += self._log.lines()
        while self._next < len(self.seen):
            line = self.seen[self._next]
            self._next += 1
            if re.search(pattern, line):
                return line
        return ""
