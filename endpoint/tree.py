"""An agency's tree in the database: it grows with each commit, and proves what it holds (RFC 9162).

`exchange` grows it under the lock of the log; the routes of proofs ask it. The shape of proofs is `desktop.seal.tree`;
here is only where the hashes come from: leaves, and one stored node for each full subtree of 256, 256² .. leaves.
"""

from desktop.seal import tree
from endpoint.store import Connection, entries, logs

BITS = 8


def grow(con: Connection, log: logs.Log, leaves: list[bytes], express: int, at: str) -> logs.Log:
    """The log after these leaf hashes: saved, with its checkpoint and the nodes that became full."""
    frontier = tree.Frontier.from_bytes(log.frontier)
    for leaf in leaves:
        frontier.append(leaf)
    for block in range(log.size >> BITS, frontier.size >> BITS):
        _fill(con, log, leaves, block)
    grown = logs.Log(log.agency, frontier.size, frontier.root(), frontier.to_bytes(), max(log.express, express))
    logs.save_log(con, grown, at)
    return grown


def _fill(con: Connection, log: logs.Log, new: list[bytes], block: int) -> None:
    """Writes the node of a block of 256 leaves that is full now, and those above it that it completes."""
    first, wide = block << BITS, 1 << BITS
    old = entries.leaves(con, log.agency, first, min(log.size, first + wide)) if first < log.size else []
    start = max(first - log.size, 0)
    digest = tree.root([*old, *new[start : start + wide - len(old)]])
    level, idx = 1, block
    logs.add_node(con, log.agency, level, idx, digest)
    while (idx + 1) % wide == 0:
        level, idx = level + 1, idx >> BITS
        parts = logs.nodes(con, log.agency, level - 1, idx << BITS, (idx + 1) << BITS)
        logs.add_node(con, log.agency, level, idx, tree.root(parts))


def subtree(con: Connection, agency: str) -> tree.Subtree:
    """Answers with the root over leaves [start, end) of this log, reading few rows whatever its size."""

    def of(start: int, end: int) -> bytes:
        size = end - start
        if size <= 1 << BITS:
            return tree.root(entries.leaves(con, agency, start, end))
        middle = 1 << ((size - 1).bit_length() - 1)
        if middle * 2 == size and start % size == 0:
            return tree.root(_nodes(con, agency, start, end))
        return tree.node_hash(of(start, start + middle), of(start + middle, end))

    return of


def _nodes(con: Connection, agency: str, start: int, end: int) -> list[bytes]:
    """The largest stored subtrees that make up a perfect one of more than 256 leaves."""
    level = ((end - start).bit_length() - 1) // BITS
    return logs.nodes(con, agency, level, start >> BITS * level, end >> BITS * level)


def inclusion(con: Connection, agency: str, seq: int, size: int) -> list[bytes]:
    """Proof that the entry with this `seq` is in the tree of `size`."""
    return tree.inclusion(subtree(con, agency), seq - 1, size)


def consistency(con: Connection, agency: str, first: int, size: int) -> list[bytes]:
    """Proof that the log of `size` continues that of `first`."""
    return tree.consistency(subtree(con, agency), first, size)
