"""Typing is a draft from the first letter.

A form's presenter tells the keeper that something was typed; the view's pause timer or a lost focus asks it to save.
The keeper never clears a draft: the act that records the form does, in the same transaction.
"""

from collections.abc import Callable, Mapping

from desktop.actions.save_draft import save_draft
from desktop.domain.problems import Problem
from desktop.ui.nav import Runner

Form = Mapping[str, object]


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
        self.told: Callable[[Problem | None], None] = _nobody

    def start(self, case_id: str = "", draft_id: str = "") -> None:
        """A fresh form, or one whose draft is reopened."""
        self.id, self.case_id = draft_id, case_id
        self.saved, self._dirty, self._saving = bool(draft_id), False, False

    def touched(self) -> None:
        """Something was typed."""
        self._dirty = True

    def save(self) -> None:
        """Save now if anything is newer than the last save. One save runs at a time; the next takes what came in."""
        if not self._dirty or self._saving:
            return
        self._dirty, self._saving = False, True
        draft_id = self.id
        operation = save_draft(draft_id=draft_id, case_id=self.case_id, kind=self._kind, form=dict(self._form()))
        self._tasks.run(operation, done=lambda new: self._done(draft_id, new), failed=self._failed, by=self._by)

    def _done(self, asked: str, new: str) -> None:
        if asked != self.id:
            return
        self.id, self.saved, self._saving = new, True, False
        self.told(None)
        self.save()

    def _failed(self, problem: Problem) -> None:
        self._saving, self._dirty = False, True
        self.told(problem)


def _nobody(problem: Problem | None) -> None:
    """Nobody listens yet."""
