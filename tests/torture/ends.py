"""The end of a play: endpoint and store side by side, and the journal as a file that proves itself."""

from __future__ import annotations

import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from pathlib import Path

from desktop.seal import ids
from tests.torture.look import Found
from tests.torture.seat import PYTHON, Seat

_REASON = "The journal is checked after the kills."
_ASKED = "select id, hash, verdict, device_no, chain_no, seq, case_no from entry"


def agree(folder: Path, found: Found) -> list[str]:
    """What differs between the endpoint's entries and those of the store; both hold the same, each once."""
    with closing(sqlite3.connect(f"file:{folder / 'endpoint.db'}?mode=ro", uri=True)) as sql:
        there = Counter((ids.to_text(row[0]), *row[1:]) for row in sql.execute(_ASKED))
    here = Counter(
        (row.entry_id, row.hash, row.state, row.device_no, row.chain_no, row.seq, row.case_no) for row in found.rows
    )
    wrong = [f"only here: {one[0]} {one[2:]}" for one in here - there]
    wrong += [f"only at the endpoint: {one[0]} {one[2:]}" for one in there - here]
    return wrong + [f"not received: {row.entry_id}" for row in found.rows if row.state != "accepted"]


def exported(seat: Seat, folder: Path) -> list[str]:
    """Export by the command, verification by the other; what they say when they do not end with 0."""
    file = folder / "journal.jsonl"
    store = [PYTHON, "-m", "desktop", "--store", str(seat.store)]
    commands = (
        [*store, "export", str(file), "--badge", seat.badge, "--reason", _REASON],
        [*store, "verify", str(file), "--roots", str(folder / "roots.json")],
    )
    for command in commands:
        done = subprocess.run(
            command, input=f"{seat.passphrase}\n", capture_output=True, text=True, check=False, start_new_session=True
        )
        if done.returncode:
            return [f"{command[5]} ended with {done.returncode}: {done.stdout}{done.stderr}"]
    return []
