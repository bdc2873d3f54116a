"""A training agency with its real endpoint in a process of its own, and two desks enrolled at it, for `lag` and `sync`.

The officer's desk writes and pushes, the supervisor's pulls. Loops are driven by hand, on the caller's thread, unless
a window drives its own.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.desk import WORDS, ZONE, fact
from desktop.domain import encounter
from desktop.domain.encounter import EncounterForm
from desktop.models import making, opening
from desktop.models.keyring import SystemKeyring
from desktop.models.store import Store
from desktop.models.thread import Database
from desktop.models.tx import Tx
from desktop.seal.slots import FLOOR_KIB
from desktop.sync import enrol
from desktop.sync.loop import Loop
from desktop.sync.new_store import new_store
from desktop.sync.status import StatusBoard

ROOT = Path(__file__).resolve().parents[1]
OFFICER, SUPERVISOR = "P-105", "P-201"
PER_CASE, PER_WRITE = 20, 5
_READY = re.compile(r"ready https://.*:(\d+)")


class Endpoint:
    """The endpoint's process over a folder of its own; `port` stays the same over a restart."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder, self.port = folder, port
        self._process: subprocess.Popen[str] | None = None

    @staticmethod
    def new(folder: Path) -> Endpoint:
        """Makes the agency and starts it."""
        command = [sys.executable, "-m", "endpoint", "init", "--training", str(folder)]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        made = Endpoint(folder)
        made.start()
        return made

    def start(self) -> None:
        """Starts it and waits until it listens."""
        command = [sys.executable, "-m", "endpoint", "serve", str(self.folder), "--port", str(self.port)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        ready = self._process.stdout.readline() if self._process.stdout else ""
        found = _READY.search(ready)
        if found is None:
            raise TimeoutError(f"the endpoint did not start: {ready}")
        self.port = int(found[1])

    def stop(self) -> None:
        """Ends it."""
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)

    def slip(self, person: str) -> dict[str, Any]:
        """The slip of one person's device."""
        for path in sorted((self.folder / "slips").glob("*.json")):
            fields: dict[str, Any] = json.loads(path.read_text("utf-8"))
            if fields["person"] == person:
                return {**fields, "host": "127.0.0.1", "port": self.port}
        raise LookupError(person)


@dataclass
class Desk:
    """A signed-in store and its sync."""

    store: Store
    loop: Loop

    def sync(self) -> None:
        """Exchanges until there is nothing more to do."""
        while self.loop.step():
            pass

    def close(self) -> None:
        """Sync ends, the store closes."""
        self.loop.stop()
        self.store.close()


def enrolled(folder: Path, slip: Mapping[str, Any]) -> None:
    """From the slip to a store, as at first run; its keys in the real key ring."""
    answer = enrol.ask(enrol.Slip.of(slip), enrol.Applicant.new(), "benchmark")
    new = replace(new_store(answer, str(slip["passphrase"]), str(slip["role"]), ZONE), m_kib=FLOOR_KIB)
    making.create(folder, new, SystemKeyring())


def sign_in(folder: Path, slip: Mapping[str, Any]) -> Desk:
    """A desk with nothing sent yet."""
    ring, database = SystemKeyring(), Database()
    store = opening.unlock(folder, str(slip["badge"]), str(slip["passphrase"]), ring, database=database)
    return Desk(store, Loop(store, StatusBoard()))


def write(desk: Desk, entries: int) -> None:
    """So many entries of about 1 kB, in cases of PER_CASE, several in each transaction."""
    for number in range(entries // PER_CASE):
        case_id = desk.store.write(partial(_opened, number=number)).result()
        for start in range(1, PER_CASE, PER_WRITE):
            turns = range(start, min(start + PER_WRITE, PER_CASE))
            desk.store.write(_adding(case_id, number, turns)).result()


def _opened(tx: Tx, number: int) -> str:
    form = EncounterForm(
        model="TFM",
        contact_reason="traffic_stop",
        call_for_service="no",
        offence="ZZ 1-1 · speeding",
        role="suspect",
        place_type="road",
        where=f"County road {number}",
        stop_start=datetime.now(UTC) - timedelta(minutes=10),
        name=f"Sample, {number:05}",
    )
    case_id = tx.new_case()
    tx.append("encounter_recorded", case_id, encounter.to_data(form, case_id, tx.pack, tx.now(), ""))
    return case_id


def _adding(case_id: str, number: int, turns: range) -> Callable[[Tx], object]:
    def job(tx: Tx) -> None:
        for turn in turns:
            if turn % 4 == 1:
                tx.append("facts_edited", case_id, {"changes": [fact(turn, number)]})
            else:
                tx.append("note_added", case_id, {"text": f"{number}.{turn} {WORDS}"})

    return job
