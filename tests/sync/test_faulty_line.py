"""Requests and answers that are lost, cut, doubled or slow, an endpoint that dies: nothing is lost or counts twice."""

import pytest

from desktop.actions.add_note import add_note
from desktop.actions.record_encounter import record_encounter
from desktop.actions.release import release
from desktop.domain.problems import Problem
from tests.sync import forms
from tests.sync.conftest import Two


def busy(two: Two, notes: int = 3) -> str:
    """The officer records an encounter and some notes."""
    case_id = two.officer.act(record_encounter(forms.encounter()))
    for number in range(notes):
        two.officer.act(add_note(case_id, f"note {number}"))
    return case_id


def trouble(two: Two) -> Problem:
    problem = two.officer.try_sync()
    assert problem is not None
    return problem


def test_a_lost_request_is_sent_again(two: Two) -> None:
    busy(two)
    two.line.drop_request()
    assert trouble(two).code == "503.2"
    assert two.officer.status.get().online is False
    assert two.all_agree()


def test_an_answer_lost_on_the_way_does_not_send_the_decision_twice(two: Two) -> None:
    busy(two)
    two.line.drop_answer()
    assert trouble(two).code == "503.2"
    assert list(two.officer.states().values())[-4:] == ["sent"] * 4
    assert two.all_agree()
    assert len(two.endpoint.journal()) == len(set(two.endpoint.journal()))


@pytest.mark.parametrize("size", [1, 300, 700])
def test_a_request_cut_in_the_middle_is_sent_again(two: Two, size: int) -> None:
    busy(two)
    two.line.cut_after(size)
    assert trouble(two).code == "503.2"
    assert two.all_agree()


@pytest.mark.parametrize("size", [1, 300, 700])
def test_an_answer_cut_in_the_middle_changes_nothing_here(two: Two, size: int) -> None:
    busy(two)
    before = two.supervisor.journal()
    two.officer.sync()
    two.line.cut_answer_after(size)
    problem = two.supervisor.try_sync()
    assert problem is not None
    assert two.supervisor.journal() == before
    assert two.all_agree()


def test_a_slow_line_is_no_silence(two: Two) -> None:
    busy(two)
    two.line.slow(0.02)
    assert two.officer.try_sync() is None
    assert two.all_agree()


def test_an_endpoint_killed_while_it_has_the_request_loses_nothing(two: Two) -> None:
    busy(two)
    two.line.kill(two.endpoint.kill, answered=False)
    assert trouble(two).code == "503.2"
    assert two.all_agree()


def test_an_endpoint_killed_while_it_answers_counts_nothing_twice(two: Two) -> None:
    busy(two)
    two.line.kill(two.endpoint.kill, answered=True)
    assert trouble(two).code == "503.2"
    assert two.all_agree()


def test_after_silence_half_as_much_goes_and_then_more_again(two: Two) -> None:
    busy(two, notes=7)
    two.line.drop_request()
    trouble(two)
    before = two.line.requests
    two.officer.sync()
    assert two.line.requests - before >= 3  # greeting, half, the other half
    assert two.all_agree()


def test_a_release_goes_first_while_older_work_has_no_answer(two: Two) -> None:
    case_id = busy(two)
    two.line.drop_request()
    trouble(two)
    entry_id = two.officer.act(release(case_id))
    two.officer.loop.step()
    assert two.officer.states()[entry_id] == "accepted"
    assert two.all_agree()


def test_a_desk_locked_and_signed_in_again_between_request_and_answer_goes_on(two: Two) -> None:
    busy(two)
    two.line.drop_answer()
    trouble(two)
    two.officer.again()
    assert two.all_agree()
