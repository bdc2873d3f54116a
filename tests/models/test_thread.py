"""The one database thread: in order, one at a time, alive after a fault."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest

from desktop.models.thread import Database


@pytest.fixture
def database() -> Iterator[Database]:
    made = Database()
    yield made
    made.stop()


def test_jobs_run_in_the_order_they_were_given_on_one_thread(database: Database) -> None:
    seen: list[tuple[int, str]] = []

    def note(n: int) -> None:
        seen.append((n, threading.current_thread().name))

    for future in [database.submit(partial(note, n)) for n in range(20)]:
        future.result()
    assert seen == [(n, "database") for n in range(20)]


def test_what_a_job_raises_is_raised_where_its_answer_is_asked_for(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        database.submit(lambda: 1 // 0).result()
    assert database.submit(lambda: 7).result() == 7


def test_a_job_knows_that_it_is_on_the_database_thread(database: Database) -> None:
    assert database.submit(database.here).result()
    assert not database.here()


def test_a_job_that_was_cancelled_before_its_turn_does_not_run(database: Database) -> None:
    gate, ran = threading.Event(), []
    database.submit(gate.wait)
    future = database.submit(lambda: ran.append(1))
    assert future.cancel()
    gate.set()
    database.submit(lambda: None).result()
    assert ran == []


def test_after_the_end_jobs_are_cancelled(database: Database) -> None:
    database.stop()
    assert database.submit(lambda: 1).cancelled()


def test_a_second_without_work_runs_what_was_put_there(database: Database) -> None:
    rested = threading.Event()
    database.on_rest(rested.set)
    database.submit(lambda: None).result()
    assert rested.wait(10)


def test_resting_may_be_asked_for(database: Database) -> None:
    rested: list[int] = []
    database.on_rest(lambda: rested.append(1))
    database.rest().result()
    database.on_rest(None)
    database.rest().result()
    assert rested == [1]
