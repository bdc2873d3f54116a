"""Whose signatures stand under the entries of others, and what the endpoint can show for them."""

import json
from dataclasses import replace

import pytest

from desktop.actions.add_note import add_note
from desktop.actions.record_encounter import record_encounter
from desktop.actions.stop_and_call import stop_and_call
from desktop.models import checking, introduction
from desktop.models.tx import Tx
from desktop.seal.verify import verify
from desktop.sync import evidence
from desktop.sync.conversation import Conversation
from tests.sync import forms
from tests.sync.conftest import Two
from tests.sync.desks import Desk


def check_all(desk: Desk) -> None:
    while desk.loop.check():
        pass


def signature(desk: Desk, entry_id: str) -> str:
    return desk.read(lambda tx: checking.signature_of(tx.sql, entry_id))


def of_others(desk: Desk) -> list[str]:
    mine = desk.states()
    return [entry_id for _, entry_id in desk.journal() if entry_id not in mine]


def test_signatures_of_others_are_not_checked_yet_when_they_arrive_and_are_soon_after(two: Two) -> None:
    case_id = two.officer.act(record_encounter(forms.encounter()))
    note = two.officer.act(add_note(case_id, "seen"))
    two.officer.sync()
    two.supervisor.sync()
    assert signature(two.supervisor, note) == checking.NOT_YET
    check_all(two.supervisor)
    assert {signature(two.supervisor, each) for each in of_others(two.supervisor)} == {checking.CHECKED}
    assert signature(two.officer, note) == checking.CHECKED


def test_what_was_checked_stays_checked_over_a_lock(two: Two) -> None:
    two.supervisor.act(stop_and_call("", "said", "I was born here."))
    two.settle()
    check_all(two.officer)
    two.officer.again()
    assert {signature(two.officer, each) for each in of_others(two.officer)} == {checking.CHECKED}


@pytest.mark.loud
def test_a_signature_that_does_not_fit_is_shown_as_such_and_stays_in_the_fold(fresh: Two) -> None:
    fresh.supervisor.act(stop_and_call("", "said", "I was born here."))
    fresh.settle()
    (one, *_) = fresh.officer.read(lambda tx: checking.next_unchecked(tx.sql, 50))
    forged = replace(one, parsed=replace(one.parsed, sealed=replace(one.parsed.sealed, by=bytes(64))))
    seen, learned = evidence.judge(fresh.officer.read(introduction.trust), [forged])
    fresh.officer.store.write(lambda tx: checking.keep(tx, seen, learned)).result()
    assert signature(fresh.officer, one.id) == checking.UNFIT
    assert one.id in dict.fromkeys(entry_id for _, entry_id in fresh.officer.journal())


def test_the_log_is_proved_to_have_grown_only_and_is_not_asked_again_the_same_day(two: Two) -> None:
    two.officer.act(record_encounter(forms.encounter()))
    two.settle()
    check_all(two.officer)
    requests = two.line.requests
    check_all(two.officer)
    assert two.line.requests == requests


def test_evidence_of_a_case_is_sound_from_the_roots_down_and_each_flipped_byte_is_found(two: Two) -> None:
    case_id = two.officer.act(record_encounter(forms.encounter()))
    ids = [two.officer.act(add_note(case_id, "seen")) for _ in range(2)]
    two.settle()
    talk = Conversation(two.supervisor.store)
    file = talk.evidence(ids)
    talk.close()
    roots = json.loads((two.endpoint.folder / "roots.json").read_text())
    assert verify(file, roots).code == 0
    for place in range(0, len(file), 97):
        broken = bytearray(file)
        broken[place] ^= 1
        assert verify(bytes(broken), roots).code != 0


def test_a_key_nobody_here_knows_is_asked_of_the_endpoint(two: Two) -> None:
    two.supervisor.act(stop_and_call("", "said", "I was born here."))
    two.settle()
    check_all(two.officer)
    (known, *_) = of_others(two.officer)

    def forget(tx: Tx) -> None:
        tx.sql.exec_driver_sql("insert into doc (kind, id, bytes, serial) values ('not_yet', ?, x'7b7d', 1)", (known,))

    two.officer.store.write(forget).result()
    assert signature(two.officer, known) == checking.NOT_YET
    check_all(two.officer)
    assert signature(two.officer, known) == checking.CHECKED
