"""The tree is that of RFC 9162, and nobody proves what is not so."""

from typing import Any

import pytest

from desktop.domain.problems import Problem
from desktop.seal import checkpoint, tree
from desktop.seal.primitives import SigningKey
from tests.seal.vectors import key, un, wire

TREES = wire()["tree"]["trees"]
LEAVES = [tree.leaf_hash(f"leaf {i}".encode()) for i in range(max(one["size"] for one in TREES))]


@pytest.mark.parametrize("vector", TREES, ids=lambda v: str(v["size"]))
def test_roots_and_proofs_are_those_of_the_vectors(vector: dict[str, Any]) -> None:
    size, root = vector["size"], un(vector["root"])
    of = tree.subtrees(LEAVES[:size])
    assert tree.root(LEAVES[:size]) == root
    for one in vector["inclusion"]:
        proof = [un(hash_) for hash_ in one["proof"]]
        assert tree.inclusion(of, one["index"], size) == proof
        assert tree.verify_inclusion(LEAVES[one["index"]], one["index"], size, proof, root)
    for one in vector["consistency"]:
        proof = [un(hash_) for hash_ in one["proof"]]
        assert tree.consistency(of, one["from"], size) == proof
        assert tree.verify_consistency(one["from"], tree.root(LEAVES[: one["from"]]), size, root, proof)


def test_a_frontier_grows_stops_and_goes_on() -> None:
    frontier = tree.Frontier()
    for size, leaf in enumerate(LEAVES):
        assert frontier.root() == tree.root(LEAVES[:size])
        frontier = tree.Frontier.from_bytes(frontier.to_bytes())
        frontier.append(leaf)
    assert frontier.size == len(LEAVES)


@pytest.mark.parametrize("raw", [bytes(7) + b"\x01", bytes(8) + bytes(32), bytes(7) + b"\x02" + bytes(31)[:0]])
def test_a_frontier_that_does_not_fit_its_size_is_refused(raw: bytes) -> None:
    with pytest.raises(Problem):
        tree.Frontier.from_bytes(raw)


def test_no_proof_shows_another_leaf_place_size_or_root() -> None:
    size = 11
    root, of = tree.root(LEAVES[:size]), tree.subtrees(LEAVES[:size])
    for index in range(size):
        proof = tree.inclusion(of, index, size)
        assert not tree.verify_inclusion(LEAVES[index + 1], index, size, proof, root)
        assert not tree.verify_inclusion(LEAVES[index], index, size, proof[:-1], root)
        assert not tree.verify_inclusion(LEAVES[index], index, size, [*proof, root], root)
        assert not tree.verify_inclusion(LEAVES[index], size + index, size, proof, root)
        assert not any(tree.verify_inclusion(LEAVES[index], i, size, proof, root) for i in range(size) if i != index)


def test_no_proof_shows_that_a_rewritten_tree_continues_the_old_one() -> None:
    size = 11
    root, of = tree.root(LEAVES[:size]), tree.subtrees(LEAVES[:size])
    for first in range(1, size):
        old, proof = tree.root(LEAVES[:first]), tree.consistency(of, first, size)
        assert not tree.verify_consistency(first, LEAVES[20], size, root, proof)
        assert not tree.verify_consistency(first, old, size, LEAVES[20], proof)
        assert not tree.verify_consistency(first, old, size, root, proof[:-1])
        assert not tree.verify_consistency(first, old, size, root, [*proof, root])
        assert not tree.verify_consistency(size + 1, old, size, root, proof)
    assert not tree.verify_consistency(0, root, size, root, [])
    assert not tree.verify_consistency(size, LEAVES[0], size, root, [])


def test_a_checkpoint_is_the_note_of_the_vector() -> None:
    vector = wire()["checkpoint"]
    signer = SigningKey(un(wire()["keys"]["checkpoint"]["seed"]))
    note = checkpoint.sign(signer, vector["origin"], vector["size"], un(vector["root"]))
    assert note == vector["note"]
    assert checkpoint.read(note, vector["origin"], un(vector["key"])) == (vector["size"], un(vector["root"]))


def test_a_checkpoint_changed_anywhere_is_refused() -> None:
    vector = wire()["checkpoint"]
    note, origin, public = vector["note"], vector["origin"], un(vector["key"])
    for i in range(len(note)):
        changed = note[:i] + chr(ord(note[i]) ^ 1) + note[i + 1 :]
        with pytest.raises(Problem) as bad:
            checkpoint.read(changed, origin, public)
        assert bad.value.code == "422.10"
    for other in (note + "\n", note[:-1], "", note.replace("\n2", "\n02"), note.replace("\n2", "\n+2")):
        with pytest.raises(Problem):
            checkpoint.read(other, origin, public)
    for wrong in ((note, origin + "x", public), (note, origin, key("stranger"))):
        with pytest.raises(Problem):
            checkpoint.read(*wrong)
