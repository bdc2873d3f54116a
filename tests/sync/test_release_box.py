"""A release recorded while nobody is signed in: sent at once without store, token or person; in the journal later."""

from dataclasses import replace

import pytest

from desktop.actions.record_encounter import record_encounter
from desktop.domain.problems import Problem
from desktop.locked import board, box
from desktop.locked.board import Known
from desktop.locked.box import LockedRelease
from desktop.models import locked_releases
from desktop.seal.board import Board, BoardRow, BoxRecord, desk_user
from desktop.sync import release_box
from desktop.sync.transport import Address
from tests.sync import forms
from tests.sync.conftest import Two
from tests.sync.desks import Desk, utc_now


def lock_and_release(desk: Desk) -> tuple[Known, BoxRecord]:
    """Locks the desk and records a release at the locked window."""
    desk.close()
    known = board.look(desk.folder)
    assert known.desk is not None
    known = board.with_keys(known, desk.ring.get(desk_user(known.desk.store_id)))
    return known, box.record(known, LockedRelease("B-1", utc_now(), "105"), utc_now())


def send(known: Known, record: BoxRecord) -> str:
    assert known.desk is not None
    assert record.ask is not None
    address = Address.of(known.desk.endpoint, known.desk.pins, known.desk.tls_root)
    return release_box.send(address, record.ask, record.entry_id)


def sign_in(two: Two) -> None:
    two.officer.reopen()
    locked_releases.at_sign_in(two.officer.store, two.officer.folder)


def test_a_locked_release_is_accepted_at_once_and_keeps_its_verdict_when_its_link_follows(two: Two) -> None:
    known, record = lock_and_release(two.officer)
    at = send(known, record)
    assert send(known, record) == at
    two.supervisor.sync()
    assert record.entry_id in {entry_id for _, entry_id in two.supervisor.journal()}
    sign_in(two)
    assert two.all_agree()
    assert two.officer.states()[record.entry_id] == "accepted"


def test_two_locked_releases_of_one_case_are_both_kept(two: Two) -> None:
    case_id = two.officer.act(record_encounter(forms.encounter()))
    known, _ = lock_and_release(two.officer)
    row = BoardRow("B-7", "", utc_now(), "", "D1", case_id)
    known = replace(known, board=Board((row,)))
    records = [box.record(known, LockedRelease("B-7", utc_now(), "105"), utc_now()) for _ in range(2)]
    for record in records:
        send(known, record)
    sign_in(two)
    assert two.all_agree()
    assert {record.entry_id for record in records} <= {entry_id for _, entry_id in two.supervisor.journal()}
    assert len(two.supervisor.read(lambda tx: tx.events(case_id))) == 3


def test_a_locked_release_that_found_no_line_goes_first_after_sign_in(two: Two) -> None:
    _, record = lock_and_release(two.officer)
    sign_in(two)
    two.officer.loop.step()
    assert two.officer.states()[record.entry_id] == "accepted"
    assert two.all_agree()


def test_no_line_and_another_endpoint_are_told_apart_and_leave_the_release_on_disk(two: Two) -> None:
    known, record = lock_and_release(two.officer)
    assert known.desk is not None
    assert record.ask is not None
    two.line.down()
    with pytest.raises(Problem, match=r"503\.2"):
        send(known, record)
    two.settle_line()
    with pytest.raises(Problem, match=r"503\.3"):
        send(replace(known, desk=replace(known.desk, pins=("A" * 43 + "=",))), record)
    assert [each.entry_id for each in box.unsent(known.folder)] == [record.entry_id]
    sign_in(two)
    assert two.all_agree()
