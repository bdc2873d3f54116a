"""The real endpoint in a process of its own, on port 0 of the loopback address."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from desktop.domain.case import Case
from desktop.domain.fold import fold_all
from desktop.models.lawbook import law
from desktop.seal import ids
from endpoint import judge
from endpoint.store import Store
from endpoint.store.tables import entry

ROOT = Path(__file__).resolve().parents[2]


def init_training(folder: Path) -> None:
    """Makes a training agency with its slips."""
    subprocess.run(
        [sys.executable, "-m", "endpoint", "init", "--training", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=60,
    )


def slip(folder: Path, who: str, port: int) -> dict[str, Any]:
    """The slip of one store, for a line on that port."""
    for path in sorted((folder / "slips").glob("*.json")):
        fields: dict[str, Any] = json.loads(path.read_text())
        if fields["person"] == who:
            return {**fields, "host": "127.0.0.1", "port": port}
    raise LookupError(who)


class Endpoint:
    """One running endpoint over a folder that `init_training` made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self._process: subprocess.Popen[str] | None = None
        self.start()

    def start(self) -> None:
        """Starts it and waits for its line `ready`."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "endpoint", "serve", str(self.folder), "--port", "0"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        ready = self._process.stdout.readline()
        found = re.search(r"ready https://.*:(\d+)", ready)
        assert found, ready
        self.port = int(found[1])

    @property
    def is_dead(self) -> bool:
        return self._process is None

    def kill(self) -> None:
        """SIGKILL: whatever it was doing stops there."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(10)
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._process = None

    def cases(self) -> Mapping[str, Case | None]:
        """Every case as the endpoint's own rules fold it from its journal."""
        store = Store(self.folder / "endpoint.db")
        try:
            with store.read() as con:
                accepted = sa.select(entry.c.case_id).where(entry.c.verdict == "accepted").distinct()
                cases = con.execute(accepted).scalars().all()
                return {ids.to_text(each): fold_all(tuple(judge.events(con, each)), law()) for each in cases}
        finally:
            store.close()

    def journal(self) -> list[tuple[int, str]]:
        """(seq, id) of every accepted entry, in order."""
        store = Store(self.folder / "endpoint.db")
        rows = sa.select(entry.c.seq, entry.c.id).where(entry.c.verdict == "accepted").order_by(entry.c.seq)
        try:
            with store.read() as con:
                return [(row.seq, ids.to_text(row.id)) for row in con.execute(rows)]
        finally:
            store.close()
