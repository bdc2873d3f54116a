"""An entry is bytes that never change: made, read, linked and proved as the vectors say."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from desktop.domain import times
from desktop.domain.problems import Problem
from desktop.seal import canonical, entry, ids
from desktop.seal.primitives import SigningKey, hpke_open, hpke_seal, labelled, p384_public, sha256, verify
from tests.seal.vectors import key, un, wire

ENTRIES = wire()["entries"]
WHOLE = [one for one in ENTRIES if not one.get("erased")]
SIGNED_WRONG = {
    "head changed after signing",
    "signed by another person",
    "signed by the desk key",
    "signed without label",
}


def signer(name: str) -> SigningKey:
    return SigningKey(un(wire()["keys"][name]["seed"]))


@pytest.mark.parametrize("name", [n for n in wire()["keys"] if n != "intake"])
def test_a_seed_gives_its_public_key_and_name(name: str) -> None:
    assert (signer(name).public, signer(name).keyid) == (key(name), wire()["keys"][name]["keyid"])
    assert signer(name).seed == un(wire()["keys"][name]["seed"])


@pytest.mark.parametrize("vector", WHOLE, ids=lambda v: v["name"])
def test_an_entry_is_made_byte_for_byte(vector: dict[str, Any]) -> None:
    fields = {name: value for name, value in vector["head"].items() if name != "data_hash"}
    head, sealed = entry.make(fields, vector["data"], signer(vector["signed_with"]).sign, un(vector["salt"]))
    assert (sealed.data, sealed.head) == (un(vector["data_bytes"]), un(vector["head_bytes"]))
    assert (head.data_hash, sealed.hash) == (vector["data_hash"], un(vector["entry_hash"]))
    assert sealed.line.decode() == vector["line"]


@pytest.mark.parametrize("vector", ENTRIES, ids=lambda v: v["name"])
def test_a_line_reads_back_untouched(vector: dict[str, Any]) -> None:
    line = vector["line"].encode()
    parsed = entry.parse(line)
    assert parsed.sealed.line == line
    assert canonical.dumps(parsed.head.to_json()) == parsed.sealed.head
    assert parsed.data == vector.get("data")
    assert parsed.sealed.hash == entry.line_hash(line) == un(vector["entry_hash"])
    assert verify(key(vector["signed_with"]), "entry", parsed.sealed.hash, parsed.sealed.by)


@pytest.mark.parametrize("vector", wire()["bad_lines"], ids=lambda v: v["name"])
def test_a_bad_line_is_refused_and_still_has_its_hash(vector: dict[str, Any]) -> None:
    line = un(vector["line"])
    assert entry.line_hash(line) == un(vector["entry_hash"])
    if vector["name"] in SIGNED_WRONG:
        sealed = entry.parse(line).sealed
        assert not verify(key("person"), "entry", sealed.hash, sealed.by)
        return
    with pytest.raises(Problem) as bad:
        entry.parse(line)
    assert bad.value.code == "400.10"


@pytest.mark.parametrize("vector", wire()["odd_lines"], ids=lambda v: v["name"])
def test_an_odd_line_has_a_head_and_a_hash(vector: dict[str, Any]) -> None:
    line = un(vector["line"])
    assert entry.head_bytes(line) == un(vector["head_bytes"])
    assert entry.line_hash(line) == un(vector["entry_hash"])
    assert entry.odd_release(line) is None


def test_a_line_over_64_kib_is_refused_by_itself() -> None:
    fields = {name: value for name, value in WHOLE[2]["head"].items() if name != "data_hash"}
    with pytest.raises(Problem) as bad:
        entry.make(fields, {"text": "x" * entry.LIMIT}, signer("person").sign)
    assert bad.value.code == "413.10"
    with pytest.raises(Problem) as bad:
        entry.parse(b"x" * (entry.LIMIT + 1))
    assert bad.value.code == "413.10"


@pytest.mark.parametrize("field", ["id", "case_id", "device", "data_hash"])
def test_a_head_with_a_name_that_is_none_is_refused(field: str) -> None:
    head = entry.parse(WHOLE[0]["line"].encode()).head
    line = WHOLE[0]["line"].replace(getattr(head, field), getattr(head, field).upper())
    with pytest.raises(Problem):
        entry.parse(line.encode())


def test_a_release_is_known_in_whatever_shape() -> None:
    line = next(one["line"] for one in WHOLE if one["name"] == "release_locked").encode()
    odd = line.replace(b'"data":{', b'"data": {')
    with pytest.raises(Problem):
        entry.parse(odd)
    found = entry.odd_release(odd)
    assert found is not None
    assert found["kind"] == "release_locked"
    assert entry.odd_release(ENTRIES[2]["line"].encode()) is None


def test_a_locked_release_may_wait_without_a_signature_but_not_travel_so() -> None:
    vector = next(one for one in WHOLE if one["name"] == "release_locked")
    unsigned = replace(entry.parse(vector["line"].encode()).sealed, by=b"")
    assert entry.parse(unsigned.line, signed=False).sealed == unsigned
    with pytest.raises(Problem):
        entry.parse(unsigned.line)
    signed = replace(unsigned, by=signer("desk").sign("entry", unsigned.hash))
    assert signed.line.decode() == vector["line"]


def test_a_push_is_chained_and_signed_as_the_vector_says() -> None:
    push = wire()["push"]
    links = [(un(hash_), number) for hash_, number in push["links"]]
    heads = [un(push["prev"])]
    for k, (hash_, number) in enumerate(links, push["first"]):
        heads.append(entry.chain_next(heads[-1], k, hash_, number))
    assert heads == [un(head) for head in push["heads"]]
    assert entry.chain(un(push["prev"]), push["first"], links) == heads[-1]
    text = entry.push_bytes(push["device"], push["first"], push["n"], heads[0], heads[-1])
    assert text == un(push["bytes"])
    assert signer("device").sign("push", text) == un(push["sig"])


def proof() -> tuple[str, str, str, bytes, datetime]:
    vector = wire()["proof"]
    return vector["method"], vector["target"], vector["token"], un(vector["body"]), times.from_text(vector["time"])


def test_a_proof_is_the_header_of_the_vector() -> None:
    method, target, token, body, now = proof()
    header = entry.proof_header(signer("device").sign, method, target, times.to_text(now), token, body)
    assert header == wire()["proof"]["header"]
    entry.check_proof(key("device"), header, method, target, token, body, now + timedelta(minutes=5))


def test_s51_a_proof_with_any_part_swapped_is_refused() -> None:
    method, target, token, body, now = proof()
    header = wire()["proof"]["header"]
    late, wrong = now + timedelta(minutes=5, milliseconds=1), key("stranger")
    other = header.replace("2026-05-28", "2026-05-29")
    attempts: list[tuple[Any, ...]] = [
        (wrong, header, method, target, token, body, now),
        (key("device"), other, method, target, token, body, now),
        (key("device"), header, "POST", target, token, body, now),
        (key("device"), header, method, target + "0", token, body, now),
        (key("device"), header, method, target, token + "x", body, now),
        (key("device"), header, method, target, token, body + b"x", now),
        (key("device"), header, method, target, token, body, late),
        (key("device"), "nonsense", method, target, token, body, now),
        (key("device"), header[:-2], method, target, token, body, now),
    ]
    for attempt in attempts:
        with pytest.raises(Problem) as bad:
            entry.check_proof(*attempt)
        assert bad.value.code == "401.11"


@pytest.mark.parametrize("vector", wire()["messages"], ids=lambda v: v["what"])
def test_a_message_is_signed_over_its_canonical_bytes(vector: dict[str, Any]) -> None:
    without = ("by",) if vector["what"] == "token" else ()
    text = entry.message_bytes(vector["message"], *without)
    assert text == un(vector["bytes"])
    assert verify(un(vector["key"]), vector["what"], text, un(vector["message"]["sig"]))
    assert not verify(un(vector["key"]), "other", text, un(vector["message"]["sig"]))
    if without:
        assert verify(key("person"), "token", text, un(vector["message"]["by"]))


def test_the_box_of_a_locked_release_opens_with_the_intake_key_for_that_device_only() -> None:
    box, secret = wire()["box"], un(wire()["keys"]["intake"]["secret"])
    info = labelled("release", ids.to_bytes(wire()["messages"][4]["message"]["device"]))
    assert info == un(box["info"])
    assert hpke_open(secret, un(box["box"]), info).decode() == box["line"]
    assert p384_public(secret) == key("intake")
    assert hpke_open(secret, hpke_seal(key("intake"), b"again", info), info) == b"again"
    with pytest.raises(Problem):
        hpke_open(secret, un(box["box"]), info + b"x")


def test_a_leaf_is_its_canonical_bytes() -> None:
    vector = wire()["leaf"]
    assert entry.leaf(vector["leaf"]).decode() == vector["bytes"]
    assert sha256(b"\0" + entry.leaf(vector["leaf"])) == un(vector["hash"])


def test_verdicts_hash_as_the_vector_says() -> None:
    vector = wire()["verdicts"]
    assert sha256(canonical.dumps(vector["verdicts"])) == un(vector["hash"])


def test_ids_are_lower_case_text_or_sixteen_bytes() -> None:
    new = ids.new_id()
    assert (ids.to_text(ids.to_bytes(new)), new[14]) == (new, "7")
    for text in (new.upper(), new[:-1], new.replace("-", ""), f"{{{new}}}", ""):
        with pytest.raises(Problem):
            ids.to_bytes(text)
    with pytest.raises(Problem):
        ids.to_text(b"short")
