"""A frame made anew stands where the one before it stood, and what arrives late finds the hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.models.queries import WorklistPage
from desktop.ui import staying
from desktop.ui.nav import Place
from desktop.ui.staying import Stay
from tests.ui import sample
from tests.ui.stage import Stage, stage

Make = Callable[..., Stage]


@pytest.fixture
def make(qapp: QApplication) -> Iterator[Make]:
    made: list[Stage] = []

    def build(*args: Any, **how: Any) -> Stage:
        made.append(stage(*args, **how))
        return made[-1]

    yield build
    for each in made:
        each.close()


def resumed(make: Make, before: Stay, **how: Any) -> Stage:
    """Another frame that was told where to stand."""
    desk = make(**how)
    staying.resume(desk.window, desk.tasks, before, desk.window._screens)
    desk.settle()
    return desk


def test_the_focus_is_in_the_same_field(make: Make) -> None:
    first = make().open("encounter")
    first.find("encounter.where").setFocus()
    again = resumed(make, staying.stay(first.window))
    focus = again.focus()
    assert focus is not None
    assert focus.objectName() == "encounter.where"


def test_the_same_row_of_the_worklist_is_chosen(make: Make) -> None:
    first = make().open("worklist").press(Qt.Key.Key_Down)
    before = staying.stay(first.window)
    again = resumed(make, before)
    assert before.place.case_id
    assert again.window.here().case_id == before.place.case_id
    assert again.focus() is again.find("worklist.table")


def test_a_screen_that_the_new_role_does_not_have_is_no_place_to_stand(make: Make) -> None:
    desk = make(role="CUSTODY", model="JEM")
    assert not staying.resume(desk.window, desk.tasks, Stay(Place("decision", case_id="a1")), desk.window._screens)


def test_a_queue_that_comes_after_its_screen_has_the_focus_on_its_first_row(make: Make) -> None:
    desk = make({"review_queue": ()}, role="ICE_SUPERVISOR", model="").open("review")
    desk.window.top.box.setFocus()
    desk.desk.answers["review_queue"] = sample.QUEUE
    desk.desk.tell("a1", kinds=("review_requested",))
    desk.settle()
    assert desk.focus() is desk.find("review.table")
    desk.press(Qt.Key.Key_Return)
    assert desk.window.here().request_id


def test_a_worklist_that_comes_after_its_screen_has_the_focus_on_its_first_row(make: Make) -> None:
    desk = make({"worklist": WorklistPage((), 0, {})}).open("worklist")
    desk.desk.answers["worklist"] = sample.ANSWERS["worklist"]
    desk.desk.tell("a1", kinds=("encounter_recorded",))
    desk.settle()
    assert desk.focus() is desk.find("worklist.table")


def test_a_queue_that_comes_late_takes_nothing_from_an_open_drawer(make: Make) -> None:
    desk = make({"review_queue": ()}, role="ICE_SUPERVISOR", model="").open("review")
    desk.press(Qt.Key.Key_F8)
    held = desk.focus()
    desk.desk.answers["review_queue"] = sample.QUEUE
    desk.desk.tell("a1", kinds=("review_requested",))
    desk.settle()
    assert desk.focus() is held
