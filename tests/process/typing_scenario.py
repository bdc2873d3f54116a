"""Somebody types without a pause and the window is killed at a random moment, again and again.

Run by `test_nothing_typed_is_lost.py` as `python -m tests.process.typing_scenario FOLDER TIMES`; prints one JSON list:
for each kill what had been typed a second before, and what the store holds after it.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from desktop.actions.drop_draft import drop_draft
from desktop.cli import practice
from desktop.models import opening, queries
from desktop.models.keyring import SystemKeyring
from desktop.models.rows import DraftRow
from tests.process.scenario import PASSPHRASE, Seat, make_store

ALPHABET = "abcdefghijklmnopqrstuvwxyz"
LOST_AT_MOST_S = 1.0
BETWEEN_S = 0.07  # a fast typist


def drafts(folder: Path) -> tuple[DraftRow, ...]:
    """What the store holds for this person now, as the next sign-in would read it; then away with it."""
    store = opening.unlock(folder, practice.BADGE, PASSPHRASE, SystemKeyring())
    try:
        found = store.read(queries.drafts_of_me()).result()
        for each in found:
            store.write(drop_draft(each.id).run).result()
        return found
    finally:
        store.close()


def typed_until(seat: Seat, seconds: float, mark: str) -> list[tuple[float, str]]:
    """Types letters one by one, without a pause, for so long; when each text was complete on the keyboard."""
    screen = seat.client.screen
    screen.keys("ctrl+n")
    seat.client.await_line(r"screen\.shown encounter")
    seat.client.settle()
    screen.keys("1", "Return", "n", "Return")
    screen.type(mark)
    written, begun = [(time.monotonic(), mark)], time.monotonic()
    while time.monotonic() - begun < seconds:
        letter = random.choice(ALPHABET)
        screen.type(letter)
        seat.client.settle(BETWEEN_S)
        written.append((time.monotonic(), written[-1][1] + letter))
    return written


def once(folder: Path, number: int) -> dict[str, str]:
    """One sign-in, one kill. The text of this round is known by its mark."""
    seat, mark = Seat(folder), f"round{number}x"
    try:
        seat.unlock()
        seat.client.settle(1)
        written = typed_until(seat, random.uniform(1.5, 4.0), mark)
        os.kill(seat.window(), signal.SIGKILL)
        killed = time.monotonic()
    finally:
        seat.end()
    kept = [str(value) for row in drafts(folder) for value in row.form.values()]
    return {
        "owed": [text for at, text in written if killed - at >= LOST_AT_MOST_S][-1],
        "typed": written[-1][1],
        "kept": next((text for text in kept if mark in text), ""),
    }


if __name__ == "__main__":
    where = Path(sys.argv[1])
    make_store(where)
    print(json.dumps([once(where, number) for number in range(int(sys.argv[2]))]))
