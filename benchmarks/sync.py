"""Row "sync": 10,000 entries pushed to the real endpoint on SQLite, and pulled by a second desk. Reported, not limited.

Floors are those of protocol.md section 7: to push, the same lines under unique ids inserted into plain SQLite under
the endpoint's pragmas, 500 in each commit; to pull, the same into SQLCipher under the client's. Each floor is
measured before and after, and the mean taken. Ours is over TLS, with every signature, hash, gate, number, tree and
receipt of the protocol.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher

from benchmarks import network
from benchmarks.measure import Line, Report, clocked, run
from benchmarks.network import OFFICER, SUPERVISOR, Desk, Endpoint
from desktop.models import file
from desktop.models.tables import ENTRY
from desktop.seal.entry import Sealed

ENTRIES, QUICK, PER_COMMIT = 10_000, 1_000, 500
_ENDPOINTS = (("journal_mode", "wal"), ("synchronous", "full"))


def measure(quick: bool, folder: Path) -> Report:
    """One push and one pull."""
    entries = QUICK if quick else ENTRIES
    endpoint = Endpoint.new(folder / "endpoint")
    try:
        officer, supervisor = (_desk(folder, endpoint, person) for person in (OFFICER, SUPERVISOR))
        network.write(officer, entries)
        lines = _lines(officer)
        floors = {"push": [_plain(folder, lines)], "pull": [_ciphered(folder, lines)]}
        took = {"push": clocked(officer.sync), "pull": clocked(supervisor.sync)}
        floors["push"].append(_plain(folder, lines))
        floors["pull"].append(_ciphered(folder, lines))
        came = _count(supervisor)
        officer.close()
        supervisor.close()
    finally:
        endpoint.stop()
    report = Report("sync", [_line(way, len(lines), took[way], floors[way]) for way in took])
    report.figures = {"entries": len(lines), "took_s": took, "floors_s": floors, "pulled": came}
    size = sum(map(len, lines)) // len(lines)
    report.notes = [
        f"{size} bytes a line; {came} entries at the second desk; protocol.md section 7 allows 10 and 2.5 x"
    ]
    return report


def _line(way: str, entries: int, took: float, floors: Sequence[float]) -> Line:
    floor = sum(floors) / len(floors)
    return Line(f"{way} of {entries:,} entries", f"{took:.2f} s", f"{floor:.2f} s", took / floor)


def _desk(folder: Path, endpoint: Endpoint, person: str) -> Desk:
    """Enrolled, and in step with the endpoint before anything is written."""
    slip = endpoint.slip(person)
    network.enrolled(folder / person, slip)
    desk = network.sign_in(folder / person, slip)
    desk.sync()
    return desk


def _lines(desk: Desk) -> list[bytes]:
    """What waits to be sent, as lines of the wire."""
    waiting = sa.select(ENTRY.c.head, ENTRY.c.data, ENTRY.c.salt, ENTRY.c.by_sig).where(ENTRY.c.state == "waiting")
    rows = desk.store.read(lambda tx: tx.sql.execute(waiting).all()).result()
    return [Sealed(*row).line for row in rows]


def _count(desk: Desk) -> int:
    foreign = sa.select(sa.func.count()).select_from(ENTRY).where(ENTRY.c.mine.is_(False))
    return int(desk.store.read(lambda tx: tx.sql.execute(foreign).scalar_one()).result())


def _plain(folder: Path, lines: Sequence[bytes]) -> float:
    con: Any = sqlite3.connect(folder / f"plain-{secrets.token_hex(4)}.db", isolation_level=None)
    return _inserted(con, _ENDPOINTS, lines)


def _ciphered(folder: Path, lines: Sequence[bytes]) -> float:
    con: Any = sqlcipher.connect(str(folder / f"cipher-{secrets.token_hex(4)}.db"))
    con.isolation_level = None
    con.execute(f"pragma key=\"x'{secrets.token_hex(48)}'\"")
    return _inserted(con, file.PRAGMAS, lines)


def _inserted(con: Any, pragmas: Sequence[tuple[str, str]], lines: Sequence[bytes]) -> float:
    for name, value in pragmas:
        con.execute(f"pragma {name}={value}").fetchall()
    con.execute("create table raw (no integer primary key, id blob not null unique, bytes blob not null)")
    rows = [(secrets.token_bytes(16), line) for line in lines]

    def all_of_them() -> None:
        for start in range(0, len(rows), PER_COMMIT):
            con.execute("begin immediate")
            for row in rows[start : start + PER_COMMIT]:
                con.execute("insert into raw (id, bytes) values (?, ?)", row)
            con.execute("commit")

    took = clocked(all_of_them)
    con.close()
    return took


if __name__ == "__main__":
    run(measure)
