"""A document counts when enough of those who may sign it did."""

from typing import Any

import pytest

from desktop.domain.problems import Problem
from desktop.seal import canonical, dsse, words
from desktop.seal.primitives import SigningKey
from resources import folder
from tests.seal.vectors import key, un, wire

VECTORS = wire()["dsse"]
PACK = VECTORS[2]["envelope"]
KEYS = {wire()["keys"][name]["keyid"]: key(name) for name in wire()["keys"] if name != "intake"}


def named(*names: str) -> list[str]:
    return [str(wire()["keys"][name]["keyid"]) for name in names]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["kind"])
def test_a_document_is_signed_and_checked_as_the_vector_says(vector: dict[str, Any]) -> None:
    signers = [SigningKey(un(wire()["keys"][name]["seed"])) for name in vector["signed_with"]]
    envelope = dsse.sign(vector["kind"], vector["payload"], signers)
    assert envelope == vector["envelope"]
    assert dsse.pae(vector["kind"], dsse.payload(envelope)) == un(vector["pae"])
    allowed = named(*vector["signed_with"])
    assert dsse.check(envelope, vector["kind"], KEYS, allowed, vector["threshold"]) == vector["payload"]


def refused(envelope: object, kind: str = "pack", allowed: tuple[str, ...] = ("config", "counsel"), n: int = 2) -> None:
    with pytest.raises(Problem) as bad:
        dsse.check(envelope, kind, KEYS, named(*allowed), n)
    assert bad.value.code == "422.10"


def test_too_few_signers_another_kind_or_other_keys_are_refused() -> None:
    refused(PACK, kind="roots")
    refused(PACK, allowed=("config",))
    refused(PACK, allowed=("config", "stranger"))
    refused(PACK, n=3)
    refused(PACK, n=0)


def test_one_key_that_signs_twice_counts_once() -> None:
    twice = {**PACK, "signatures": [PACK["signatures"][0]] * 2}
    refused(twice)
    assert dsse.check(twice, "pack", KEYS, named("config"), 1)["pack_id"] == "vector"


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        {**PACK, "x": 1},
        {**PACK, "payload": 1},
        {**PACK, "payload": "eyJ"},
        {**PACK, "payload": canonical.to_b64(b'{"n":725,"pack_id":"vector","v":1}')},
        {**PACK, "payloadType": "text/plain"},
        {**PACK, "signatures": {}},
        {**PACK, "signatures": [1]},
        {**PACK, "signatures": [{**one, "sig": "AA=="} for one in PACK["signatures"]]},
        {**PACK, "signatures": [{**one, "keyid": 7} for one in PACK["signatures"]]},
    ],
)
def test_a_broken_envelope_is_refused(broken: object) -> None:
    refused(broken)


def test_a_payload_of_another_version_or_form_is_refused_though_signed() -> None:
    signer = SigningKey(un(wire()["keys"]["config"]["seed"]))
    refused(dsse.sign("pack", {"v": 2}, [signer]), allowed=("config",), n=1)
    text = b'{"v": 1}'
    sig = canonical.to_b64(signer.sign_plain(dsse.pae("pack", text)))
    signatures = [{"keyid": signer.keyid, "sig": sig}]
    refused({**PACK, "payload": canonical.to_b64(text), "signatures": signatures}, allowed=("config",), n=1)


def test_six_words_stand_for_the_roots_and_the_root_key() -> None:
    vector = wire()["six_words"]
    payload, root_key = un(vector["roots_payload"]), un(vector["root_key"])
    listed = (folder("data") / "words.txt").read_text(encoding="ascii").split()
    assert list(words.numbers(payload, root_key)) == vector["numbers"]
    assert words.six_words(payload, root_key, listed) == tuple(listed[number] for number in vector["numbers"])
    assert len(listed) == 2048
    assert words.numbers(payload + b" ", root_key) != words.numbers(payload, root_key)
