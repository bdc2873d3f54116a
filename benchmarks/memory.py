"""Row "memory": resident memory of the unlocked client with 20,000 cases, against the bare PySide6 window.

Both are the packaged programs on a virtual screen. The client is signed in by real keys, shows its worklist and rests
some seconds; then what the system counts as resident (VmRSS) is read of the window's process. The guard beside it is
counted in a second figure by its share (Pss), since it shares most pages with the window it forked.
"""

from __future__ import annotations

import re
import signal
import subprocess
import time
from datetime import datetime
from pathlib import Path

from benchmarks import big, desk, programs
from benchmarks.measure import Line, Report, run
from desktop.cli import practice
from tools.screen import Client

RESTS_S = 6.0
_MOMENT = re.compile(r"^(\S+)Z ")


def measure(quick: bool, folder: Path) -> Report:
    """The bare window first, then the client, each once: resident memory does not scatter."""
    made = big.ready(folder, quick)
    client = Client("client", made.folder, [str(programs.client()), "--store", str(made.folder)])
    try:
        bare, _ = _bare(client.screen.env, folder)
        enter = _sign_in(client)
        time.sleep(RESTS_S)
        window, guard = _processes(client)
        ours, share = _resident(window), _share(window) + _share(guard)
    finally:
        client.stop()
    line = Line(f"memory, unlocked, {big.cases(quick):,} cases", f"{ours:.0f} MB", f"{bare:.0f} MB", ours / bare, 2.5)
    report = Report("memory", [line], figures={"window_mb": ours, "bare_mb": bare, "with_guard_pss_mb": share})
    report.notes = [
        f"window and guard together hold {share:.0f} MB, shared pages counted once (Pss)",
        f"Enter to the window unlocked, packaged: {enter * 1000:.0f} ms, key ring and Argon2id at its floor included",
    ]
    return report


def _bare(env: dict[str, str], folder: Path) -> tuple[float, float]:
    """Resident memory and share of the bare window, in MB."""
    painted = folder / "bare"
    bare = subprocess.Popen([str(programs.bare())], env={**env, "BARE_PAINTED": str(painted)})
    try:
        while not painted.exists():
            time.sleep(0.05)
        time.sleep(RESTS_S / 3)
        return _resident(bare.pid), _share(bare.pid)
    finally:
        bare.send_signal(signal.SIGTERM)
        bare.wait(10)


def _sign_in(client: Client) -> float:
    """Types badge and passphrase. Seconds from Enter to the line of the log that says that the window is unlocked."""
    client.await_line(r"window\.locked_shown")
    time.sleep(2.0)
    client.screen.focus()
    client.screen.type(practice.BADGE)
    client.screen.keys("Tab")
    client.screen.type(desk.PASSPHRASE)
    start = time.time()
    client.screen.keys("Return")
    line = client.await_line(r"window\.unlocked")
    found = _MOMENT.match(line)
    at = datetime.fromisoformat(f"{found[1]}+00:00").timestamp() if found else time.time()
    return at - start


def _processes(client: Client) -> tuple[int, int]:
    """The window's process and its guard's."""
    guard = client._process.pid
    children = Path(f"/proc/{guard}/task/{guard}/children").read_text("ascii").split()
    return int(children[0]), guard


def _resident(process: int) -> float:
    text = Path(f"/proc/{process}/status").read_text("ascii")
    return int(text.split("VmRSS:")[1].split()[0]) / 1024


def _share(process: int) -> float:
    text = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    return int(text.split("\nPss:")[1].split()[0]) / 1024


if __name__ == "__main__":
    run(measure)
