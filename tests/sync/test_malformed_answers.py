"""Answers that do not hold change nothing here: Problem 503.4, and the store is as it was."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from desktop.actions.add_note import add_note
from desktop.actions.record_encounter import record_encounter
from desktop.actions.stop_and_call import stop_and_call
from desktop.models import arrivals, delivery
from desktop.models.choosing import Room
from desktop.sync import protocol
from tests.sync import forms
from tests.sync.conftest import Two
from tests.sync.desks import Desk
from tests.sync.forger import Forger

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def forged(two: Two) -> Iterator[Forger]:
    """Both desks have something to send and something to hear; their line leads through a forger."""
    two.supervisor.act(stop_and_call("", "said", "seen"))
    two.supervisor.sync()
    two.officer.act(add_note(two.officer.act(record_encounter(forms.encounter())), "note"))
    two.officer.store.write(lambda tx: delivery.next_push(tx.sql, Room(500, 400_000))).result()
    forger = Forger(two.endpoint.folder, two.endpoint.port)
    two.line.target = forger.port
    two.officer.again()
    yield forger
    forger.close()


def snapshot(desk: Desk) -> tuple[object, ...]:
    """All that an answer may change."""

    def told(tx: Any) -> tuple[object, ...]:
        settings = tx.sql.exec_driver_sql("select count(*) from receipt").scalar()
        return arrivals.cursors(tx.sql), delivery.answered(tx.sql), settings

    return desk.journal(), desk.states(), desk.cases(), desk.read(told)


def assert_unchanged(two: Two, problem_detail: str = "") -> None:
    """The exchange failed with 503.4 and left nothing; over an honest line all is well again."""
    before = snapshot(two.officer)
    problem = two.officer.try_sync()
    assert problem is not None
    assert problem.code == "503.4"
    assert problem_detail in problem.detail
    assert snapshot(two.officer) == before
    assert two.officer.status.get().problem is problem
    assert two.all_agree()


BYTES: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda body: b"",
    "another language": lambda body: b"<html>Sign in to the county network</html>",
    "half of it": lambda body: body[: len(body) // 2],
    "a line less": lambda body: body.rsplit(b"\n", 2)[0] + b"\n",
    "a line more": lambda body: body + body.split(b"\n")[1] + b"\n",
    "an entry changed": lambda body: body.replace(b'"words":"seen"', b'"words":"saw"'),
    "an entry of other lines": lambda body: body.replace(b'{"by":"', b'{"by": "'),
    "a number too large": lambda body: body.replace(b'"seq":', b'"seq":9999999999999999', 1),
    "a doubled key": lambda body: body.replace(b'{"new":', b'{"new":{},"new":', 1),
    "a field more": lambda body: body.replace(b'{"new":', b'{"more":1,"new":', 1),
    "not UTF-8": lambda body: b"\xff" + body,
    "depth": lambda body: b"[" * 50_000,
}


@pytest.mark.parametrize("name", BYTES)
def test_bytes_that_are_no_answer_change_nothing(two: Two, forged: Forger, name: str) -> None:
    forged.lie = BYTES[name]
    assert_unchanged(two)


def no_verdicts(envelope: dict[str, Any]) -> None:
    envelope["verdicts"] = []
    envelope["receipt"]["verdicts"] = protocol.verdicts_hash(())


def a_kinder_verdict(envelope: dict[str, Any]) -> None:
    envelope["verdicts"][-1] = {**envelope["verdicts"][-1], "seq": envelope["verdicts"][-1]["seq"] + 1}


def another_call(envelope: dict[str, Any]) -> None:
    envelope["receipt"]["nonce"] = "0" * 32


def another_device(envelope: dict[str, Any]) -> None:
    envelope["receipt"]["device"] = "01a20ea1-e714-7257-b93f-021b5fdc1ef0"


def another_chain(envelope: dict[str, Any]) -> None:
    envelope["receipt"]["chain"] = [envelope["receipt"]["chain"][0], "A" * 43 + "="]


def a_page_that_goes_back(envelope: dict[str, Any]) -> None:
    for page in envelope["pages"].values():
        page["to"] = 0


def a_page_with_a_hole(envelope: dict[str, Any]) -> None:
    for page in envelope["pages"].values():
        page["items"] = [[item[0] + 1, *item[1:]] for item in page["items"]]


def another_root(envelope: dict[str, Any]) -> None:
    for name, page in envelope["pages"].items():
        page["root"] = "A" * 43 + "="
        envelope["receipt"]["logs"][name] = [page["size"], page["root"]]


def another_place_in_the_case(envelope: dict[str, Any]) -> None:
    for page in envelope["pages"].values():
        page["items"] = [[item[0], item[1] + 1, *item[2:]] for item in page["items"]]


def no_such_day(envelope: dict[str, Any]) -> None:
    envelope["receipt"]["time"] = "2026-02-31T00:00:00.000Z"


LIES: list[Change] = [
    no_verdicts,
    a_kinder_verdict,
    another_call,
    another_device,
    another_chain,
    a_page_that_goes_back,
    a_page_with_a_hole,
    another_root,
    another_place_in_the_case,
    no_such_day,
]


@pytest.mark.parametrize("change", LIES, ids=lambda change: change.__name__)
def test_a_lie_signed_with_the_endpoints_own_key_changes_nothing(two: Two, forged: Forger, change: Change) -> None:
    forged.lie = forged.signed_anew(change)
    assert_unchanged(two)


def test_a_receipt_that_another_key_signed_is_none(two: Two, forged: Forger) -> None:
    def lie(body: bytes) -> bytes:
        first, lines = protocol.read_lines(body)
        envelope = json.loads(first)
        envelope["receipt"]["sig"] = "A" * 86 + "=="
        return protocol.write_lines(protocol.read_answer(protocol.Answer, json.dumps(envelope).encode()).dump(), lines)

    forged.lie = lie
    assert_unchanged(two, "signature of receipt")


def test_the_page_this_suite_changes_holds_an_entry_and_a_verdict(two: Two, forged: Forger) -> None:
    seen: list[dict[str, Any]] = []

    def honest(body: bytes) -> bytes:
        seen.append(json.loads(body.split(b"\n")[0]))
        return body

    forged.lie = honest
    assert two.officer.try_sync() is None
    assert seen[0]["verdicts"]
    assert any(page["items"] for page in seen[0]["pages"].values())
