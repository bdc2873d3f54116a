"""Row "act": committing an act of one entry, against the same bytes written raw with the same syncs.

Ours is what a screen does: `Store.write` of a verb that appends one entry, from the call to its result: checked,
sealed, signed, folded onto a case of some 200 entries, journal row, worklist row, one transaction, `store.head`.
Floor A is one row of exactly those bytes into another SQLCipher file under the same pragmas, and 72 bytes written and
synced beside it. Both are done in turns, so that whatever the disk does it does to both.
"""

from __future__ import annotations

import cProfile
import os
import pstats
import secrets
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher
from typing_extensions import override

from benchmarks import desk
from benchmarks.desk import WORDS
from benchmarks.measure import Report, clocked, compared, ms, percentile, run
from desktop.actions.add_note import add_note
from desktop.actions.edit_facts import edit_facts
from desktop.models import file
from desktop.models.store import Store
from desktop.models.tables import ENTRY
from desktop.models.thread import Database

T = TypeVar("T")

ACTS, LONG_CASES, LENGTH, OTHERS = 2_000, 20, 200, 1_000
LIMITS = ((0.5, 4.0), (0.95, 4.0), (0.99, 5.0))
MEMORY = Path("/dev/shm")
_WARM, _PROFILED = 100, 500
# Where a second of the profile belongs, by the name of what took it; the first that fits.
_PARTS = (
    ("commit of the database", ("'commit'",)),
    ("statements of the database", ("'execute'", "'fetchone'", "'fetchall'")),
    ("store.head on the disk", ("fdatasync", "posix.write", "posix.lseek")),
    ("signature and hashes", ("'sign'", "sha256", "'update'", "'finalize'", "urandom", "hmac", "'digest'")),
)


class Watched(Database):
    """The one database thread, which writes down how long each job took, or profiles it."""

    def __init__(self) -> None:
        super().__init__()
        self.took: list[float] = []
        self.profile: cProfile.Profile | None = None

    @override
    def submit(self, job: Callable[[], T]) -> Future[T]:
        """As the real one; on its thread the clock runs around the job."""
        return super().submit(lambda: self._watched(job))

    def _watched(self, job: Callable[[], T]) -> T:
        if self.profile is not None:
            return self.profile.runcall(job)
        start = time.perf_counter()
        try:
            return job()
        finally:
            self.took.append(time.perf_counter() - start)


class Floor:
    """One table of one blob in a SQLCipher file of its own, and a small file beside it."""

    def __init__(self, folder: Path) -> None:
        self._con: Any = sqlcipher.connect(str(folder / "floor.db"), check_same_thread=False)
        self._con.isolation_level = None
        self._con.execute(f"pragma key=\"x'{secrets.token_hex(48)}'\"")
        for name, value in file.PRAGMAS:
            self._con.execute(f"pragma {name}={value}").fetchall()
        self._con.execute("create table raw (no integer primary key, bytes blob not null)")
        self._head = os.open(folder / "floor.head", os.O_RDWR | os.O_CREAT, 0o600)

    def commit(self, text: bytes) -> None:
        """One row, one transaction; then the head, as the store writes its own after each commit."""
        self._con.execute("begin immediate")
        self._con.execute("insert into raw (bytes) values (?)", (text,))
        self._con.execute("commit")
        os.pwrite(self._head, text[:72], 0)
        os.fdatasync(self._head)

    def close(self) -> None:
        """Ends both."""
        self._con.close()
        os.close(self._head)


def measure(quick: bool, folder: Path) -> Report:
    """On the disk, which the limits are for; then in memory, where a sync costs nothing and our code alone is seen."""
    acts = 200 if quick else ACTS
    report = Report("act")
    ours, raw = _tried(folder, acts, report)
    report.lines = compared("act of one entry", ours, raw, LIMITS)
    if MEMORY.is_dir():
        with tempfile.TemporaryDirectory(dir=MEMORY) as memory:
            ours, raw = _tried(Path(memory), acts, report)
        report.lines += compared("act of one entry, syncs costing nothing", ours, raw, ((0.5, None),))
    return report


def _tried(folder: Path, acts: int, report: Report) -> tuple[list[float], list[float]]:
    made, database = desk.make(folder / "store"), Watched()
    store, floor = made.unlock(database), Floor(folder)
    made.filler.fill(store, OTHERS * acts // ACTS, 5)
    cases = made.filler.fill(store, LONG_CASES, LENGTH)
    texts = _texts(store, cases)
    for turn in range(_WARM):
        _act(store, cases, turn)()
        floor.commit(texts[turn % len(texts)])
    database.took.clear()
    ours, raw = _in_turns(store, cases, floor, texts, acts)
    inside = percentile(database.took, 0.5)
    report.figures |= {"acts": acts, "entry_bytes": sum(map(len, texts)) // len(texts), "case_entries": LENGTH}
    report.notes += [
        f"{folder.parts[1]}: median act {ms(percentile(ours, 0.5))}, of it on the database thread {ms(inside)}, the "
        "rest is handing it there and waiting",
        _profile(store, cases, database),
    ]
    floor.close()
    store.close()
    return ours, raw


def _in_turns(
    store: Store, cases: list[str], floor: Floor, texts: list[bytes], acts: int
) -> tuple[list[float], list[float]]:
    ours: list[float] = []
    raw: list[float] = []
    for turn in range(acts):
        ours.append(clocked(_act(store, cases, turn)))
        text = texts[turn % len(texts)]
        start = time.perf_counter()
        floor.commit(text)
        raw.append(time.perf_counter() - start)
    return ours, raw


def _act(store: Store, cases: list[str], turn: int) -> Callable[[], object]:
    """A note of 400 signs; each fourth a changed fact."""
    case_id = cases[turn % len(cases)]
    note, change = add_note(case_id, f"{turn} {WORDS}"), edit_facts(case_id, [desk.fact(turn // 4, turn)])
    verb = note if turn % 4 else change
    return lambda: store.write(verb.run).result()


def _texts(store: Store, cases: list[str]) -> list[bytes]:
    """The bytes of some entries as the store keeps them: head, data, salt, signature, hash, ids."""
    for turn in range(40):
        _act(store, cases, turn)()
    kept = sa.select(ENTRY).where(ENTRY.c.mine).order_by(ENTRY.c.no.desc()).limit(40)
    rows = store.read(lambda tx: tx.sql.execute(kept).all()).result()
    return [b"".join(value for value in row if isinstance(value, bytes)) for row in rows]


def _profile(store: Store, cases: list[str], database: Watched) -> str:
    """Where the time goes. What C does is exact; Python's own part is stretched by the profiler."""
    database.profile = cProfile.Profile()
    for turn in range(_PROFILED):
        _act(store, cases, turn)()
    done, database.profile = database.profile, None
    parts = dict.fromkeys([name for name, _ in _PARTS], 0.0)
    rest = 0.0
    table: Any = pstats.Stats(done)
    for (place, _, function), (_, _, alone, *_) in table.stats.items():
        part = next((name for name, marks in _PARTS if place == "~" and any(m in function for m in marks)), "")
        if part:
            parts[part] += alone
        else:
            rest += alone
    told = [f"{name} {ms(spent / _PROFILED)}" for name, spent in parts.items()]
    return f"an act under the profiler: {', '.join(told)}, Python {ms(rest / _PROFILED)} (stretched)"


if __name__ == "__main__":
    run(measure)
