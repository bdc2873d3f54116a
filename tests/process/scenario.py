"""The real program on a virtual screen with a real key ring: unlocked, locked, killed at each step.

Run by `test_real_window.py` through `tools/headless.sh` as `python -m tests.process.scenario FOLDER`; prints what was
seen as one JSON object. The canaries are a passphrase, what was typed, and the store's own keys.
"""

import json
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from desktop.actions.record_encounter import record_encounter
from desktop.cli import practice
from desktop.domain.encounter import EncounterForm
from desktop.models import introduction, locked_releases, making, opening
from desktop.models.keyring import SystemKeyring
from desktop.seal import slots
from desktop.sync.enrol import Applicant
from tools.screen import Client

PASSPHRASE = "canary of the passphrase 8157"
NAME = "Canaryname, Testperson"
TYPED = "canarytyped"


class Seat:
    """One client, its keys and its processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.client = Client("seat", folder, [sys.executable, "-m", "desktop", "--store", str(folder)])
        self.locked()

    def locked(self) -> None:
        self.client.await_line(r"window\.locked_shown")
        self.client.settle()  # the window of a process that was killed is gone from the screen a moment later
        self.client.screen.focus()

    def type_passphrase(self) -> None:
        self.client.screen.type(practice.BADGE)
        self.client.screen.keys("Tab")
        self.client.screen.type(PASSPHRASE)
        self.client.screen.keys("Return")

    def unlock(self) -> None:
        self.type_passphrase()
        self.client.await_line(r"window\.unlocked")
        self.client.await_line(r"screen\.shown worklist")

    def lock(self) -> None:
        self.client.screen.keys("ctrl+l")
        self.locked()

    def processes(self) -> dict[int, int]:
        """Process to parent, of this store."""
        return {pid: parent for pid, parent in _all() if _is_of(pid, self.folder)}

    def window(self) -> int:
        ours = self.processes()
        return next(pid for pid, parent in ours.items() if parent in ours)

    def guard(self) -> int:
        ours = self.processes()
        return next(pid for pid, parent in ours.items() if parent not in ours)

    def end(self) -> None:
        for pid in sorted(self.processes()):
            os.kill(pid, signal.SIGKILL)
        self.client.screen.close()


def _all() -> Iterator[tuple[int, int]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if stat[0] != "Z":
                yield int(entry.name), int(stat[1])


def _is_of(pid: int, folder: Path) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"desktop" in words and str(folder).encode() in words


def found(pids: Iterable[int], canaries: dict[str, bytes]) -> list[str]:
    """Which canaries stand in the memory of these processes."""
    return sorted(
        {name for pid in pids for region in _memory(pid) for name, text in canaries.items() if text in region}
    )


def _memory(pid: int) -> Iterator[bytes]:
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in maps:
            span, rights, *_ = line.split()
            start, end = (int(part, 16) for part in span.split("-"))
            if rights.startswith("rw"):
                try:
                    memory.seek(start)
                    yield memory.read(end - start)
                except (OSError, OverflowError):
                    continue


def make_store(folder: Path) -> dict[str, bytes]:
    """A store with one case; gives the canaries."""
    agency, applicant, ring = practice.Practice(datetime.now(UTC)), Applicant.new(), SystemKeyring()
    making.create(folder, practice.new_store(agency, applicant, PASSPHRASE), ring)
    locked_releases.reserve(folder)
    store = opening.unlock(folder, practice.BADGE, PASSPHRASE, ring)
    papers = [agency.pack(), agency.authorization(applicant)]
    store.write(lambda tx: introduction.take(tx, papers)).result()
    form = EncounterForm(
        contact_reason="consensual", call_for_service="no", role="suspect", place_type="road", where="Sample Road",
        offence="Speeding", stop_start=datetime.now(UTC), name=NAME,
    )  # fmt: skip
    store.write(record_encounter(form).run).result()
    store.close()
    opened, _ = opening._open_slot(opening.read_door(folder), practice.BADGE, PASSPHRASE, ring, datetime.now(UTC))
    sign = slots.sign_seed(opened.upk, applicant.store_id)
    texts = {"passphrase": PASSPHRASE, "case": NAME.split(",", maxsplit=1)[0], "typed": TYPED}
    canaries = {f"{name} 8": text.encode() for name, text in texts.items()}
    canaries |= {f"{name} 16": text.encode("utf-16-le") for name, text in texts.items()}
    return canaries | {"data key": opened.dk, "person key": opened.upk, "signing key": sign}


def play(folder: Path) -> dict[str, object]:
    """Everything in order; what was seen at each step."""
    seen: dict[str, object] = {}
    canaries = make_store(folder)
    seat = Seat(folder)
    try:
        seen["locked at first"] = found(seat.processes(), canaries)
        seat.unlock()
        _type(seat)
        seen["unlocked"] = found([seat.window()], canaries)
        seat.client.screen.keys("Escape")
        seen["guard while unlocked"] = found([seat.guard()], canaries)
        before = seat.window()
        seat.lock()
        seen["old process is gone"] = before not in seat.processes()
        seen["locked again"] = found(seat.processes(), canaries)
        seen |= _killed(seat)
    finally:
        seat.end()
    seen["cores"] = [str(each) for each in (*folder.rglob("core*"), *Path.cwd().glob("core*"))]
    seen["log"] = (folder / "log" / "fieldcase.log").read_text()
    return seen


def _type(seat: Seat) -> None:
    """Something that stands nowhere but on the screen."""
    seat.client.screen.keys("ctrl+n")
    seat.client.await_line(r"screen\.shown encounter")
    seat.client.screen.keys("ctrl+k")
    seat.client.settle()
    seat.client.screen.type(TYPED)
    seat.client.settle()


def _killed(seat: Seat) -> dict[str, object]:
    """Killed while locked, while it opens, unlocked; then the guard."""
    seen: dict[str, object] = {}
    os.kill(seat.window(), signal.SIGSEGV)
    seat.locked()
    seat.type_passphrase()
    os.kill(seat.window(), signal.SIGKILL)
    seat.locked()
    seat.unlock()
    os.kill(seat.window(), signal.SIGABRT)
    seat.locked()
    seat.unlock()
    guard, window = seat.guard(), seat.window()
    os.kill(guard, signal.SIGKILL)
    os.waitpid(guard, 0)
    seen["window outlives its guard"] = window in seat.processes()
    seat.lock()
    seen["a new guard"] = guard not in seat.processes() and len(seat.processes()) == 2
    return seen


if __name__ == "__main__":
    print(json.dumps(play(Path(sys.argv[1]))))
