"""The messages of the wire: shapes, framing, packing, as both ends use them."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
import zstandard

from desktop.domain.problems import Problem
from desktop.seal import canonical
from desktop.sync import protocol

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors" / "wire.json").read_text("utf-8"))
DEVICE = "019e52ee-894a-7a16-a9c7-cb7790caa5a6"
HASH = canonical.to_b64(bytes(32))
SIG = canonical.to_b64(bytes(64))
TIME = "2026-05-24T11:24:36.030Z"
KINDS: dict[str, type[protocol.Message]] = {
    "receipt": protocol.Receipt,
    "discover": protocol.Discover,
    "enrol": protocol.Enrol,
    "token": protocol.TokenAsk,
    "release": protocol.ReleaseAsk,
    "released": protocol.Released,
}


@pytest.mark.parametrize("row", VECTORS["messages"], ids=lambda row: str(row["what"]))
def test_each_message_of_the_vectors_is_read_and_signs_the_same_bytes(row: dict[str, Any]) -> None:
    said = protocol.read_ask(KINDS[row["what"]], json.dumps(row["message"]).encode())
    left_out = ("by",) if row["what"] == "token" else ()
    assert canonical.to_b64(said.signed(*left_out)) == row["bytes"]
    assert said.plain() == row["message"]


def test_verdicts_hash_as_in_the_vectors() -> None:
    rows = VECTORS["verdicts"]["verdicts"]
    verdicts = [protocol.read_ask(protocol.Verdict, json.dumps(row).encode()) for row in rows]
    assert protocol.verdicts_hash(verdicts) == VECTORS["verdicts"]["hash"]


ACCEPTED = next(row for row in VECTORS["verdicts"]["verdicts"] if row["verdict"] == "accepted")


@pytest.mark.parametrize(
    "row",
    [
        {**ACCEPTED, "seq": None},
        {**ACCEPTED, "problem": {"code": "422.10", "title": "", "detail": ""}},
        {"id": DEVICE, "verdict": "accepted"},
        {"id": DEVICE, "verdict": "refused"},
        {"id": DEVICE, "verdict": "held"},
        {"id": DEVICE, "verdict": "again", "needs": [1]},
        {"id": DEVICE, "verdict": "maybe"},
        {"id": "x", "verdict": "again"},
    ],
)
def test_a_verdict_that_contradicts_itself_is_no_answer(row: dict[str, Any]) -> None:
    with pytest.raises(Problem) as refused:
        protocol.read_answer(protocol.Verdict, json.dumps(row).encode())
    assert refused.value.code == "503.4"


def answer(*items: protocol.Item, express: tuple[protocol.Item, ...] = ()) -> protocol.Answer:
    page = protocol.Page(to=9, root=HASH, size=9, items=items, express=express)
    receipt = protocol.Receipt(
        device=DEVICE, nonce="0" * 32, time=TIME, chain=(0, HASH), verdicts=HASH, logs={"A": (9, HASH)}, sig=SIG
    )
    return protocol.Answer(verdicts=(), pages={"A": page}, new=protocol.New(), receipt=receipt)


def item(seq: int) -> protocol.Item:
    return protocol.Item(seq, 1, DEVICE, 1, ("early",), TIME)


def test_entries_of_an_answer_are_dealt_to_their_items_express_first() -> None:
    said = answer(item(1), item(2), express=(item(7),))
    body = protocol.write_lines(said.dump(), [b"urgent", b"one", b"two"])
    again, pulled = protocol.read_exchange(body)
    assert again == said
    assert [(each.express, each.item.seq, each.line) for each in pulled] == [
        (True, 7, b"urgent"),
        (False, 1, b"one"),
        (False, 2, b"two"),
    ]


def test_an_answer_with_lines_missing_is_no_answer() -> None:
    for lines in ([], [b"one", b"two"]):
        with pytest.raises(Problem) as refused:
            protocol.read_exchange(protocol.write_lines(answer(item(1)).dump(), lines))
        assert refused.value.code == "503.4"


def test_any_cut_of_an_answer_is_no_answer() -> None:
    body = protocol.write_lines(answer(item(1)).dump(), [b"entry"])
    for end in range(len(body) - len(b"entry\n") - 1):
        with pytest.raises(Problem) as refused:
            protocol.read_exchange(body[:end])
        assert refused.value.code == "503.4"


def test_a_problem_travels_with_what_it_carries() -> None:
    status, body = protocol.write_problem(protocol.WireProblem("409.11", head_no=4, head=HASH, common={"A": (3, HASH)}))
    told = protocol.read_problem(status, body)
    assert (status, told.code, told.extra) == (409, "409.11", {"head_no": 4, "head": HASH, "common": {"A": (3, HASH)}})


@pytest.mark.parametrize(
    "change", [{"code": "999.99"}, {"code": "404.10"}, {"status": 500}, {"more": 1}, {"head_no": "4"}]
)
def test_a_problem_that_is_none_is_no_answer(change: dict[str, Any]) -> None:
    _, body = protocol.write_problem(Problem("409.10"))
    with pytest.raises(Problem) as refused:
        protocol.read_problem(409, json.dumps(json.loads(body) | change).encode())
    assert refused.value.code == "503.4"


@pytest.mark.parametrize("size", [0, 1, 255, 256, 70_000, 1_000_000])
def test_what_is_packed_unpacks(size: int) -> None:
    for body in (bytes(size), os.urandom(size)):
        assert protocol.unpack(protocol.pack(body), size) == body


def test_unpacking_stops_at_the_limit() -> None:
    with pytest.raises(protocol.WireProblem) as refused:
        protocol.unpack(protocol.pack(bytes(1001)), 1000)
    assert (refused.value.code, refused.value.extra) == ("413.10", {"limit": 1000})


FRAME = protocol.pack(b"abc")


@pytest.mark.parametrize(
    "packed", [b"", b"x", FRAME[:-1], FRAME + b"x", FRAME + FRAME, FRAME[:3] + b"\xff" + FRAME[4:]]
)
def test_what_is_no_whole_frame_is_refused(packed: bytes) -> None:
    with pytest.raises(Problem) as refused:
        protocol.unpack(packed, 1000)
    assert refused.value.code == "400.10"


def test_a_frame_that_wants_more_than_its_window_is_refused() -> None:
    wide = zstandard.ZstdCompressionParameters(window_log=24, write_content_size=False)
    packer = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    with pytest.raises(Problem) as refused:
        protocol.unpack(packer.compress(b"{}") + packer.flush(), 1000)
    assert refused.value.code == "400.10"


def test_a_detail_names_the_field_and_never_its_value() -> None:
    with pytest.raises(Problem) as refused:
        protocol.read_ask(protocol.EvidenceAsk, b'{"ids":["a canary"]}')
    assert (refused.value.code, refused.value.detail) == ("400.10", "ids.0")
