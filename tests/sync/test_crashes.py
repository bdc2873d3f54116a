"""The client dies before or after each of its commits: at the next sign-in it is as if that moment had been a pause."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

import pytest

from desktop.actions.add_note import add_note
from desktop.actions.record_encounter import record_encounter
from desktop.actions.stop_and_call import stop_and_call
from desktop.models.store import Store
from desktop.models.tx import Tx
from desktop.sync.conversation import Conversation
from tests.sync import forms
from tests.sync.conftest import Two

T = TypeVar("T")
COMMITS = 6


class Died(BaseException):
    """The process ended here."""


class Mortal:
    """A store whose process dies at its n-th commit: before it, so that nothing was written, or right after it."""

    def __init__(self, store: Store, at: int, after: bool) -> None:
        self.store, self.left, self.after = store, at, after

    def read(self, job: Callable[[Tx], T]) -> Future[T]:
        return self.store.read(job)

    def write(self, job: Callable[[Tx], T]) -> Future[T]:
        self.left -= 1
        if self.left == 0:
            if self.after:
                self.store.write(job).result()
            raise Died
        return self.store.write(job)


def talk_until_dead(store: Store, at: int, after: bool) -> bool:
    """One exchange and its checks on a store that dies. False if it lived through it."""
    talk = Conversation(Mortal(store, at, after))
    try:
        while talk.step() or talk.check():
            pass
    except Died:
        return True
    finally:
        talk.close()
    return False


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("commit", range(1, COMMITS + 1))
def test_a_client_that_dies_at_a_commit_goes_on_at_the_next_sign_in(two: Two, commit: int, after: bool) -> None:
    two.supervisor.act(stop_and_call("", "said", "I was born here."))
    two.supervisor.sync()
    two.officer.act(add_note(two.officer.act(record_encounter(forms.encounter())), "seen"))
    talk_until_dead(two.officer.store, commit, after)
    two.officer.again()
    assert two.all_agree()


def test_the_commits_of_an_exchange_are_all_tried(two: Two) -> None:
    two.supervisor.act(stop_and_call("", "said", "I was born here."))
    two.supervisor.sync()
    two.officer.act(record_encounter(forms.encounter()))
    died = [talk_until_dead(two.officer.store, 1, False), talk_until_dead(two.officer.store, 50, False)]
    assert died == [True, False]
    assert two.all_agree()
