"""Row "rebuild": all derived tables dropped and made again from a journal of 100,000 entries. Reported, not limited.

It is what a new policy pack or a repaired store costs. The floor is one reading of every entry's bytes in the order
of the journal, which no rebuild can do without. Signatures are not in it: they are checked when an entry comes.
"""

from __future__ import annotations

import resource
from pathlib import Path

import sqlalchemy as sa

from benchmarks import big
from benchmarks.measure import Line, Report, clocked, run
from desktop.models import projection
from desktop.models.tables import CASE_ROW, ENTRY
from desktop.models.tx import Tx

TURNS = 2


def measure(quick: bool, folder: Path) -> Report:
    """TURNS rebuilds; each is followed by a reading."""
    store = big.ready(folder, quick).unlock()
    entries = store.read(lambda tx: tx.sql.execute(sa.select(sa.func.count()).select_from(ENTRY)).scalar_one()).result()
    before = store.read(_rows).result()
    took: list[float] = []
    scans: list[float] = []
    for _ in range(1 if quick else TURNS):
        took.append(clocked(lambda: store.write(lambda tx: projection.rebuild(tx.work)).result()))
        scans.append(clocked(lambda: store.read(_scan).result()))
    same = store.read(_rows).result() == before
    store.close()
    ours, floor = min(took), min(scans)
    line = Line(
        f"rebuild of {entries:,} entries, each",
        f"{ours / entries * 1e6:.0f} us",
        f"{floor / entries * 1e6:.1f} us",
        ours / floor,
    )
    report = Report("rebuild", [line], figures={"entries": entries, "rebuild_s": took, "scan_s": scans, "same": same})
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    report.notes.append(
        f"{ours:.1f} s in all, {peak} MB at most; the rows are {'the same' if same else 'NOT THE SAME'} as before it"
    )
    return report


def _rows(tx: Tx) -> list[str]:
    return sorted(map(repr, tx.sql.execute(CASE_ROW.select()).all()))


def _scan(tx: Tx) -> int:
    rows = tx.sql.execute(sa.select(ENTRY.c.head, ENTRY.c.data).order_by(ENTRY.c.no))
    return sum(len(row.head) + len(row.data or b"") for row in rows)


if __name__ == "__main__":
    run(measure)
