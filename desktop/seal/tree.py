"""The tree over an agency's leaves: RFC 9162, so that others' tools can check us.

The endpoint grows it, clients and `verify` check roots and proofs. It knows hashes only: no entry, no file, no order
but that of the list it is given.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Self

from desktop.domain.problems import Problem
from desktop.seal.primitives import sha256

EMPTY = sha256(b"")
Subtree = Callable[[int, int], bytes]


def leaf_hash(leaf: bytes) -> bytes:
    """H(0x00 ‖ leaf)."""
    return sha256(b"\0" + leaf)


def node_hash(left: bytes, right: bytes) -> bytes:
    """H(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right)


class Frontier:
    """The growing edge of a tree: enough to append and to know the root, whatever the size.

    It is one hash per full subtree, largest first, as many as `size` has bits set.
    """

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size = size
        self.hashes = list(hashes)
        if [len(one) for one in self.hashes] != [32] * size.bit_count():
            raise Problem("400.10", "a frontier has one hash for each bit of its size")

    def append(self, leaf: bytes) -> None:
        """Adds the hash of the next leaf."""
        for _ in range(_ones(self.size)):
            leaf = node_hash(self.hashes.pop(), leaf)
        self.hashes.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves so far; H("") of none."""
        if not self.hashes:
            return EMPTY
        right = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            right = node_hash(left, right)
        return right

    def to_bytes(self) -> bytes:
        """u64 size and the hashes: what a database keeps."""
        return self.size.to_bytes(8, "big") + b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Back from `to_bytes`. Raises Problem 400.10."""
        body = raw[8:]
        return cls(int.from_bytes(raw[:8], "big"), [body[i : i + 32] for i in range(0, len(body), 32)])


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def subtrees(leaves: Sequence[bytes]) -> Subtree:
    """Answers with the root over leaves [start, end), for the proofs below. A database may answer in its own way."""
    return lambda start, end: root(leaves[start:end])


def inclusion(of: Subtree, index: int, size: int) -> list[bytes]:
    """Proof that leaf `index` (from 0) is in the tree of `size`: the hashes beside its path, lowest first."""
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(of(middle, end))
            end = middle
        else:
            path.append(of(start, middle))
            start = middle
    return path[::-1]


def consistency(of: Subtree, first: int, size: int) -> list[bytes]:
    """Proof that the tree of `size` continues that of `first` leaves; empty when either says nothing."""
    if first in (0, size):
        return []
    path: list[bytes] = []
    start, end = 0, size
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            path.append(of(middle, end))
            end = middle
        else:
            path.append(of(start, middle))
            start = middle
    return ([of(start, end)] if start else []) + path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` leads from this leaf hash at `index` to `root` of `size` leaves."""
    if not 0 <= index < size:
        return False
    here, last = index, size - 1
    for one in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            leaf = node_hash(one, leaf)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            leaf = node_hash(leaf, one)
        here, last = here >> 1, last >> 1
    return last == 0 and leaf == root


def verify_consistency(first: int, first_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree of `size` with `root` continues that of `first` leaves with `first_root`."""
    if first == size:
        return not proof and first_root == root
    if first == 0:
        return not proof and first_root == EMPTY
    if not 0 < first < size:
        return False
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    return bool(path) and _walk(first - 1, size - 1, path) == (first_root, root)


def _walk(here: int, last: int, path: list[bytes]) -> tuple[bytes, bytes] | None:
    """The two roots a consistency proof leads to (RFC 9162, 2.1.4.2); None if it is too short or too long."""
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = path[0]
    for one in path[1:]:
        if last == 0:
            return None
        if here & 1 or here == last:
            old, new = node_hash(one, old), node_hash(one, new)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            new = node_hash(new, one)
        here, last = here >> 1, last >> 1
    return (old, new) if last == 0 else None


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def _ones(size: int) -> int:
    """How many subtrees the next leaf completes: the ones at the low end of `size`."""
    return (~size & (size + 1)).bit_length() - 1
