"""Row "start": the packaged program to a painted locked window, against a bare PySide6 window packaged the same way.

From the call of the operating system to the first paint, on a virtual screen, in turns. The client says it in its own
log (`window.locked_shown`), the bare window in a file; both are written when the first paint is done. The key ring
and the store's libraries are loaded only after it, and are not in the figure.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from benchmarks import desk, programs
from benchmarks.measure import Report, compared, run
from tools.screen import VirtualScreen

TURNS, PATIENCE_S = 21, 30.0
_SHOWN = re.compile(r"^(\S+)Z INFO window\.locked_shown", re.MULTILINE)


def measure(quick: bool, folder: Path) -> Report:
    """TURNS of each, in turns; the first of each is not counted: it warms the disk."""
    desk.make(folder / "store")
    client, bare = programs.client(), programs.bare()
    ours: list[float] = []
    theirs: list[float] = []
    screen = VirtualScreen("1440x900")
    try:
        for turn in range((5 if quick else TURNS) + 1):
            mine = _started([str(client), "--store", str(folder / "store")], screen.env, _logged(folder / "store"))
            peer = _started(
                [str(bare)], {**screen.env, "BARE_PAINTED": str(folder / "bare")}, _written(folder / "bare")
            )
            if turn:
                ours.append(mine)
                theirs.append(peer)
    finally:
        screen.close()
    lines = compared("packaged start to a painted locked window", ours, theirs, ((0.5, 1.5),))
    report = Report("start", lines, figures={"ours_ms": _rounded(ours), "bare_ms": _rounded(theirs)})
    if programs.is_old():
        report.notes.append("dist/fieldcase is older than the sources: `make package` builds it anew")
    return report


def _started(command: list[str], env: dict[str, str], painted: Callable[[], float]) -> float:
    """Starts it, waits until it says when it was painted, and ends it. Seconds from start to paint."""
    start = time.time()
    process = subprocess.Popen(command, env=env, start_new_session=True, stderr=subprocess.DEVNULL)
    try:
        while not (at := painted()):
            if time.time() - start > PATIENCE_S or process.poll() is not None:
                raise TimeoutError(f"{command[0]} painted nothing")
            time.sleep(0.005)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(PATIENCE_S)
    return at - start


def _logged(folder: Path) -> Callable[[], float]:
    """When the client's next line of its first paint was written; 0 before it."""
    log = folder / "log" / "fieldcase.log"
    known = len(_SHOWN.findall(log.read_text("utf-8"))) if log.exists() else 0

    def at() -> float:
        found = _SHOWN.findall(log.read_text("utf-8")) if log.exists() else []
        return datetime.fromisoformat(f"{found[-1]}+00:00").timestamp() if len(found) > known else 0.0

    return at


def _written(path: Path) -> Callable[[], float]:
    path.unlink(missing_ok=True)

    def at() -> float:
        text = path.read_text("ascii") if path.exists() else ""
        return float(text) if text else 0.0

    return at


def _rounded(times: list[float]) -> list[int]:
    return [round(each * 1000) for each in times]


if __name__ == "__main__":
    run(measure)
