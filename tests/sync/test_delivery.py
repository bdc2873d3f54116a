"""Links, verdicts and faults in the store: models/delivery.py and models/answering.py."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from desktop.actions.send_again import send_again
from desktop.models import answering, delivery
from desktop.models.answering import Answered, Judged
from desktop.models.choosing import Room
from desktop.models.delivery import Outgoing
from desktop.models.store import Store
from desktop.models.tables import ENTRY
from desktop.models.tx import Tx
from desktop.seal.entry import chain
from tests.sync.desks import practice_store, utc_now

ROOM = Room(500, 400_000)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened, _ = practice_store(tmp_path / "store")
    yield opened
    opened.close()


def note(store: Store, case_id: str, text: str = "seen") -> str:
    return store.write(lambda tx: tx.append("note_added", case_id, {"text": text})).result()


def release(store: Store, case_id: str) -> str:
    return store.write(lambda tx: tx.append("release_recorded", case_id, {})).result()


def new_case(store: Store) -> str:
    return store.read(lambda tx: tx.new_case()).result()


def push(store: Store, room: Room = ROOM) -> Outgoing:
    return store.write(lambda tx: delivery.next_push(tx.sql, room)).result()


def answer(store: Store, out: Outgoing, verdict: Callable[[int], dict[str, Any]]) -> None:
    judged = tuple(Judged(link.chain_no, **verdict(link.chain_no)) for link in out.links)
    store.write(lambda tx: _take(tx, Answered(judged, b"{}", b"[]", utc_now()))).result()


def _take(tx: Tx, answered: Answered) -> None:
    answering.write_verdicts(tx.sql, answered)


def accepted(number: int) -> dict[str, Any]:
    return {"verdict": "accepted", "agency": "ZZ0000100", "seq": number, "case_no": number, "device_no": 1}


def states(store: Store) -> list[str]:
    rows = sa.select(ENTRY.c.state).order_by(ENTRY.c.no)
    return list(store.read(lambda tx: tx.sql.execute(rows).scalars().all()).result())


def kinds(store: Store, out: Outgoing) -> list[str]:
    names = {row.no: row.kind for row in store.read(lambda tx: tx.sql.execute(sa.select(ENTRY)).all()).result()}
    return [names[link.entry_no] for link in out.links]


def test_an_entry_gets_its_link_when_it_is_marked_sent_and_the_chain_holds(store: Store) -> None:
    case_id = new_case(store)
    note(store, case_id), note(store, case_id)
    out = push(store)
    assert [link.chain_no for link in out.links] == [1, 2, 3]
    assert [link.device_no for link in out.links] == [1, 1, 2]
    assert out.head == chain(out.prev, out.first, [(link.hash, link.device_no) for link in out.links])
    assert states(store) == ["sent"] * 3


def test_after_silence_the_same_links_go_again_and_nothing_new_with_them(store: Store) -> None:
    first = push(store)
    note(store, new_case(store))
    again = push(store)
    assert again.links == first.links
    assert again.again
    assert not first.again


def test_a_smaller_batch_after_silence_is_the_beginning_of_the_same_run(store: Store) -> None:
    case_id = new_case(store)
    for _ in range(5):
        note(store, case_id)
    whole = push(store)
    half = push(store, Room(3, 400_000))
    assert half.links == whole.links[:3]
    answer(store, half, accepted)
    assert push(store).links == whole.links[3:]


def test_a_release_never_waits_behind_the_bodies_of_what_was_sent_before_it(store: Store) -> None:
    note(store, new_case(store))
    push(store)
    release(store, new_case(store))
    out = push(store)
    assert [link.line is None for link in out.links] == [True, True, False]
    assert kinds(store, out)[-1] == "release_recorded"


def test_a_release_whose_answer_was_lost_still_waits_behind_no_body(store: Store) -> None:
    case_id = new_case(store)
    for _ in range(4):
        note(store, case_id)
    push(store)
    release(store, case_id)
    push(store)
    again = push(store, Room(1, 400_000))
    assert [link.line is None for link in again.links] == [True] * 5 + [False]
    assert kinds(store, again)[-1] == "release_recorded"


def test_releases_are_linked_before_older_work(store: Store) -> None:
    note(store, new_case(store))
    release(store, new_case(store))
    assert kinds(store, push(store)) == ["release_recorded", "person_enrolled", "note_added"]


def test_a_verdict_ends_an_entry_and_its_receipt_is_kept_with_it(store: Store) -> None:
    case_id = new_case(store)
    note(store, case_id)
    out = push(store)
    refusal = {"verdict": "refused", "problem": {"code": "409.1", "title": "t", "detail": "d"}}
    answer(store, out, lambda number: refusal if number == 2 else accepted(number))
    assert states(store) == ["accepted", "refused"]
    rows = store.read(lambda tx: tx.sql.execute(sa.select(ENTRY.c.receipt_no)).scalars().all()).result()
    assert rows == [1, 1]
    assert not push(store).links


@pytest.mark.parametrize("verdict", ["held", "again"])
def test_an_entry_that_was_held_or_known_only_as_a_link_gets_another_link(store: Store, verdict: str) -> None:
    out = push(store)
    answer(store, out, lambda _: {"verdict": verdict})
    assert states(store) == ["waiting"]
    second = push(store)
    assert (second.first, second.links[0].hash) == (2, out.links[0].hash)
    assert second.prev == out.head


def test_five_faults_set_an_entry_and_the_later_ones_of_its_case_aside_but_no_release(store: Store) -> None:
    answer(store, push(store), accepted)
    case_id, other = new_case(store), new_case(store)
    note(store, case_id), note(store, case_id), note(store, other), release(store, case_id)
    for _ in range(delivery.FAULTS):
        out = push(store, Room(1, 400_000))
        while kinds(store, out) != ["note_added"] or out.links[0].entry_no != 2:
            answer(store, out, accepted)
            out = push(store, Room(1, 400_000))
        answer(store, out, lambda _: {"verdict": "fault", "problem": {"code": "500.10"}})
    assert states(store) == ["accepted", "set_aside", "set_aside", "accepted", "accepted"]
    assert not push(store).links
    assert store.write(send_again(case_id).run).result() == 2
    assert [link.entry_no for link in push(store).links] == [2, 3]


def test_counts_tell_what_waits_and_what_needs_attention(store: Store) -> None:
    case_id = new_case(store)
    note(store, case_id)
    answer(store, push(store), lambda number: accepted(1) if number == 1 else {"verdict": "refused", "problem": {}})
    note(store, case_id)
    assert store.read(lambda tx: delivery.waiting_count(tx.sql)).result() == (1, 1)
    assert store.read(lambda tx: delivery.ready(tx.sql, frozenset())).result()
    assert not store.read(lambda tx: delivery.ready(tx.sql, frozenset([3]))).result()


def test_the_partial_indexes_are_used(store: Store) -> None:
    def plan(tx: Tx) -> str:
        text = str(delivery._LIGHT.compile(dialect=tx.sql.dialect))
        rows = tx.sql.exec_driver_sql(f"explain query plan {text}", (1,) * text.count("?"))
        return " ".join(str(row) for row in rows)

    assert "entry_unanswered" in store.read(plan).result()
