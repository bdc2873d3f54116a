"""A drawer that asks a few fields and records one act: what happened, a fact, a note, the end of a stop, a correction.

Each drawer names its fields and its act; this base keeps what is typed, saves it as a draft and puts problems beside
their fields. The release has a presenter of its own and does not come from here.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from typing_extensions import override

from desktop.actions.operation import Operation
from desktop.domain.problems import Problem
from desktop.domain.times import from_text
from desktop.models import queries
from desktop.models.queries import CasePage, DraftRow
from desktop.ui import phrases
from desktop.ui.drafts import DraftKeeper
from desktop.ui.fields import Field
from desktop.ui.nav import Nav, Place, Runner
from desktop.ui.presenting import Here, Presenter


@dataclass(frozen=True, slots=True)
class AskState:
    """`fresh` tells the view to overwrite what its fields hold; `warning` stands above them, never in the way."""

    title: str
    subtitle: str
    icon: str
    fields: tuple[Field, ...]
    values: dict[str, str]
    problems: dict[str, str]
    primary: str
    note: str
    trouble: str
    fresh: bool


class AskPresenter(Presenter[AskState], ABC):
    """Subclasses give `title`, `icon`, `primary_word`, `draft_kind`, `_fields`, `_first` and `_act`."""

    title = ""
    icon = "pencil"
    primary_word = "Record"
    note = ""
    draft_kind = ""

    def __init__(self, tasks: Runner, nav: Nav, here: Here) -> None:
        super().__init__(tasks, nav, here)
        self.values: dict[str, str] = {}
        self._problems: dict[str, str] = {}
        self._page: CasePage | None = None
        self._trouble = ""
        self._busy = False
        self._draft = DraftKeeper(tasks, self.draft_kind, lambda: self.values, self)

    @override
    def open(self, place: Place) -> None:
        """The drawer opens for a case; a draft of it goes on."""
        self.place, self._page = place, None
        self.values, self._problems, self._trouble, self._busy = dict(self._first()), {}, "", False
        self._draft.start(place.case_id)
        if place.case_id:
            self.tasks.read(queries.case_page(place.case_id), self._read)
            self.tasks.read(queries.drafts_of_me(), self._reopen)
        self._draw(fresh=True)

    def typed(self, name: str, value: str) -> None:
        """A field holds something new."""
        self.here.typing.case_id = self.place.case_id
        if self.values.get(name, "") == value:
            return
        self.values[name] = value
        self._problems.pop(name, None)
        self._draft.touched()
        self._draw()

    def save_draft(self) -> None:
        self._draft.save()

    @override
    def leave(self) -> None:
        """Esc closes the drawer and keeps the draft."""
        self.here.typing.case_id = ""
        self._draft.save()

    @override
    def primary(self) -> None:
        """Record, or say beside the field what is missing."""
        if self._busy:
            return
        try:
            operation = self._act()
        except Problem as problem:
            self._refused(problem)
            return
        self._busy = True
        self._draft.record(operation, self._done, self._refused)

    def _done(self, _: object) -> None:
        self._busy = False
        self.here.typing.case_id = ""
        self.nav.close_drawer()

    def _refused(self, problem: Problem) -> None:
        self._busy = False
        said = phrases.problem(problem.title, problem.detail, problem.code)
        if problem.field in {field.name for field in self._fields()}:
            self._problems = {problem.field: said}
        else:
            self._trouble = said
        self._draw()

    def _fields(self) -> tuple[Field, ...]:
        return ()

    def _first(self) -> Mapping[str, str]:
        return {}

    @abstractmethod
    def _act(self) -> Operation[str]:
        """The act that the values mean. Problem 422.x names the field that is missing or wrong."""

    def _need(self, name: str, words: str) -> str:
        """The value of a field, or the problem that stands beside it."""
        value = self.values.get(name, "").strip()
        if not value:
            raise Problem("422.1", words, name)
        return value

    def _time(self, name: str) -> datetime:
        """A time that was typed; Problem 422.1 without one."""
        return from_text(self._need(name, "Write the time. T writes now."))

    def _read(self, page: CasePage) -> None:
        if page.case_id == self.place.case_id:
            self._page = page
            self._draw()

    def _reopen(self, rows: tuple[DraftRow, ...]) -> None:
        case_id = self.place.case_id
        row = next((r for r in rows if r.kind == self.draft_kind and r.case_id == case_id), None)
        if row is not None and self.draft_kind:
            self.values = {name: str(value) for name, value in row.form.items()}
            self._draft.start(case_id, row.id)
            self._draw(fresh=True)

    def _draw(self, fresh: bool = False) -> None:
        page = self._page
        self._show(
            AskState(
                title=self.title,
                subtitle=phrases.who(page.title, page.subtitle) if page else "",
                icon=self.icon,
                fields=self._fields(),
                values=dict(self.values),
                problems=dict(self._problems),
                primary=self.primary_word,
                note=self.note,
                trouble=self._trouble,
                fresh=fresh,
            )
        )
