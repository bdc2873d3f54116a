"""A store that is killed again and again: run as a program by test_killed.py.

It forks a worker that opens the store, records and types without end and says on a pipe what was confirmed to it. At a
random moment the worker is killed. Another fork then opens the store and looks for everything that was ever confirmed.
Prints one JSON line: how many kills, how many acts, and what was wrong.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.actions.add_note import add_note
from desktop.actions.record_decision import record_decision
from desktop.actions.record_encounter import record_encounter
from desktop.actions.save_draft import save_draft
from desktop.domain.problems import Problem
from desktop.models import opening, projection
from desktop.models.store import Store
from desktop.models.tables import CASE_ROW, ENTRY
from desktop.models.thread import Database
from desktop.models.tx import Tx
from tests.builders import OFFICER, PASSPHRASE, Time, decision, done, encounter


class FileKeyring:
    """A key ring that outlives its process."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, user: str) -> str | None:
        found: dict[str, str] = json.loads(self._path.read_text()) if self._path.exists() else {}
        return found.get(user)

    def set(self, user: str, value: str) -> None:
        found = json.loads(self._path.read_text()) if self._path.exists() else {}
        fresh = self._path.with_name("ring.new")
        fresh.write_text(json.dumps(found | {user: value}))
        fresh.replace(self._path)

    def delete(self, user: str) -> None:
        raise NotImplementedError


def opened(folder: Path) -> Store:
    database = Database()
    ring = FileKeyring(folder.parent / "ring.json")
    return database.submit(
        lambda: opening.unlock(folder, OFFICER.badge, PASSPHRASE, ring, database=database, clock=Time())
    ).result()


def work(folder: Path, say: Callable[[str], None], seed: int) -> None:
    """Records and types until killed."""
    store = opened(folder)
    cases: list[str] = []
    for number in range(1_000_000):
        draft_id = done(store, save_draft(kind="note", form={"text": "x" * number}))
        say(f"draft {draft_id} {number}")
        if not cases or number % 4 == 0:
            cases.append(done(store, record_encounter(encounter(name=f"Sample, {seed} {number}"))))
            say(f"case {cases[-1]}")
        elif number % 4 == 1:
            form = decision(f"{words(seed)} {words(number)}")
            say(f"deciding {draft_id}")
            say(f"decision {done(store, record_decision(cases[-1], form, draft_id=draft_id))} {draft_id}")
        else:
            say(f"entry {done(store, add_note(cases[-1], f'note {number}'))}")


def words(number: int) -> str:
    """A number in letters, so that no reason reads like another."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def look(folder: Path, confirmed: list[list[str]]) -> list[str]:
    """What is wrong with the store, given what it confirmed."""
    store = opened(folder)
    wrong = store.read(lambda tx: check(tx, confirmed)).result()
    wrong += store.write(derived_twice).result()
    store.close()
    return wrong


def check(tx: Tx, confirmed: list[list[str]]) -> list[str]:
    rows = tx.sql.execute(ENTRY.select()).all()
    here = Counter(row.id.hex() for row in rows)
    cases = {row.case_id.hex() for row in tx.sql.execute(CASE_ROW.select())}
    drafts = {draft.id: len(str(draft.form["text"])) for draft in tx.drafts()}
    gone = {line[2] for line in confirmed if line[0] == "decision"}
    wrong = [f"{kind} lost" for kind, name, *_ in confirmed if kind in ("entry", "decision") and here[plain(name)] != 1]
    wrong += ["case lost" for kind, name, *_ in confirmed if kind == "case" and plain(name) not in cases]
    kept = {name: int(size) for kind, name, *rest in confirmed if kind == "draft" for size in rest}
    maybe = gone | {line[1] for line in confirmed if line[0] == "deciding"}
    wrong += ["draft lost" for name, size in kept.items() if drafts.get(name, name in maybe and size) != size]
    wrong += ["draft came back" for name in gone if name in drafts]
    for case_id in {row.case_id for row in rows}:
        kinds = Counter(row.kind for row in rows if row.case_id == case_id)
        wrong += ["half an act"] * (kinds["decision_recorded"] != kinds["review_requested"])
        numbers = sorted(row.device_no for row in rows if row.case_id == case_id)
        wrong += ["a gap"] * (numbers != list(range(1, len(numbers) + 1)))
    return wrong


def plain(name: str) -> str:
    return name.replace("-", "")


def derived_twice(tx: Tx) -> list[str]:
    """The derived rows must be those that a rebuild gives."""
    before = sorted(map(repr, tx.sql.execute(CASE_ROW.select()).all()))
    projection.rebuild(tx.work)
    return [] if before == sorted(map(repr, tx.sql.execute(CASE_ROW.select()).all())) else ["rows differ"]


def in_a_fork(job: Callable[[int], object]) -> tuple[int, int]:
    """Runs the job in a child; answers with its process id and the end of the pipe it writes to."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            job(writing)
        finally:
            os._exit(1)
    os.close(writing)
    return child, reading


def read_all(reading: int) -> bytes:
    parts = []
    while part := os.read(reading, 1 << 16):
        parts.append(part)
    os.close(reading)
    return b"".join(parts)


def killed_once(folder: Path, dice: random.Random, seed: int) -> list[list[str]]:
    """One worker, killed at a random moment. Answers with what was confirmed to it, whole lines only."""
    child, reading = in_a_fork(lambda out: work(folder, lambda line: _say(out, line), seed))
    first = os.read(reading, 1 << 16) if dice.random() < 0.8 else b""
    select.select([], [], [], dice.uniform(0.0, 0.25))
    os.kill(child, signal.SIGKILL)
    text = first + read_all(reading)
    os.waitpid(child, 0)
    return [line.split() for line in text.decode().split("\n")[:-1]]


def _say(out: int, line: str) -> None:
    os.write(out, line.encode() + b"\n")


def main(folder: Path, kills: int) -> None:
    dice = random.Random(4)
    confirmed: list[list[str]] = []
    wrong: list[str] = []
    for seed in range(kills):
        confirmed += killed_once(folder, dice, seed)
        wrong += looked(folder, confirmed)
    print(json.dumps({"kills": kills, "acts": len(confirmed), "wrong": wrong}))


def looked(folder: Path, confirmed: list[list[str]]) -> list[str]:
    child, reading = in_a_fork(lambda out: _say(out, json.dumps(look_safely(folder, confirmed))))
    wrong: list[str] = json.loads(read_all(reading))
    os.waitpid(child, 0)
    return wrong


def look_safely(folder: Path, confirmed: list[list[str]]) -> Any:
    try:
        return look(folder, confirmed)
    except Problem as problem:
        return [f"{problem.code} {problem.detail}"]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
