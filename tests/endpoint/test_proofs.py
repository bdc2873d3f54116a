"""What the endpoint shows: its tree is RFC 9162's at any size, and evidence verifies with the roots alone."""

from pathlib import Path
from typing import Any

import pytest

from desktop.seal import canonical, checkpoint, ids, tree
from desktop.seal.primitives import sha256
from desktop.seal.tree import EMPTY, Frontier
from desktop.seal.verify import verify
from desktop.sync import protocol
from endpoint import tree as grown
from endpoint.admin import folder as place
from endpoint.store import Connection, entries, logs
from tests.endpoint.kit import AGENCY, Device, World


def leaf_row(seq: int, leaf: bytes) -> dict[str, object]:
    return {
        "id": sha256(b"id%d" % seq)[:16],
        "said": None,
        "agency": "A",
        "seq": seq,
        "case_id": None,
        "case_no": None,
        "device": bytes(16),
        "device_no": 0,
        "number": None,
        "chain_no": None,
        "verdict": "accepted",
        "problem": "",
        "flags": "[]",
        "express": False,
        "hash": leaf,
        "leaf": leaf,
        "bytes": b"",
        "received_at": "",
    }


def grow_to(con: Connection, leaves: list[bytes], step: int) -> None:
    logs.add_log(con, logs.Log("A", 0, EMPTY, Frontier().to_bytes(), 0))
    for start in range(0, len(leaves), step):
        new = leaves[start : start + step]
        entries.insert(con, [leaf_row(seq, leaf) for seq, leaf in enumerate(new, start + 1)])
        grown.grow(con, logs.the_log(con, "A"), new, 0, "")


@pytest.mark.parametrize("step", [1, 37, 256, 300])
def test_the_stored_tree_proves_what_a_plain_one_proves(tmp_path: Path, step: int) -> None:
    leaves = [sha256(b"leaf%d" % number) for number in range(1337)]
    store = place.open_store(tmp_path)
    plain = tree.subtrees(leaves)
    with store.write() as con:
        grow_to(con, leaves, step)
        assert logs.the_log(con, "A").root == tree.root(leaves)
        for size in (1, 2, 255, 256, 257, 511, 512, 513, 1024, 1337):
            for seq in {1, 2, size // 2 + 1, size}:
                if seq <= size:
                    assert grown.inclusion(con, "A", seq, size) == tree.inclusion(plain, seq - 1, size)
            for first in (0, 1, 255, 256, 300, size):
                if first <= size:
                    assert grown.consistency(con, "A", first, size) == tree.consistency(plain, first, size)
    store.close()


def test_full_subtrees_are_kept_at_every_level(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grown, "BITS", 2)
    leaves = [sha256(b"%d" % number) for number in range(301)]
    store = place.open_store(tmp_path)
    with store.write() as con:
        grow_to(con, leaves, 50)
        assert logs.nodes(con, "A", 4, 0, 2) == [tree.root(leaves[:256])]
        assert logs.nodes(con, "A", 2, 0, 99) == [tree.root(leaves[at : at + 16]) for at in range(0, 288, 16)]
        for seq in range(1, 302):
            proof = grown.inclusion(con, "A", seq, 301)
            assert tree.verify_inclusion(leaves[seq - 1], seq - 1, 301, proof, tree.root(leaves))
    store.close()


def test_the_checkpoint_is_signed_and_grows_consistently(world: World, officer: Device) -> None:
    origin, key = f"{world.core.site.name}/{AGENCY}", world.core.keys.checkpoint.public
    size, root = checkpoint.read(officer.get(f"/v1/logs/{AGENCY}/checkpoint").text, origin, key)
    for _ in range(3):
        officer.exchange([officer.encounter() for _ in range(4)])
    later, new_root = checkpoint.read(officer.get(f"/v1/logs/{AGENCY}/checkpoint").text, origin, key)
    assert (size, later) == (1, 13)
    answer = officer.get(f"/v1/logs/{AGENCY}/consistency?from={size}&to={later}")
    proof = [canonical.from_b64(each) for each in protocol.read_answer(protocol.Proof, answer.content).proof]
    assert tree.verify_consistency(size, root, later, new_root, proof)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("from=2&to=1", "404.10"),
        ("from=0&to=99", "404.10"),
        ("from=-1&to=1", "400.10"),
        ("from=1", "400.10"),
        ("from=1e3&to=2", "400.10"),
        ("from=99999999999999999999&to=2", "400.10"),
    ],
)
def test_a_consistency_nobody_can_prove_is_a_numbered_problem(officer: Device, query: str, code: str) -> None:
    answer = officer.get(f"/v1/logs/{AGENCY}/consistency?{query}")
    assert answer.json()["code"] == code
    assert officer.get(f"/v1/logs/ZZ-OTHER/consistency?{query}").json()["code"] in ("404.10", "400.10")
    assert officer.get("/v1/logs/ZZ-OTHER/checkpoint").json()["code"] == "404.10"


def evidence(device: Device, *wanted: str) -> Any:
    return device.send("/v1/evidence", canonical.dumps({"ids": list(wanted)}))


def test_evidence_verifies_with_the_roots_and_nothing_else(world: World, officer: Device, supervisor: Device) -> None:
    first = officer.encounter()
    note, freed = officer.note(first.case_id), officer.freed(first.case_id)
    locked = officer.locked_release(first.case_id)
    officer.post("/v1/release", officer.release_body(locked))
    officer.exchange([freed, first, note])
    colleague, enrolment = officer.invited("P-999")
    theirs = officer.note(first.case_id, by=colleague)
    officer.exchange([locked, enrolment, theirs])
    file = evidence(supervisor, first.id, freed.id, locked.id, note.id, theirs.id)
    assert file.status_code == 200
    roots = place.read_json(world.folder / "roots.json")
    found = verify(file.content, roots)
    assert found.code == 0, found


def test_evidence_for_nothing_we_have_is_404(officer: Device) -> None:
    assert evidence(officer, ids.new_id()).json()["code"] == "404.10"


def test_evidence_for_others_is_kept_from_a_person_who_may_not_read(officer: Device, supervisor: Device) -> None:
    theirs = supervisor.note(ids.new_id())
    supervisor.exchange([theirs])
    newcomer, enrolment = officer.invited("P-999")
    officer.sign_in(newcomer, enrolled=enrolment.line.decode())
    assert evidence(officer, theirs.id).json()["code"] == "403.10"
