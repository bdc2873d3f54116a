"""What every benchmark shares: percentiles, the lines of the table, and the noise of the machine beside them.

Each row of the table is a module of its own, run by `__main__` in a process of its own; `run` is what such a module
calls. A figure is a ratio to a floor or peer measured in the same process, in turns. Nothing here measures a product.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "out" / "bench"
_SPIN = 60_000


@dataclass(frozen=True)
class Line:
    """One line of the table. measured, floor: as they are printed, with units. ratio: None where there is no floor.

    value: what `at_most` limits, where that is no ratio (milliseconds of lag). at_most: None: reported, not limited.
    """

    what: str
    measured: str
    floor: str = ""
    ratio: float | None = None
    at_most: float | None = None
    value: float | None = None
    limit_text: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the limit holds; None where there is none."""
        told = self.value if self.value is not None else self.ratio
        return None if self.at_most is None or told is None else told <= self.at_most


@dataclass
class Report:
    """What one module measured. figures: numbers for the file; notes: sentences for people."""

    name: str
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    figures: dict[str, object] = field(default_factory=dict)
    noise: dict[str, float] = field(default_factory=dict)

    def plain(self) -> dict[str, object]:
        """As JSON."""
        return {**asdict(self), "lines": [{**asdict(line), "holds": line.holds} for line in self.lines]}


Measure = Callable[[bool, Path], Report]
"""quick, a folder on the real disk that is taken away afterwards -> what was measured."""


def run(measure: Measure) -> None:
    """The whole of a benchmark's module: reads the arguments, measures, writes the report as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    with workplace() as folder:
        before = noise(Path(folder))
        report = measure(given.quick, Path(folder))
        after = noise(Path(folder))
    report.noise = {name: max(value, after[name]) for name, value in before.items()}
    given.out.write_text(json.dumps(report.plain(), indent=1), encoding="utf-8")
    os._exit(0)  # as the program itself leaves: nothing of Qt is taken apart piece by piece


def workplace() -> tempfile.TemporaryDirectory[str]:
    """A folder on the disk of this tree: where `/tmp` lies in memory a commit would cost nothing."""
    OUT.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(prefix="work-", dir=OUT)


def percentile(times: Sequence[float], part: float) -> float:
    """The value below which `part` (0 to 1) of the times lie."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def compared(
    what: str, ours: Sequence[float], floor: Sequence[float], limits: Sequence[tuple[float, float | None]]
) -> list[Line]:
    """One line for each (part, at most): our percentile against the floor's. Times in seconds."""
    lines = []
    for part, at_most in limits:
        mine, theirs = percentile(ours, part), percentile(floor, part)
        name = "median" if part == 0.5 else f"p{round(part * 100)}"
        lines.append(Line(f"{what}, {name}", ms(mine), ms(theirs), mine / theirs, at_most))
    return lines


def ms(seconds: float) -> str:
    """Milliseconds with three figures."""
    value = seconds * 1000
    return f"{value:.3g} ms" if value < 100 else f"{value:.0f} ms"


def clocked(job: Callable[[], object]) -> float:
    """How long the job takes, in seconds."""
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def noise(folder: Path) -> dict[str, float]:
    """How quiet the machine is: p95 over median of a fixed sum and of a write with fsync, load, waiting for the CPU."""
    sums = [clocked(lambda: sum(range(_SPIN))) for _ in range(200)]
    handle = os.open(folder / "noise", os.O_RDWR | os.O_CREAT, 0o600)
    page = bytes(4096)

    def synced() -> None:
        os.pwrite(handle, page, 0)
        os.fdatasync(handle)

    syncs = [clocked(synced) for _ in range(200)]
    os.close(handle)
    return {
        "cpu_spread": percentile(sums, 0.95) / statistics.median(sums),
        "fsync_spread": percentile(syncs, 0.95) / statistics.median(syncs),
        "fsync_ms": statistics.median(syncs) * 1000,
        "load": os.getloadavg()[0],
    }
