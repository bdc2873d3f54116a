"""The loop on its own thread: it hears of news at once, is woken by what is saved, and ends at once."""

import secrets
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from desktop.actions.add_note import add_note
from desktop.actions.record_encounter import record_encounter
from desktop.actions.release import release
from desktop.actions.stop_and_call import stop_and_call
from desktop.domain.problems import Problem
from desktop.models.changes import Changed
from desktop.sync.loop import Loop
from desktop.sync.status import StatusBoard, SyncStatus
from desktop.sync.transport import Refusal
from tests.sync import forms
from tests.sync.conftest import Two
from tests.sync.desks import Desk, utc_now
from tests.sync.line import Fault


class Ear:
    """Waits for something to be announced, with an end that only a failure reaches."""

    def __init__(self, desk: Desk) -> None:
        self.kinds: set[str] = set()
        self.status: SyncStatus | None = None
        self._heard = threading.Condition()
        desk.store.changes.subscribe(self._changed)
        desk.status.subscribe(self._told)

    def wait_for_kind(self, kind: str) -> bool:
        with self._heard:
            return self._heard.wait_for(lambda: kind in self.kinds, 20)

    def wait_for_status(self, waiting: int) -> bool:
        with self._heard:
            return self._heard.wait_for(lambda: self.status is not None and self.status.waiting == waiting, 20)

    def wait_until_quiet(self) -> bool:
        """Online, with nothing under way: then it waits for news."""
        with self._heard:
            return self._heard.wait_for(lambda: self.status is not None and self.status.online, 20)

    def _changed(self, changed: Changed) -> None:
        with self._heard:
            self.kinds |= changed.kinds
            self._heard.notify_all()

    def _told(self, status: SyncStatus) -> None:
        with self._heard:
            self.status = status
            self._heard.notify_all()


@pytest.fixture
def running(two: Two) -> Iterator[Two]:
    """Both loops run on their threads; afterwards the test's desks are driven by hand again."""
    for desk in (two.officer, two.supervisor):
        desk.again()
    yield two
    for desk in (two.officer, two.supervisor):
        desk.again()


def test_what_one_desk_saves_is_heard_at_the_other_without_anybody_asking(running: Two) -> None:
    ear = Ear(running.supervisor)
    running.supervisor.loop.start()
    running.officer.loop.start()
    assert ear.wait_until_quiet()
    case_id = running.officer.act(record_encounter(forms.encounter()))
    assert ear.wait_for_kind("encounter_recorded")
    assert case_id in running.supervisor.cases()


def test_what_is_saved_wakes_the_loop_and_the_status_tells(running: Two) -> None:
    ear = Ear(running.officer)
    running.officer.loop.start()
    assert ear.wait_until_quiet()
    running.officer.act(stop_and_call("", "said", "I was born here."))
    assert ear.wait_for_status(0)
    status = running.officer.status.get()
    assert status.problem is None
    assert status.last_received is not None


def test_stop_ends_a_loop_that_waits_for_news_at_once(running: Two) -> None:
    ear = Ear(running.officer)
    running.officer.loop.start()
    assert ear.wait_until_quiet()
    stopper = threading.Thread(target=running.officer.loop.stop)
    stopper.start()
    stopper.join(10)  # the wait itself lasts 55 s
    assert not stopper.is_alive()


def test_stop_ends_a_loop_that_has_no_line(running: Two) -> None:
    running.line.down()
    told = threading.Event()
    running.officer.status.subscribe(lambda status: told.set() if status.problem else None)
    running.officer.loop.start()
    assert told.wait(20)
    stopper = threading.Thread(target=running.officer.loop.stop)
    stopper.start()
    stopper.join(10)
    assert not stopper.is_alive()
    assert running.officer.status.get().online is False


def test_no_line_keeps_everything_and_says_so(running: Two) -> None:
    running.line.down()
    case_id = running.officer.act(record_encounter(forms.encounter()))
    running.officer.act(release(case_id))
    problem = running.officer.try_sync()
    assert problem is not None
    status = running.officer.status.get()
    assert (status.waiting, status.attention, status.online) == (2, 0, False)
    assert status.problem is problem


def test_a_release_ends_a_long_exchange_that_is_under_way_and_goes_first(running: Two) -> None:
    case_id = running.officer.act(record_encounter(forms.encounter()))
    running.officer.sync()
    for _ in range(20):
        running.officer.act(add_note(case_id, secrets.token_hex(4000)))
    begun = threading.Event()
    running.line.plan.append(Fault(delay_s=5.0, before=begun.set))
    running.officer.loop.start()
    assert begun.wait(20)
    ear = Ear(running.officer)
    running.officer.act(release(case_id))
    assert ear.wait_for_status(0)
    order = [entry_id for _, entry_id in running.endpoint.journal()]
    assert order.index(list(running.officer.states())[-1]) < order.index(list(running.officer.states())[-2])


def test_a_clock_that_is_an_hour_off_is_said_and_stops_nothing(running: Two) -> None:
    board = StatusBoard()
    loop = Loop(running.officer.store, board, lambda: utc_now() + timedelta(hours=1))
    running.officer.act(record_encounter(forms.encounter()))
    while loop.step():
        pass
    loop.stop()
    status = board.get()
    assert status.online
    assert status.problem is not None
    assert (status.problem.code, status.waiting) == ("500.3", 0)


def test_pauses_double_are_scattered_end_at_a_minute_and_heed_the_endpoint(running: Two) -> None:
    loop = running.officer.loop
    lost = Problem("503.2")
    first = [loop.pause(lost) for _ in range(12)]
    assert 0.5 <= first[0] <= 1.5
    assert 30 <= first[-1] <= 90
    told = Refusal("429.10")
    told.retry_s = 300.0
    assert loop.pause(told) == 300.0
    assert loop.pause(Problem("503.3")) >= 30
