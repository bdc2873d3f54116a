"""Entries as they stand: known ones, numbers taken, what a case holds, what a page brings.

`exchange` and `judge` call this inside a transaction. Bytes are given back as they came; nothing is written twice.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from endpoint.store.tables import case_row, entry


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry with its verdict. `seq` and `case_no` are 0 when it was refused; `problem` is "" or JSON.

    said: the id the line gives itself, None where that is `id`, empty where it gives none.
    """

    id: bytes
    said: bytes | None
    agency: str
    seq: int
    case_id: bytes
    case_no: int
    device: bytes
    device_no: int
    number: int
    chain_no: int
    verdict: str
    problem: str
    flags: tuple[str, ...]
    received_at: str
    hash: bytes


@dataclass(frozen=True, slots=True)
class CaseRow:
    """What the endpoint keeps of a case: where it is, its last number, its state for people who run the endpoint."""

    agency: str
    facility: str
    first_seq: int
    last_no: int
    state: str


_STORED = (
    entry.c.id,
    entry.c.said,
    entry.c.agency,
    entry.c.seq,
    entry.c.case_id,
    entry.c.case_no,
    entry.c.device,
    entry.c.device_no,
    entry.c.number,
    entry.c.chain_no,
    entry.c.verdict,
    entry.c.problem,
    entry.c.flags,
    entry.c.received_at,
    entry.c.hash,
)


def stored(row: Any) -> Stored:
    """A row of `_STORED` as the rest of the endpoint knows it."""
    return Stored(
        row.id,
        row.said,
        row.agency,
        row.seq or 0,
        row.case_id or b"",
        row.case_no or 0,
        row.device,
        row.device_no,
        row.number or 0,
        row.chain_no or 0,
        row.verdict,
        row.problem,
        tuple(json.loads(row.flags)),
        row.received_at,
        row.hash,
    )


def by_hash(con: sa.Connection, hashes: Collection[bytes]) -> dict[bytes, Stored]:
    """Known entries among these bytes."""
    rows = con.execute(sa.select(*_STORED).where(entry.c.hash.in_(hashes))) if hashes else ()
    return {row.hash: stored(row) for row in rows}


def by_id(con: sa.Connection, ids: Collection[bytes]) -> dict[bytes, Stored]:
    """Known entries among these ids."""
    rows = con.execute(sa.select(*_STORED).where(entry.c.id.in_(ids))) if ids else ()
    return {row.id: stored(row) for row in rows}


def lines(con: sa.Connection, ids: Collection[bytes]) -> dict[bytes, bytes]:
    """The lines of these entries, byte for byte."""
    rows = con.execute(sa.select(entry.c.id, entry.c.bytes).where(entry.c.id.in_(ids))) if ids else ()
    return {row.id: row.bytes for row in rows}


def numbers(con: sa.Connection, device: bytes, cases: Collection[bytes]) -> dict[bytes, set[int]]:
    """The numbers of this device that have a verdict, by case. A full run from 1 is given as its last number alone."""
    mine = (entry.c.device == device) & entry.c.case_id.in_(cases) & entry.c.number.is_not(None)
    found: dict[bytes, set[int]] = {}
    if not cases:
        return found
    counted = sa.select(entry.c.case_id, sa.func.count().label("n"), sa.func.max(entry.c.number).label("top"))
    holes = []
    for row in con.execute(counted.where(mine).group_by(entry.c.case_id)):
        found[row.case_id] = set(range(1, row.top + 1)) if row.n == row.top else set()
        holes += [row.case_id] if row.n != row.top else []
    for row in con.execute(sa.select(entry.c.case_id, entry.c.number).where(mine, entry.c.case_id.in_(holes))):
        found[row.case_id].add(row.number)
    return found


def cases(con: sa.Connection, ids: Collection[bytes]) -> dict[bytes, CaseRow]:
    """The rows of these cases, locked in the order of their ids."""
    if not ids:
        return {}
    chosen = sa.select(case_row).where(case_row.c.case_id.in_(ids)).order_by(case_row.c.case_id).with_for_update()
    return {
        row.case_id: CaseRow(row.agency, row.facility, row.first_seq, row.last_no, row.state)
        for row in con.execute(chosen)
    }


