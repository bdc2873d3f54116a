"""The agency's log, its checkpoints and the nodes of its tree; devices and what they pushed.

`exchange` holds the device row first and the log row last (docs/protocol.md, section 6), so that numbers appear in the
order of commits.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from endpoint.store.tables import checkpoint, device, log, node, push


@dataclass(frozen=True, slots=True)
class Device:
    """An enrolled device and where its chain stands. status: active, suspended, revoked."""

    id: bytes
    agency: str
    name: str
    sign_key: bytes
    seal_key: bytes
    desk_key: bytes
    cert: bytes
    status: str
    chain_no: int
    chain_head: bytes
    seen: str
    forks: int


@dataclass(frozen=True, slots=True)
class Log:
    """Where a log stands. express: the newest `seq` of an urgent entry."""

    agency: str
    size: int
    root: bytes
    frontier: bytes
    express: int


@dataclass(frozen=True, slots=True)
class Pushed:
    """One run of links as it was signed; links are (hash, device_no)."""

    device: bytes
    first: int
    n: int
    prev: bytes
    head: bytes
    links: tuple[tuple[bytes, int], ...]
    sig: bytes


def get_device(con: sa.Connection, device_id: bytes) -> Device | None:
    """A device, its row locked."""
    row = con.execute(sa.select(device).where(device.c.id == device_id).with_for_update()).one_or_none()
    return Device(**row._mapping) if row else None


def devices(con: sa.Connection, ids: Collection[bytes]) -> list[Device]:
    rows = con.execute(sa.select(device).where(device.c.id.in_(ids)).order_by(device.c.id))
    return [Device(**row._mapping) for row in rows]


def add_device(con: sa.Connection, new: Device) -> None:
    con.execute(sa.insert(device).values({name: getattr(new, name) for name in Device.__slots__}))


def move_chain(con: sa.Connection, device_id: bytes, no: int, head: bytes, seen: str) -> None:
    """The device's chain stands here now."""
    change = sa.update(device).where(device.c.id == device_id)
    con.execute(change.values(chain_no=no, chain_head=head, seen=seen))


def set_status(con: sa.Connection, device_id: bytes, status: str) -> None:
    con.execute(sa.update(device).where(device.c.id == device_id).values(status=status))


def count_fork(con: sa.Connection, device_id: bytes) -> None:
    con.execute(sa.update(device).where(device.c.id == device_id).values(forks=device.c.forks + 1))


def save_push(con: sa.Connection, run: Pushed, received_at: str) -> None:
    """Keeps a signed run. One that starts at the same link and is longer takes the place of the shorter."""
    here = (push.c.device == run.device) & (push.c.first_no == run.first)
    con.execute(sa.delete(push).where(here))
    links = json.dumps([[entry_hash.hex(), no] for entry_hash, no in run.links])
    con.execute(
        sa.insert(push).values(
            device=run.device,
            first_no=run.first,
            n=run.n,
            prev=run.prev,
            head=run.head,
            links=links,
            sig=run.sig,
            received_at=received_at,
        )
    )


def pushes(con: sa.Connection, device_id: bytes, first: int, last: int) -> list[Pushed]:
    """The runs that hold links `first` to `last` of a device, by their first link."""
    chosen = sa.select(push).where(
        push.c.device == device_id, push.c.first_no <= last, push.c.first_no + push.c.n > first
    )
    rows = con.execute(chosen.order_by(push.c.first_no))
    return [_pushed(row) for row in rows]


def _pushed(row: sa.Row[tuple[object, ...]]) -> Pushed:
    links = tuple((bytes.fromhex(entry_hash), no) for entry_hash, no in json.loads(row.links))
    return Pushed(row.device, row.first_no, row.n, row.prev, row.head, links, row.sig)


def add_log(con: sa.Connection, new: Log) -> None:
    con.execute(sa.insert(log).values({name: getattr(new, name) for name in Log.__slots__}))


def get_log(con: sa.Connection, agency: str) -> Log | None:
    """A log, its row locked."""
    row = con.execute(sa.select(log).where(log.c.agency == agency).with_for_update()).one_or_none()
    return Log(**row._mapping) if row else None


def the_log(con: sa.Connection, agency: str) -> Log:
    """The log of an agency that has one, its row locked."""
    found = get_log(con, agency)
    if found is None:
        raise LookupError(agency)
    return found


def save_log(con: sa.Connection, now: Log, at: str) -> None:
    """The log stands here now, and its checkpoint is kept."""
    con.execute(
        sa.update(log)
        .where(log.c.agency == now.agency)
        .values(size=now.size, root=now.root, frontier=now.frontier, express=now.express)
    )
    con.execute(sa.insert(checkpoint).values(agency=now.agency, size=now.size, root=now.root, at=at))


def heads(con: sa.Connection) -> dict[str, tuple[int, int]]:
    """(size, newest urgent seq) of every log."""
    rows = con.execute(sa.select(log.c.agency, log.c.size, log.c.express))
    return {row.agency: (row.size, row.express) for row in rows}


def root_at(con: sa.Connection, agency: str, size: int) -> bytes | None:
    """The root a commit left at this size; None where no commit ended there."""
    return con.scalar(sa.select(checkpoint.c.root).where(checkpoint.c.agency == agency, checkpoint.c.size == size))


def commit_end(con: sa.Connection, agency: str, after: int, upto: int) -> int | None:
    """The last size in `(after, upto]` where a commit ended; if there is none, the first one after."""
    ends = sa.select(sa.func.max(checkpoint.c.size)).where(checkpoint.c.agency == agency)
    last: int | None = con.scalar(ends.where(checkpoint.c.size > after, checkpoint.c.size <= upto))
    if last is not None:
        return last
    first = sa.select(sa.func.min(checkpoint.c.size)).where(checkpoint.c.agency == agency, checkpoint.c.size > after)
    found: int | None = con.scalar(first)
    return found


def nodes(con: sa.Connection, agency: str, level: int, first: int, last: int) -> list[bytes]:
    """Full subtrees of 256**level leaves, numbers `first` to `last - 1`."""
    chosen = sa.select(node.c.hash).where(
        node.c.agency == agency, node.c.level == level, node.c.idx >= first, node.c.idx < last
    )
    return [row.hash for row in con.execute(chosen.order_by(node.c.idx))]


def add_node(con: sa.Connection, agency: str, level: int, idx: int, digest: bytes) -> None:
    con.execute(sa.insert(node).values(agency=agency, level=level, idx=idx, hash=digest))
