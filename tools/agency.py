"""The fictional training agency and its endpoint on this machine, for the demo and for `make run`.

It is made anew in a temporary folder and gone at the end. `cut` ends the endpoint, as a lost line would look to a
client; `serve` brings it back at the same address. It uses the commands that an administrator uses, and nothing else.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools.screen import Client, DeskFailed


class Agency:
    """folder: everything of it. Slips, sign-ins and passphrases are those of `endpoint init --training`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.roots = folder / "agency" / "roots.json"
        self._endpoint: subprocess.Popen[str] | None = None

    @staticmethod
    @contextmanager
    def begin() -> Iterator["Agency"]:
        """A new agency, its endpoint listening."""
        with tempfile.TemporaryDirectory(prefix="fieldcase-") as name:
            agency = Agency(Path(name))
            subprocess.run([sys.executable, "-m", "endpoint", "init", "--training", str(agency._home)], check=True)
            agency.serve()
            try:
                yield agency
            finally:
                agency.cut()

    @property
    def _home(self) -> Path:
        return self.folder / "agency"

    def serve(self) -> None:
        """The line is there. Raises DeskFailed if the endpoint does not listen."""
        command = [sys.executable, "-m", "endpoint", "serve", str(self._home)]
        log = (self.folder / "endpoint.log").open("a", encoding="utf-8")
        self._endpoint = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        log.close()
        if not self._endpoint.stdout or not self._endpoint.stdout.readline().startswith("ready"):
            raise DeskFailed("the endpoint did not start")

    def cut(self) -> None:
        """The line is cut."""
        if self._endpoint is not None:
            self._endpoint.terminate()
            self._endpoint.communicate(timeout=30)
            self._endpoint = None

    def command(self, name: str) -> list[str]:
        """How the client of this desk is started."""
        return [sys.executable, "-m", "desktop", "--store", str(self.store(name)), "--slip", str(self.slip(name))]

    def slip(self, name: str) -> Path:
        """The slip of this desk, a file."""
        return self._home / "slips" / f"{name}.json"

    def zone(self) -> str:
        """The zone of the agency."""
        return str(self._training()["zone"])

    def store(self, name: str) -> Path:
        """The folder of this desk's store."""
        return self.folder / name

    def open(self, name: str) -> Client:
        """The real client of this desk, on a virtual screen of its own."""
        return Client(name, self.store(name), self.command(name))

    def sign_ins(self) -> list[dict[str, str]]:
        """Who may sign in where: store, person, name, badge, role, passphrase."""
        return list(self._training()["signins"])

    def _training(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self._home / "training.json").read_text(encoding="utf-8"))
        return found

    def export(self, name: str, file: Path) -> None:
        """The whole journal of this desk, by the command an inspector would use. Raises DeskFailed."""
        person = next(each for each in self.sign_ins() if each["store"] == name)
        command = [sys.executable, "-m", "desktop", "--store", str(self.store(name)), "export", str(file)]
        command += ["--badge", person["badge"], "--reason", "The main job is verified at its end."]
        done = subprocess.run(
            command,
            input=f"{person['passphrase']}\n",
            text=True,
            capture_output=True,
            timeout=120,
            start_new_session=True,
        )
        if done.returncode:
            raise DeskFailed(f"export of {name} gave {done.returncode}: {done.stderr.strip()}")
