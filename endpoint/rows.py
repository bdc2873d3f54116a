"""An entry with its verdict, from the judgement to the row, the leaf and the words the device hears.

`turn` makes rows and the database gives them back as `Stored`; both speak through here, so that a verdict is the same
the first time and ever after.
"""

import json
from dataclasses import dataclass

from desktop.domain.problems import Problem
from desktop.seal import canonical, entry, ids, tree
from desktop.sync.protocol import Item, Told, Verdict
from endpoint.store.entries import Stored


@dataclass
class Row:
    """An entry to be stored. seq is 0 until the log is locked, and for ever when it is refused."""

    id: bytes
    said: bytes | None
    case_id: bytes | None
    case_no: int
    number: int | None
    device_no: int
    chain_no: int | None
    verdict: str
    problem: Problem | None
    flags: tuple[str, ...]
    express: bool
    hash: bytes
    line: bytes
    seq: int = 0

    def stored(self, agency: str, device: bytes, received_at: str) -> Stored:
        """The row as it will be read."""
        problem = canonical.dumps(self.problem.as_json()).decode() if self.problem else ""
        return Stored(
            self.id,
            self.said,
            agency,
            self.seq,
            self.case_id or b"",
            self.case_no,
            device,
            self.device_no,
            self.number or 0,
            self.chain_no or 0,
            self.verdict,
            problem,
            self.flags,
            received_at,
            self.hash,
        )

    def columns(self, agency: str, device: bytes, received_at: str, leaf: bytes | None) -> dict[str, object]:
        """The row as it is written."""
        return {
            "id": self.id,
            "said": self.said,
            "agency": agency,
            "seq": self.seq or None,
            "case_id": self.case_id,
            "case_no": self.case_no or None,
            "device": device,
            "device_no": self.device_no,
            "number": self.number,
            "chain_no": self.chain_no,
            "verdict": self.verdict,
            "problem": canonical.dumps(self.problem.as_json()).decode() if self.problem else "",
            "flags": json.dumps(self.flags),
            "express": self.express,
            "hash": self.hash,
            "leaf": leaf,
            "bytes": self.line,
            "received_at": received_at,
        }


def leaf_of(row: Stored) -> dict[str, object]:
    """The leaf of an accepted entry."""
    return {
        "agency": row.agency,
        "seq": row.seq,
        "id": ids.to_text(row.id),
        "hash": canonical.to_b64(row.hash),
        "case_id": ids.to_text(row.case_id),
        "case_no": row.case_no,
        "device": ids.to_text(row.device),
        "device_no": row.device_no,
        "flags": list(row.flags),
        "received_at": row.received_at,
    }


def leaf_hash(row: Stored) -> bytes:
    return tree.leaf_hash(entry.leaf(leaf_of(row)))


def item_of(row: Stored) -> Item:
    """The endpoint's half, as a page brings it."""
    return Item(row.seq, row.case_no, ids.to_text(row.device), row.device_no, row.flags, row.received_at)


def verdict_of(row: Stored) -> Verdict:
    """The verdict, with the same words whenever it is asked for."""
    if row.verdict == "refused":
        said = row.id if row.said is None else row.said
        told = Told(**json.loads(row.problem))
        return Verdict(id=ids.to_text(said) if said else "", verdict="refused", problem=told)
    return Verdict(
        id=ids.to_text(row.id),
        verdict="accepted",
        agency=row.agency,
        seq=row.seq,
        case_no=row.case_no,
        device_no=row.device_no,
        flags=row.flags,
        received_at=row.received_at,
    )
