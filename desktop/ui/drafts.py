"""Typing is a draft from the first letter.

A form's presenter tells the keeper that something was typed; the view's pause timer or a lost focus asks it to save.
The act that records the form goes through the keeper too: it ends the draft in the same transaction, and no save that
comes a moment late can bring the draft of a recorded form back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from desktop.actions.drop_draft import ending_draft
from desktop.actions.operation import Operation
from desktop.actions.save_draft import save_draft
from desktop.domain.problems import Problem
from desktop.ui.nav import Runner

Form = Mapping[str, object]
T = TypeVar("T")


@dataclass
class _Draft:
    """One draft. later: what is to be saved once the save under way is over. act: what records it, then or now."""

    id: str = ""
    case_id: str = ""
    saving: bool = False
    later: Form | None = None
    act: Callable[[], None] | None = None


class DraftKeeper:
    """Holds the draft of the form on the screen; one that was left finishes its save by itself."""

    def __init__(self, tasks: Runner, kind: str, form: Callable[[], Form], by: object) -> None:
        self._tasks = tasks
        self._kind = kind
        self._form = form
        self._by = by
        self._draft = _Draft()
        self._dirty = False
        self.told: Callable[[Problem | None], None] = _nobody

    @property
    def draft_id(self) -> str:
        """Of the draft that is kept, "" before the first save."""
        return self._draft.id

    def start(self, case_id: str = "", draft_id: str = "") -> None:
        """A fresh form, or one whose draft is reopened."""
        self._draft, self._dirty = _Draft(draft_id, case_id), False

    def touched(self) -> None:
        """Something was typed."""
        self._dirty = True

    def save(self) -> None:
        """Save now if anything is newer than the last save. One save runs at a time; the next takes what came in."""
        if self._dirty and not self._draft.act:
            self._dirty = False
            self._save(self._draft, dict(self._form()))

    def record(self, act: Operation[T], done: Callable[[T], None], failed: Callable[[Problem], None]) -> None:
        """Does the act that ends this draft, as soon as no save is under way; after it a fresh form begins.

        When it is refused, what is typed is saved as a draft as before.
        """
        draft = self._draft

        def ended(result: T) -> None:
            if draft is self._draft:
                self.start()
            done(result)

        def refused(problem: Problem) -> None:
            draft.act = None
            if draft is self._draft:
                self._dirty = True
                self.save()
            failed(problem)

        draft.act = lambda: self._tasks.run(ending_draft(act, draft.id), ended, refused, self._by)
        if not draft.saving:
            draft.act()

    def _save(self, draft: _Draft, form: Form) -> None:
        if draft.saving:
            draft.later = form
            return
        draft.saving = True
        self._tasks.run(
            save_draft(draft_id=draft.id, case_id=draft.case_id, kind=self._kind, form=form),
            done=lambda draft_id: self._done(draft, draft_id),
            failed=lambda problem: self._failed(draft, problem),
            by=self._by,
        )

    def _done(self, draft: _Draft, draft_id: str) -> None:
        draft.id = draft_id
        self._go_on(draft)
        if draft is self._draft:
            self.told(None)

    def _failed(self, draft: _Draft, problem: Problem) -> None:
        self._go_on(draft)
        if draft is self._draft:
            self._dirty = True
            self.told(problem)

    def _go_on(self, draft: _Draft) -> None:
        """A save is over: the act that waited for it comes first, else what was to be saved meanwhile."""
        draft.saving = False
        form, draft.later = draft.later, None
        if draft.act:
            draft.act()
        elif form is not None:
            self._save(draft, form)


def _nobody(problem: Problem | None) -> None:
    """Nobody listens yet."""