def save_cases(con: sa.Connection, rows: Mapping[bytes, CaseRow], new: Collection[bytes]) -> None:
    """Writes what changed of these cases; `new` ones are inserted."""
    fresh = [_case(key, row) for key, row in rows.items() if key in new]
    moved = [
        {"key": key, "last": row.last_no, "stands": row.state, "place": row.facility}
        for key, row in rows.items()
        if key not in new
    ]
    if fresh:
        con.execute(sa.insert(case_row), fresh)
    if moved:
        change = sa.update(case_row).where(case_row.c.case_id == sa.bindparam("key"))
        con.execute(
            change.values(last_no=sa.bindparam("last"), state=sa.bindparam("stands"), facility=sa.bindparam("place")),
            moved,
        )


def _case(key: bytes, row: CaseRow) -> dict[str, object]:
    return {
        "case_id": key,
        "agency": row.agency,
        "facility": row.facility,
        "first_seq": row.first_seq,
        "last_no": row.last_no,
        "state": row.state,
    }


def insert(con: sa.Connection, rows: list[dict[str, object]]) -> None:
    """New entries with their verdicts, for ever."""
    if rows:
        con.execute(sa.insert(entry), rows)


def take_number(con: sa.Connection, taken: Iterable[tuple[bytes, int]]) -> None:
    """Entries judged before their link was there take up its number now."""
    rows = [{"key": key, "no": number} for key, number in taken]
    if rows:
        con.execute(sa.update(entry).where(entry.c.id == sa.bindparam("key")).values(number=sa.bindparam("no")), rows)


def of_case(con: sa.Connection, case_id: bytes, after_no: int) -> list[tuple[int, tuple[str, ...], str, bytes]]:
    """(case_no, flags, received_at, line) of what a case holds beyond `after_no`, in its order."""
    chosen = sa.select(entry.c.case_no, entry.c.flags, entry.c.received_at, entry.c.bytes)
    rows = con.execute(chosen.where(entry.c.case_id == case_id, entry.c.case_no > after_no).order_by(entry.c.case_no))
    return [(row.case_no, tuple(json.loads(row.flags)), row.received_at, row.bytes) for row in rows]


def sizes(con: sa.Connection, agency: str, after: int, device: bytes, most: int) -> list[tuple[int, int]]:
    """(seq, bytes this device would receive for it) of the next entries of a log, `most` of them."""
    chosen = sa.select(entry.c.seq, entry.c.device, sa.func.length(entry.c.bytes).label("n"))
    rows = con.execute(chosen.where(entry.c.agency == agency, entry.c.seq > after).order_by(entry.c.seq).limit(most))
    return [(row.seq, 0 if row.device == device else row.n) for row in rows]


def tail(con: sa.Connection, agency: str, after: int, to: int, device: bytes) -> list[tuple[Stored, bytes]]:
    """Entries of others in `(after, to]`, in order."""
    chosen = sa.select(*_STORED, entry.c.bytes).where(
        entry.c.agency == agency, entry.c.seq > after, entry.c.seq <= to, entry.c.device != device
    )
    return [(stored(row), row.bytes) for row in con.execute(chosen.order_by(entry.c.seq))]


def express(con: sa.Connection, agency: str, after: int, device: bytes, most: int) -> list[tuple[Stored, bytes]]:
    """Urgent entries of others beyond `after`, in order, `most` of them."""
    chosen = sa.select(*_STORED, entry.c.bytes).where(
        entry.c.agency == agency, entry.c.express, entry.c.seq > after, entry.c.device != device
    )
    return [(stored(row), row.bytes) for row in con.execute(chosen.order_by(entry.c.seq).limit(most))]


def leaves(con: sa.Connection, agency: str, after: int, to: int) -> list[bytes]:
    """Leaf hashes with `seq` in `(after, to]`, in order."""
    rows = con.execute(
        sa.select(entry.c.leaf)
        .where(entry.c.agency == agency, entry.c.seq > after, entry.c.seq <= to)
        .order_by(entry.c.seq)
    )
    return [row.leaf for row in rows]
