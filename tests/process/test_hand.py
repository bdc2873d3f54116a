"""Results of other threads come to the GUI thread, and a locked desk is heard when it must be."""

import threading
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.problems import Problem
from desktop.locked.alarm import sounds
from desktop.locked.hand import Hand
from desktop.seal.board import BoardRow

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def test_a_result_of_another_thread_comes_on_this_one(qtbot: QtBot) -> None:
    came: list[tuple[int, threading.Thread]] = []
    hand = Hand()
    hand.aside(lambda: 7, lambda n: came.append((n, threading.current_thread())), lambda _: None)
    qtbot.waitUntil(lambda: bool(came))
    assert came == [(7, threading.current_thread())]


def test_a_problem_of_another_thread_is_told_and_not_raised(qtbot: QtBot) -> None:
    told: list[str] = []

    def work() -> None:
        raise Problem("503.2")

    hand = Hand()
    hand.aside(work, lambda _: None, lambda problem: told.append(problem.code))
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["503.2"]


def test_what_was_cancelled_says_nothing(qtbot: QtBot) -> None:
    told: list[str] = []
    hand = Hand()
    future: Future[int] = Future()
    hand.after(future, lambda _: told.append("done"), lambda _: told.append("failed"))
    future.cancel()
    hand.soon(lambda: told.append("later"))
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["later"]


def ends_in(**left: float) -> list[BoardRow]:
    return [BoardRow("24-0001", "B", NOW + timedelta(**left), "26-ABC123", "D2", "")]


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("left", "heard"),
    [
        ({"hours": 12}, False),
        ({"hours": 2}, True),
        ({"hours": 1.5}, False),
        ({"hours": 1}, True),
        ({"minutes": 30}, False),
        ({"minutes": 0}, True),
        ({"minutes": -3}, False),
        ({"minutes": -5}, True),
        ({"minutes": -6.5}, False),
        ({"minutes": -600}, True),
    ],
)
def test_a_hold_is_heard_at_two_hours_at_one_at_its_end_and_every_five_minutes_after(
    left: dict[str, float], heard: bool
) -> None:
    assert sounds(ends_in(**left), NOW - MINUTE, NOW) is heard


def test_an_hour_asleep_over_the_end_is_heard_once_on_waking() -> None:
    rows = ends_in(minutes=-30)
    assert sounds(rows, NOW - timedelta(hours=1), NOW)
    assert not sounds(rows, NOW, NOW + MINUTE)


def test_no_clock_is_silence() -> None:
    assert not sounds([], NOW - MINUTE, NOW)
