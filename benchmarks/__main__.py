"""`make bench`: every row of the table measured once, each in a process of its own, one after the other.

Prints one table (what · measured · floor · ratio · at most · holds), saves all figures under out/bench/, and ends
with 1 when a limit does not hold or a row could not be measured. `--only NAME` (may be repeated) and `--quick` make
it shorter; a quick run tells whether it works, not how fast it is. docs/benchmarks.md says what each row means.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.big import NAMED
from benchmarks.measure import OUT, workplace
from desktop import __version__

ROWS = ("act", "start", "worklist", "lag", "memory", "rebuild", "sync")
NEED_BIG = {"worklist", "memory", "rebuild"}
HEAD = ("what", "measured", "floor or peer", "ratio", "at most", "holds")
_QUIET = {"cpu_spread": 1.5, "fsync_spread": 2.0, "load": 1.5}
Told = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints, saves. Exit code 0 when every limit holds."""
    given = _parser().parse_args(arguments)
    rows = tuple(name for name in ROWS if not given.only or name in given.only)
    with workplace() as folder:
        _say(f"{len(rows)} of {len(ROWS)} rows: {', '.join(rows)}")
        env = _with_big(Path(folder), rows, given.quick)
        reports = [_measured(name, Path(folder), env, given.quick) for name in rows]
    for line in table(reports):
        print(line)
    print(f"\nfigures: {_saved(reports, given.quick)}")
    return 0 if all(_holds(report) for report in reports) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench", description="The benchmarks of Fieldcase.")
    parser.add_argument("--only", action="append", choices=ROWS, help="this row alone; may be repeated")
    parser.add_argument("--quick", action="store_true", help="a tenth of everything: to see that it works")
    return parser


def _with_big(folder: Path, rows: Sequence[str], quick: bool) -> dict[str, str]:
    """The environment of the rows, which names the store of 20,000 cases if one of them needs it."""
    if not NEED_BIG.intersection(rows):
        return dict(os.environ)
    place = folder / "big"
    command = [sys.executable, "-m", "benchmarks.big", str(place), *_quick(quick)]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    _say(done.stdout.strip() or "the store of 20,000 cases could not be built")
    return {**os.environ, **({NAMED: str(place)} if done.returncode == 0 else {})}


def _measured(name: str, folder: Path, env: dict[str, str], quick: bool) -> Told:
    """One row in its own process; a row that fails says so and the others go on."""
    out, start = folder / f"{name}.json", time.monotonic()
    done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}", str(out), *_quick(quick)], env=env, check=False)
    _say(f"{name}: {time.monotonic() - start:.0f} s")
    if done.returncode or not out.exists():
        return {"name": name, "lines": [], "notes": [f"not measured: it ended with {done.returncode}"], "failed": True}
    report: Told = json.loads(out.read_text("utf-8"))
    return report


def _quick(quick: bool) -> list[str]:
    return ["--quick"] if quick else []


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _holds(report: Told) -> bool:
    return not report.get("failed") and all(line["holds"] is not False for line in report["lines"])


def table(reports: Sequence[Told]) -> list[str]:
    """The table as text, then the notes, then how quiet the machine was."""
    cells = [HEAD, *(_cells(line) for report in reports for line in report["lines"])]
    wide = [max(len(row[at]) for row in cells) for at in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(wide[at]) for at, cell in enumerate(row)).rstrip() for row in cells]
    lines.insert(1, "  ".join("-" * each for each in wide))
    notes = [f"{report['name']}: {note}" for report in reports for note in report["notes"]]
    return [*lines, "", *notes, *_noise(reports)]


def _cells(line: Told) -> tuple[str, ...]:
    ratio = "" if line["ratio"] is None else f"{line['ratio']:.2f} x"
    at_most = "reported" if line["at_most"] is None else line["limit_text"] or f"{line['at_most']:g} x"
    holds = {True: "yes", False: "NO", None: "-"}[line["holds"]]
    return line["what"], line["measured"], line["floor"], ratio, at_most, holds


def _noise(reports: Sequence[Told]) -> list[str]:
    """Noise is the worse of before and after each row; a busy machine is named."""
    lines = []
    for report in reports:
        noise = report.get("noise") or {}
        if any(noise.get(name, 0) > most for name, most in _QUIET.items()):
            lines.append(
                f"{report['name']}: the machine was busy (load {noise['load']:.1f}, p95 of a fixed sum "
                f"{noise['cpu_spread']:.1f} x its median, of an fsync {noise['fsync_spread']:.1f} x its "
                f"{noise['fsync_ms']:.2f} ms): read ratios, not times"
            )
    return lines


def _saved(reports: Sequence[Told], quick: bool) -> Path:
    """All of it as JSON, under the moment of the run."""
    now = datetime.now(UTC)
    path = OUT / f"{now:%Y-%m-%dT%H%M%S}{'-quick' if quick else ''}.json"
    machine = {"system": platform.platform(), "python": platform.python_version(), "processors": os.cpu_count()}
    whole = {"at": now.isoformat(), "version": __version__, "quick": quick, "machine": machine, "reports": reports}
    path.write_text(json.dumps(whole, indent=1), encoding="utf-8")
    return path


if __name__ == "__main__":
    sys.exit(main())
