"""A virtual screen with one real client on it, driven by real keys and looked at through real pictures.

The demo uses one for each desk. Keys go through the X server, as from a keyboard; what happened is read from the
client's own log of event codes and ids. It never reaches into the client.
"""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

PATIENCE_S = 40


class DeskFailed(Exception):
    """The client did not do what a person would have seen it do; the message says what was awaited."""


class VirtualScreen:
    """One X server without a monitor. `env` is what a program needs to appear on it."""

    def __init__(self, size: str = "1440x900") -> None:
        self._size = size
        read, write = os.pipe()
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp"]
        self._server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise DeskFailed("Xvfb did not start")
        self.env = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}

    def keys(self, *names: str) -> None:
        """Presses the keys one after the other: "ctrl+n", "Tab", "1"."""
        self._xdotool("key", "--delay", "12", *names)

    def type(self, text: str) -> None:
        self._xdotool("type", "--delay", "6", text)

    def focus(self) -> None:
        """Gives the keyboard to the client's window: there is no window manager here to do it."""
        self._xdotool("search", "--sync", "--onlyvisible", "--name", "Fieldcase", "windowfocus", "--sync")

    def fill(self) -> None:
        """The client's window at the upper left corner, as large as the screen."""
        self.focus()
        here = ("search", "--onlyvisible", "--name", "Fieldcase", "windowmove", "0", "0")
        self._xdotool(*here, "windowsize", *self._size.split("x"))

    def picture(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "tools.picture", str(path)], env=self.env, check=True, timeout=PATIENCE_S)

    def close(self) -> None:
        self._server.terminate()
        self._server.wait(10)

    def _xdotool(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self.env, check=True, timeout=PATIENCE_S, stdout=subprocess.DEVNULL)


class Client:
    """The real program on a screen, with its own store; `await_line` follows its log from where it was last read."""

    def __init__(self, name: str, folder: Path, command: list[str]) -> None:
        self.name = name
        self.screen = VirtualScreen()
        self._log = folder / "log" / "fieldcase.log"
        self._read = self._log.stat().st_size if self._log.exists() else 0
        self._process = subprocess.Popen(command, env=self.screen.env, start_new_session=True)

    def await_line(self, pattern: str, patience_s: float = PATIENCE_S, *, anew: bool = False) -> str:
        """Waits for a line of the log that was not read before and matches; returns it. Raises DeskFailed.

        anew: from the first line on, for what may have come earlier than something already seen.
        """
        self._read = 0 if anew else self._read
        end = time.monotonic() + patience_s
        while time.monotonic() < end:
            found = self._next(pattern)
            if found:
                return found
            if self._process.poll() not in (None, 0):
                raise DeskFailed(f"{self.name}: the program ended with {self._process.returncode} before: {pattern}")
            time.sleep(0.05)
        raise DeskFailed(f"{self.name}: not seen in {patience_s:.0f} s: {pattern}")

    def press_until(self, key: str, pattern: str, most: int = 12) -> None:
        """Presses a key, and again after a moment, until the log says so: to walk through steps that ask nothing."""
        for _ in range(most):
            self.screen.keys(key)
            try:
                self.await_line(pattern, 2)
            except DeskFailed:
                continue
            return
        raise DeskFailed(f"{self.name}: {most} times {key}, and not seen: {pattern}")

    def settle(self, seconds: float = 0.4) -> None:
        """Lets the last paint reach the screen before a picture; nothing is decided by it."""
        time.sleep(seconds)

    def last_lines(self, count: int = 6) -> str:
        """The end of the client's log, for whoever must find out why."""
        return "\n".join(self._log.read_text(encoding="utf-8").splitlines()[-count:]) if self._log.exists() else ""

    def stop(self) -> None:
        """Ends guard and window as a log-out would, then the screen under them."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
            self._process.wait(20)
        self.screen.close()

    def _next(self, pattern: str) -> str:
        if not self._log.exists():
            return ""
        with self._log.open(encoding="utf-8") as log:
            log.seek(self._read)
            while line := log.readline():
                if not line.endswith("\n"):
                    return ""
                self._read = log.tell()
                if re.search(pattern, line):
                    return line.strip()
        return ""
