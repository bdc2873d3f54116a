"""One person at the real program: screen, client (guard and window), endpoint. Keys in, log lines out.

The plays of this folder use it, inside `tools/headless.sh`. It presses, kills and starts again; it judges nothing.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tools.follow import Events, NotSeen, let_pass, until
from tools.screen import VirtualScreen

PYTHON = sys.executable
FIELDS = {
    "contact_reason": ("1", "Return"),
    "call_for_service": ("n", "Return"),
    "offence": (*"speeding", "Return", "Return"),
    "role": ("1", "Return"),
    "place_type": ("1", "Return"),
}
"""The fields of the form before *Where*, in order, and the keys that fill each and go on to the next."""
_BEAT_S = 0.02


@dataclass(frozen=True, slots=True)
class Key:
    """A letter, and the moment (monotonic) before it was pressed."""

    letter: str
    at: float


class Endpoint:
    """The reference endpoint over a training agency made on the spot."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run([PYTHON, "-m", "endpoint", "init", "--training", str(folder)], check=True)
        self.start()

    def start(self) -> None:
        command = [PYTHON, "-m", "endpoint", "serve", str(self.folder)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        said = self._process.stdout.readline() if self._process.stdout else ""
        if not said.startswith("ready"):
            raise NotSeen("the endpoint did not start")

    def hang(self) -> None:
        """It answers nothing until it may go on."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        self.go_on()
        self._process.terminate()
        self._process.wait(20)
        if self._process.stdout:
            self._process.stdout.close()


class Seat:
    """The client on its screen. `window` is the process id of the window now."""

    def __init__(self, store: Path, slip: Path) -> None:
        self.store = store
        store.mkdir()
        given = json.loads(slip.read_text())
        self.badge, self.passphrase = str(given["badge"]), str(given["passphrase"])
        self.screen = VirtualScreen("1600x1000")
        self._told = 0
        self.log = Events(store / "log" / "fieldcase.log")
        self._start("--slip", str(slip))

    def enrol(self) -> None:
        """The first run, with Return through its steps, until the authority is there."""
        self.log.await_one(r"window\.first_run_shown")
        self.screen.focus()
        for event in (r"enrol\.answered", r"enrol\.words same", r"screen\.shown worklist"):
            until(partial(self._return_brings, event), event, 60)
        self.log.await_one(r"authorization_issued")

    def sign_in(self) -> None:
        """From the locked window to the worklist."""
        self.give_passphrase()
        self.unlocked()

    def give_passphrase(self) -> None:
        self.log.await_one(r"window\.locked_shown")
        self.screen.focus()
        self.screen.type(self.badge)
        self.screen.keys("Tab")
        self.screen.type(self.passphrase)
        self.screen.keys("Return")

    def unlocked(self) -> None:
        self.log.await_one(r"window\.unlocked")
        self.log.await_one(r"screen\.shown worklist")

    def new_encounter(self) -> None:
        """An empty form."""
        self.screen.keys("ctrl+n")
        self.log.await_one(r"screen\.shown encounter")

    def fill(self, there: Collection[str] = ()) -> None:
        """What is missing of a form, from the field that has the focus to *Where*, at the pace of a quick hand."""
        for key in (key for name, keys in FIELDS.items() if name not in there for key in keys):
            self.screen.keys(key)
            let_pass(_BEAT_S)

    def type_on(self, text: str, beat_s: float, until_at: float) -> list[Key]:
        """Letter by letter until the moment has come; what was pressed and when."""
        pressed = []
        for letter in text:
            if time.monotonic() >= until_at:
                break
            pressed.append(Key(letter, time.monotonic()))
            self.screen.type(letter)
            let_pass(beat_s)
        return pressed

    def save(self) -> float:
        """Ctrl+Enter; the moment it was pressed."""
        at = time.monotonic()
        self.screen.keys("ctrl+Return")
        return at

    def save_well(self) -> float:
        """Ctrl+Enter until the log says that it is saved; the moment of the press that did it."""
        for _ in range(3):
            at = self.save()
            with contextlib.suppress(NotSeen):
                self.log.await_one(r"entry\.committed", patience_s=5)
                return at
        raise NotSeen("the form cannot be saved")

    def news(self) -> list[str]:
        """The lines of the log since the last time this was asked."""
        self.log.skip()
        fresh, self._told = self.log.seen[self._told :], len(self.log.seen)
        return fresh

    def kill_window(self) -> float:
        """SIGKILL of the window; the guard brings a locked one. The moment of the blow."""
        pid, at = self.window, time.monotonic()
        os.kill(pid, signal.SIGKILL)
        until(lambda: not _alive(pid), "the window is dead")
        return at

    def kill_all(self) -> float:
        """SIGKILL of guard and window at once, as when the power goes."""
        pids, at = [self._guard.pid, self.window], time.monotonic()
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        self._guard.wait()
        until(lambda: not _alive(pids[1]), "the window is dead")
        return at

    def start_again(self) -> None:
        self._start()

    @property
    def window(self) -> int:
        children = Path(f"/proc/{self._guard.pid}/task/{self._guard.pid}/children")
        return int(until(lambda: children.read_text().split(), "a window process")[0])

    def quit(self) -> None:
        """As a log-out would end it."""
        self._guard.terminate()
        self._guard.wait(30)

    def close(self) -> None:
        """The end, however it stands."""
        if self._guard.poll() is None:
            os.killpg(self._guard.pid, signal.SIGKILL)
            self._guard.wait()
        self.log.close()
        self.screen.close()

    def _start(self, *more: str) -> None:
        command = [PYTHON, "-m", "desktop", "--store", str(self.store), *more]
        self._guard = subprocess.Popen(command, env=self.screen.env, start_new_session=True)

    def _return_brings(self, event: str) -> bool:
        """One step more, by Return; whether that event then came."""
        self.screen.keys("Return")
        try:
            self.log.await_one(event, patience_s=1.0)
        except NotSeen:
            return False
        return True


def _alive(pid: int) -> bool:
    """False once it is gone, or dead and only waiting to be asked for."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"
