"""Two bundled tones through whatever this system plays sound with; else the system's own beep.

The alarms and the locked window call it. It waits for nothing and fails in silence: a clock is never late because a
speaker is missing. Tones: resources/sounds/urgent.wav (a step was reached), overdue.wav (a release is due).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QApplication

import resources

if sys.platform == "win32":
    import winsound

TONES = ("urgent", "overdue")
_PLAYERS = (("afplay",), ("pw-play",), ("paplay",), ("aplay", "-q"))


class Sound:
    """`play(tone)`. which: finds a program; start: runs a command; beep: the last resort."""

    def __init__(
        self,
        which: Callable[[str], str | None] = shutil.which,
        start: Callable[[Sequence[str]], None] | None = None,
        beep: Callable[[], None] = QApplication.beep,
    ) -> None:
        self._which, self._start, self._beep = which, start or _start, beep

    def play(self, tone: str) -> None:
        """Play one of TONES, and return at once. KeyError-free: an unknown tone beeps."""
        file = resources.folder("sounds") / f"{tone}.wav"
        if not file.exists():
            self._beep()
        elif sys.platform == "win32":
            winsound.PlaySound(str(file), winsound.SND_FILENAME | winsound.SND_ASYNC)
        else:
            self._play_by_program(str(file))

    def _play_by_program(self, file: str) -> None:
        for program, *options in _PLAYERS:
            found = self._which(program)
            if found:
                with contextlib.suppress(OSError):
                    self._start((found, *options, file))
                    return
        self._beep()


def _start(command: Sequence[str]) -> None:
    """Run a player beside us, with the libraries of the system and not with those of the packaged program."""
    environment = dict(os.environ)
    if "LD_LIBRARY_PATH_ORIG" in environment:
        environment["LD_LIBRARY_PATH"] = environment["LD_LIBRARY_PATH_ORIG"]
    silent = subprocess.DEVNULL
    subprocess.Popen(command, env=environment, stdin=silent, stdout=silent, stderr=silent, start_new_session=True)
