"""Row "worklist": the list of 20,000 cases read and painted, against the same table painted from memory.

Ours is F5 on the real window: the query on the database thread, its answer on the loop, the rows made, the table
painted. The peer is the same presenter drawing the same fifty rows again, which it has in memory. Both begin from an
empty table, in turns. What Enter costs before that (Argon2id, the key ring, opening) is not in it; `memory` reports
the whole.
"""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks import big, desk
from benchmarks.measure import Report, clocked, compared, ms, percentile, run
from benchmarks.window import Window, idle, painted
from desktop.cli import practice
from desktop.models import queries
from desktop.ui.worklist.state import WorklistState
from tools.screen import VirtualScreen

TURNS, WARM = 60, 5
LIMITS = ((0.5, 1.5),)


def measure(quick: bool, folder: Path) -> Report:
    """TURNS of each."""
    made = big.ready(folder, quick)
    screen = VirtualScreen("1440x900")
    os.environ.update(DISPLAY=screen.env["DISPLAY"], QT_QPA_PLATFORM="xcb")
    window = Window(made.folder, practice.BADGE, desk.PASSPHRASE)
    try:
        ours, memory = _in_turns(window, 10 if quick else TURNS)
        query = [clocked(lambda: window.signed_in.store.read(queries.worklist()).result()) for _ in range(100)]
        shown = len(window.view.table.rows())
    finally:
        window.close()
        screen.close()
    report = Report(
        "worklist", compared(f"worklist of {big.cases(quick):,} cases, read and painted", ours, memory, LIMITS)
    )
    report.notes.append(
        f"{shown} rows shown; the query with its way to the database thread and back: {ms(percentile(query, 0.5))}"
    )
    report.figures = {"cases": big.cases(quick), "rows": shown, "query_ms": percentile(query, 0.5) * 1000}
    return report


def _in_turns(window: Window, turns: int) -> tuple[list[float], list[float]]:
    view, presenter = window.view, window.main._screens["worklist"].presenter
    ours: list[float] = []
    memory: list[float] = []
    for turn in range(turns + WARM):
        for times, act in ((ours, lambda: window.main.act("show_changed")), (memory, presenter.tick)):
            view.show_state(WorklistState())
            idle(0.05)
            took = painted(view.table.viewport(), act, lambda: bool(view.table.rows()))
            idle(0.05)
            if turn >= WARM:
                times.append(took)
    return ours, memory


if __name__ == "__main__":
    run(measure)
