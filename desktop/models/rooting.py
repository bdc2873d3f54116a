"""This device's own copy of each agency's tree, as far as it has seen every leaf.

The inbox grows it from what it pulled and what its own entries were answered with, and compares the root with the one
the endpoint signed. A device that may not read everything has holes: then the tree stops there and the endpoint's
proofs of consistency are asked instead. It never trusts a root it could not make. Source: protocol.md sections 1 and
3; RFC 9162.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from desktop.models import settings
from desktop.models.tables import ENTRY, RECEIPT
from desktop.seal import canonical, ids, tree
from desktop.seal.entry import leaf

_PIECE: Final = 1000
_ROWS: Final = (
    sa.select(
        ENTRY.c.seq,
        ENTRY.c.id,
        ENTRY.c.hash,
        ENTRY.c.case_id,
        ENTRY.c.case_no,
        ENTRY.c.device,
        ENTRY.c.device_no,
        ENTRY.c.flags,
        ENTRY.c.received_at,
        ENTRY.c.kind,
        ENTRY.c.mine,
        ENTRY.c.receipt_no,
    )
    .where(ENTRY.c.seq.is_not(None), ENTRY.c.agency == sa.bindparam("in_agency"), ENTRY.c.seq > sa.bindparam("above"))
    .order_by(ENTRY.c.seq)
    .limit(_PIECE)
)


def stored(sql: sa.Connection, agency: str) -> tree.Frontier:
    """The tree as far as it was grown; empty at first."""
    raw = settings.get(sql, _key(agency))
    return tree.Frontier.from_bytes(raw) if raw else tree.Frontier()


def keep(sql: sa.Connection, agency: str, frontier: tree.Frontier) -> None:
    """Remembers it, with the cursor, in one transaction."""
    settings.put(sql, _key(agency), frontier.to_bytes())


def grown(sql: sa.Connection, agency: str, upto: int, fresh: Mapping[int, bytes]) -> tree.Frontier:
    """The tree over leaves 1 to `upto`, or to the first one that is not known here.

    fresh: leaf hashes by `seq` that an answer brings and that are not written yet.
    """
    frontier = stored(sql, agency)
    known: dict[int, bytes] = {}
    while frontier.size < upto:
        seq = frontier.size + 1
        if seq not in fresh and seq not in known:
            known = _leaves(sql, agency, seq)
            if seq not in known:
                break
        frontier.append(fresh[seq] if seq in fresh else known[seq])
    return frontier


def leaf_hash(agency: str, entry_id: str, entry_hash: bytes, case_id: str, item: Sequence[Any]) -> bytes:
    """The hash of a leaf. item: seq, case_no, device, device_no, flags, received_at, as on the wire."""
    seq, case_no, device, device_no, flags, received_at = item
    return tree.leaf_hash(
        leaf(
            {
                "agency": agency,
                "seq": seq,
                "id": entry_id,
                "hash": canonical.to_b64(entry_hash),
                "case_id": case_id,
                "case_no": case_no,
                "device": device,
                "device_no": device_no,
                "flags": list(flags),
                "received_at": received_at,
            }
        )
    )


def _leaves(sql: sa.Connection, agency: str, start: int) -> dict[int, bytes]:
    """Leaf hashes by `seq` from `start` on, from the journal."""
    rows = sql.execute(_ROWS, {"in_agency": agency, "above": start - 1}).all()
    return {row.seq: _leaf_of(sql, agency, row) for row in rows}


def _leaf_of(sql: sa.Connection, agency: str, row: Any) -> bytes:
    entry_id = ids.to_text(row.id)
    device_no = _released_without_link(sql, row, entry_id) if row.kind == "release_locked" else max(row.device_no, 0)
    item = (row.seq, row.case_no, ids.to_text(row.device), device_no, row.flags.split(), row.received_at)
    return leaf_hash(agency, entry_id, row.hash, ids.to_text(row.case_id), item)


def _released_without_link(sql: sa.Connection, row: Any, entry_id: str) -> int:
    """A locked release may have been judged before it had a link: its verdict says which number the leaf has."""
    raw = (
        sql.execute(sa.select(RECEIPT.c.verdicts).where(RECEIPT.c.no == row.receipt_no)).scalar() if row.mine else None
    )
    for verdict in canonical.loads(raw) if raw else ():
        if verdict["id"] == entry_id and "device_no" in verdict:
            return int(verdict["device_no"])
    return max(int(row.device_no), 0)


def _key(agency: str) -> str:
    return f"tree:{agency}"
