"""Acts and reads: all of it or nothing, and every answer on the GUI thread."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from desktop.actions.operation import Operation
from desktop.domain.problems import Problem
from desktop.models.changes import Changed
from desktop.ui.tasks import Tasks
from tests.ui.frame_desk import Desk, settle

Told = list[Any]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def tasks(desk: Desk, qapp: QApplication) -> Iterator[Tasks]:
    made = Tasks(desk)
    yield made
    made.close()


def refuse(_tx: object) -> str:
    raise Problem("403.1", "G15")


def break_down(_tx: object) -> str:
    raise ZeroDivisionError("the content of a case")


def test_the_result_of_an_act_comes_to_its_caller_later_and_never_at_once(tasks: Tasks) -> None:
    told: Told = []
    tasks.run(Operation("note", lambda tx: "e1"), done=told.append)
    assert told == []
    settle()
    assert told == ["e1"]


def test_a_problem_comes_to_its_caller_and_the_result_does_not(tasks: Tasks) -> None:
    told: Told = []
    failed: list[Problem] = []
    tasks.run(Operation("note", refuse), done=told.append, failed=failed.append)
    settle()
    assert (told, [one.code for one in failed]) == ([], ["403.1"])


def test_a_problem_nobody_asked_to_hear_is_unexpected(tasks: Tasks) -> None:
    unexpected: list[Problem] = []
    tasks.unexpected.connect(unexpected.append)
    tasks.run(Operation("note", refuse))
    settle()
    assert [one.code for one in unexpected] == ["403.1"]


@pytest.mark.loud
def test_a_bug_of_ours_is_told_by_its_kind_and_never_by_its_words(
    tasks: Tasks, caplog: pytest.LogCaptureFixture
) -> None:
    failed: list[Problem] = []
    tasks.run(Operation("note", break_down), failed=failed.append)
    settle()
    assert failed[0].code == "500.4"
    assert "content" not in failed[0].detail + caplog.text
    assert "task.bug note ZeroDivisionError" in caplog.text


def test_who_asked_for_an_act_is_handed_to_the_store(tasks: Tasks, desk: Desk) -> None:
    me = object()
    tasks.run(Operation("note", lambda tx: None), by=me)
    settle()
    assert desk.by == [me]


def test_a_change_announced_on_another_thread_is_heard_on_the_gui_thread(tasks: Tasks, desk: Desk) -> None:
    heard: list[tuple[Changed, int]] = []
    tasks.changed.connect(lambda changed: heard.append((changed, threading.get_ident())))
    change = Changed(frozenset({"c1"}), frozenset({"note_added"}))
    other = threading.Thread(target=desk.changes.announce, args=(change,))
    other.start()
    other.join()
    settle()
    assert heard == [(change, threading.get_ident())]


def test_an_answer_given_on_another_thread_is_heard_on_the_gui_thread(tasks: Tasks, desk: Desk) -> None:
    desk.held = True
    heard: list[int] = []
    tasks.read(lambda tx: 1, lambda one: heard.append(threading.get_ident()))
    other = threading.Thread(target=desk.answer)
    other.start()
    other.join()
    assert heard == []
    settle()
    assert heard == [threading.get_ident()]


def test_what_takes_long_is_said_and_taken_back_when_it_is_done(tasks: Tasks, desk: Desk) -> None:
    desk.held = True
    said: list[tuple[str, bool]] = []
    tasks.busy.connect(lambda text, can: said.append((text, can)))
    tasks.read(lambda tx: 1, lambda one: None)
    tasks._slow.timeout.emit()
    tasks._long.timeout.emit()
    desk.answer()
    settle()
    assert said == [("Reading...", False), ("Reading...", True), ("", False)]


def test_cancel_gives_up_what_has_not_begun_and_tells_nobody(tasks: Tasks, desk: Desk) -> None:
    desk.held = True
    told: Told = []
    tasks.run(Operation("note", lambda tx: "e1"), done=told.append, failed=told.append)
    tasks.cancel()
    desk.answer()
    settle()
    assert told == []


def test_a_closed_window_hears_no_more(tasks: Tasks, desk: Desk) -> None:
    heard: list[Changed] = []
    tasks.changed.connect(heard.append)
    tasks.close()
    desk.changes.announce(Changed(frozenset(), frozenset()))
    settle()
    assert heard == []
