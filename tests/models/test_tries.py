"""Wrong passphrases are counted, whatever somebody does to the clock or to the count (S-21)."""

from __future__ import annotations

import pytest

from desktop.domain.problems import Problem
from desktop.models.secrets import slot_user, tries_user
from desktop.models.tries import Guard
from tests.builders import Time
from tests.fakes import MemoryKeyring

STORE, SLOT = b"s" * 16, b"p" * 16


@pytest.fixture
def secrets() -> MemoryKeyring:
    """A key ring that holds the secret of the slot, and no wrong try yet."""
    ring = MemoryKeyring()
    ring.set(slot_user(STORE, SLOT), "there")
    Guard(ring, STORE, SLOT).open()
    return ring


def wrong(secrets: MemoryKeyring, time: Time) -> Problem:
    """One wrong try, each by a new process."""
    try:
        Guard(secrets, STORE, SLOT).enter(time())
    except Problem as problem:
        return problem
    return Guard(secrets, STORE, SLOT).wrong(time())


def test_each_wrong_try_doubles_the_wait(secrets: MemoryKeyring) -> None:
    time, said = Time(), []
    for _ in range(4):
        said.append(wrong(secrets, time).detail)
        time.goes_on(seconds=8)
    assert said == ["Wait 1 second.", "Wait 2 seconds.", "Wait 4 seconds.", "Wait 8 seconds."]


def test_five_wrong_tries_within_a_quarter_of_an_hour_close_it(secrets: MemoryKeyring) -> None:
    time, codes = Time(), []
    for _ in range(6):
        codes.append(wrong(secrets, time).code)
        time.goes_on(seconds=10)
    assert codes == ["401.1"] * 4 + ["401.2"] * 2


def test_ten_wrong_tries_in_a_row_close_it_however_slowly(secrets: MemoryKeyring) -> None:
    time, codes = Time(), []
    for _ in range(10):
        codes.append(wrong(secrets, time).code)
        time.goes_on(minutes=20)
    assert codes == ["401.1"] * 9 + ["401.2"]


def test_a_clock_set_back_shortens_no_wait_and_forgets_no_try(secrets: MemoryKeyring) -> None:
    time = Time()
    wrong(secrets, time)
    time.goes_on(hours=-1)
    with pytest.raises(Problem) as problem:
        Guard(secrets, STORE, SLOT).enter(time())
    assert problem.value.detail == "Wait 1 second."
    time.goes_on(seconds=1)
    Guard(secrets, STORE, SLOT).enter(time())
    assert wrong(secrets, time).detail == "Wait 2 seconds."


def test_a_clock_set_back_does_not_help_against_closing(secrets: MemoryKeyring) -> None:
    time, codes = Time(), []
    for _ in range(5):
        codes.append(wrong(secrets, time).code)
        time.goes_on(days=-1)
        with pytest.raises(Problem):
            Guard(secrets, STORE, SLOT).enter(time())
        time.goes_on(seconds=10)
    assert codes[-1] == "401.2"


def test_a_deleted_count_reads_as_closed(secrets: MemoryKeyring) -> None:
    secrets.delete(tries_user(STORE, SLOT))
    with pytest.raises(Problem) as problem:
        Guard(secrets, STORE, SLOT).enter(Time()())
    assert problem.value.code == "401.2"


def test_with_an_empty_key_ring_the_answer_is_that_of_a_wrong_passphrase() -> None:
    guard = Guard(MemoryKeyring(), STORE, SLOT)
    guard.enter(Time()())
    assert guard.wrong(Time()()).code == "401.1"


def test_a_colleague_opens_a_closed_sign_in(secrets: MemoryKeyring) -> None:
    time = Time()
    for _ in range(5):
        wrong(secrets, time)
        time.goes_on(seconds=10)
    Guard(secrets, STORE, SLOT).open()
    assert wrong(secrets, time).detail == "Wait 1 second."
