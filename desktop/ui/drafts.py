"""Typing is a draft from the first letter.

A form's presenter tells the keeper that something was typed; the view's pause timer or a lost focus asks it to save.
The act that records the form goes through the keeper too: it ends the draft in the same transaction, and no save that
comes a moment late can bring the draft of a recorded form back.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

from desktop.actions.drop_draft import ending_draft
from desktop.actions.operation import Operation
from desktop.actions.save_draft import save_draft
from desktop.domain.problems import Problem
from desktop.ui.nav import Runner

Form = Mapping[str, object]
T = TypeVar("T")


class DraftKeeper:
    """Holds one draft: its id once it has one, and whether what stands on the screen is newer than what is saved."""

    def __init__(self, tasks: Runner, kind: str, form: Callable[[], Form], by: object) -> None:
        self.id = ""
        self.case_id = ""
        self.saved = False
        self._tasks = tasks
        self._kind = kind
        self._form = form
        self._by = by
        self._dirty = False
        self._saving = False
        self._recording: Callable[[], None] | None = None
        self.told: Callable[[Problem | None], None] = _nobody

    def start(self, case_id: str = "", draft_id: str = "") -> None:
        """A fresh form, or one whose draft is reopened."""
        self.id, self.case_id = draft_id, case_id
        self.saved, self._dirty, self._saving = bool(draft_id), False, False
        self._recording = None

    def touched(self) -> None:
        """Something was typed."""
        self._dirty = True

    def save(self) -> None:
        """Save now if anything is newer than the last save. One save runs at a time; the next takes what came in."""
        if not self._dirty or self._saving or self._recording:
            return
        self._dirty, self._saving = False, True
        draft_id = self.id
        operation = save_draft(draft_id=draft_id, case_id=self.case_id, kind=self._kind, form=dict(self._form()))
        self._tasks.run(operation, done=lambda new: self._done(draft_id, new), failed=self._failed, by=self._by)

    def record(
        self, operation: Operation[T], done: Callable[[T], None], failed: Callable[[Problem], None]
    ) -> None:
        """Does the act that ends this draft, as soon as no save is under way; after it the keeper begins anew.

        When it is refused, the draft is saved again as before.
        """

        def ended(result: T) -> None:
            self.start()
            done(result)

        def refused(problem: Problem) -> None:
            self._recording = None
            self.save()
            failed(problem)

        self._recording = lambda: self._tasks.run(ending_draft(operation, self.id), ended, refused, self._by)
        if not self._saving:
            self._recording()

    def _done(self, asked: str, new: str) -> None:
        if asked != self.id:
            return
        self.id, self.saved = new, True
        self._saved_once()
        self.told(None)

    def _failed(self, problem: Problem) -> None:
        self._dirty = True
        self._saved_once(again=False)
        self.told(problem)

    def _saved_once(self, again: bool = True) -> None:
        """A save is over: an act that waited for it goes first, else what was typed meanwhile is saved."""
        self._saving = False
        if self._recording:
            self._recording()
        elif again:
            self.save()


def _nobody(problem: Problem | None) -> None:
    """Nobody listens yet."""
