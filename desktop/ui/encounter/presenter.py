"""A new encounter or booking: keeps what is typed, saves it as a draft, records it.

Nothing typed is lost: the view calls `save_draft` when typing pauses and when focus leaves. Nothing here asks about
status, and no field stands in the way of *End the stop* or *Stop and call*.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from typing_extensions import override

from desktop.actions.record_encounter import record_encounter
from desktop.domain.encounter import EncounterForm, validate
from desktop.domain.problems import Problem
from desktop.domain.times import from_text, to_text
from desktop.models import queries
from desktop.models.queries import DraftRow
from desktop.ui import phrases, words
from desktop.ui.drafts import DraftKeeper
from desktop.ui.encounter import fields
from desktop.ui.encounter.form import form_from
from desktop.ui.fields import Field
from desktop.ui.nav import Head, Nav, Place, Runner
from desktop.ui.presenting import Here, Presenter


@dataclass(frozen=True, slots=True)
class EncounterState:
    """`values` and `problems` are by field name; `fresh` tells the view to overwrite what its fields hold."""

    fields: tuple[Field, ...]
    values: dict[str, str]
    problems: dict[str, str]
    fresh: bool
    done: int
    needed: int
    now_line: str
    status_steps: tuple[tuple[str, str], ...]
    no_status: str
    stop_minutes: str
    saved: str
    busy: bool
    focus: str = ""


class EncounterPresenter(Presenter[EncounterState]):
    """Holds one form by field name, as texts; times are UTC texts."""

    def __init__(self, tasks: Runner, nav: Nav, here: Here) -> None:
        super().__init__(tasks, nav, here)
        self.values: dict[str, str] = {}
        self.fields = fields.form_of("JEM" if here.books else here.model)
        self._problems: dict[str, str] = {}
        self._saved_at: datetime | None = None
        self._world = ""
        self._busy = False
        self._facility = here.facility
        self._draft = DraftKeeper(tasks, "encounter", lambda: self.values, self)
        self._draft.told = self._draft_told

    @override
    def open(self, place: Place) -> None:
        """A fresh form, the draft that was chosen, or the one that was being typed."""
        self.place = place
        if self._has("booking_no"):
            self.tasks.read(lambda tx: tx.standing().place, self._placed)
        if place.draft_id:
            self.tasks.read(queries.drafts_of_me(), lambda rows: self._reopen(rows, place.draft_id))
        elif place.at == "new" or not self.values:
            self.start()
        else:
            self._draw(fresh=True)

    @override
    def here_now(self) -> Place:
        return replace(self.place, draft_id=self._draft.draft_id)

    def start(self) -> None:
        """An empty form: the stop began now, until the person says otherwise."""
        self.values = {"stop_start": to_text(self.here.now())} if self._has("stop_start") else {}
        if self._has("booking_no"):
            self.values = {"contact_reason": "booking", "role": "arrestee"}
        self._problems, self._saved_at, self._world, self._busy = {}, None, "", False
        self._draft.start()
        self._draw(fresh=True, focus=self.fields[0].name if self.fields else "")

    def typed(self, name: str, value: str) -> None:
        """A field holds something new."""
        if self.values.get(name, "") == value:
            return
        self.values[name] = value
        self._problems.pop(name, None)
        self._draft.touched()
        self._draw()

    def save_draft(self) -> None:
        """Typing paused, focus left, or Ctrl+S."""
        self._draft.save()

    @override
    def leave(self) -> None:
        self._draft.save()

    @override
    def primary(self) -> None:
        """Save the encounter: problems stand beside their fields; else one act."""
        if self._busy:
            return
        self._busy = True
        form, now = self._form(), self.here.now()
        self.tasks.read(lambda tx: validate(form, tx.law, tx.pack, now), self._validated)

    def end_stop(self) -> None:
        """F9 before the encounter is saved: the stop ends now. The person goes; the form waits for its outcome."""
        self.values["stop_end"] = to_text(self.here.now())
        self._problems.pop("stop_end", None)
        self._draft.touched()
        self._draft.save()
        self._draw(fresh=True, focus="outcome")

    @override
    def tick(self) -> None:
        self._draw()

    def _placed(self, facility: str) -> None:
        self._facility = facility

    def _form(self) -> EncounterForm:
        return form_from(self.values, self.here, self._facility)

    def _validated(self, problems: tuple[Problem, ...]) -> None:
        if problems:
            self._refused(*problems)
            return
        self._draft.record(record_encounter(self._form()), self._recorded, self._refused)

    def _recorded(self, case_id: str) -> None:
        self.values, self._busy = {}, False
        self.nav.open(Place("case", case_id=case_id))

    def _refused(self, *problems: Problem) -> None:
        self._busy = False
        known = {field.name for field in self.fields}
        self._problems = {p.field: p.detail or p.title for p in problems if p.field in known}
        other = [p for p in problems if p.field not in known]
        self._world = f"{other[0].detail or other[0].title} ({other[0].code})" if other else ""
        first = next((field.name for field in self.fields if field.name in self._problems), "")
        self._draw(focus=first)

    def _reopen(self, rows: tuple[DraftRow, ...], draft_id: str) -> None:
        row = next((row for row in rows if row.id == draft_id), None)
        if row is None:
            self.start()
            return
        self.values = {name: str(value) for name, value in row.form.items()}
        self._problems, self._world, self._busy = {}, "", False
        self._draft.start(row.case_id, row.id)
        self._saved_at = row.saved_at
        self._draw(fresh=True, focus=self._first_empty())

    def _draft_told(self, problem: Problem | None) -> None:
        upto = words.clock_time(self._saved_at, self.here.zone) if self._saved_at else ""
        self._world = phrases.not_saved(problem.title, problem.code, upto) if problem else ""
        if problem is None:
            self._saved_at = self.here.now()
        self._draw()

    def _has(self, name: str) -> bool:
        return any(field.name == name for field in self.fields)

    def _first_empty(self) -> str:
        return next((f.name for f in self.fields if not f.optional and not self.values.get(f.name)), "")

    def _draw(self, fresh: bool = False, focus: str = "") -> None:
        needed = [field for field in self.fields if not field.optional]
        done = sum(1 for field in needed if self.values.get(field.name))
        asked = self.values.get("role", "") not in ("victim", "witness", "injured")
        now_line = f"{done} of {len(needed)} done."
        if self._has("stop_end") and not self.values.get("stop_end"):
            now_line += " The end of the stop can wait."
        state = EncounterState(
            fields=self.fields,
            values=dict(self.values),
            problems=dict(self._problems),
            fresh=fresh,
            done=done,
            needed=len(needed),
            now_line=now_line,
            status_steps=fields.STATUS_STEPS if asked else (),
            no_status="" if asked else fields.NO_STATUS_STEP,
            stop_minutes=self._minutes(),
            saved=self._world or self._saved_words(),
            busy=self._busy,
            focus=focus,
        )
        self.nav.set_head(self._head(state))
        self._show(state)

    def _head(self, state: EncounterState) -> Head:
        booking = self._has("booking_no")
        began = self._time("stop_start")
        reason = dict(fields.CONTACT).get(self.values.get("contact_reason", ""), "")
        start = f"started {words.clock_time(began, self.here.zone)}" if began else ""
        subtitle = phrases.joined(", ".join(part for part in (reason, start) if part), state.saved)
        return Head(
            title="New booking" if booking else "New encounter",
            subtitle=subtitle or self.here.place,
            note=state.stop_minutes,
            release_word="Release" if booking else "End the stop",
        )

    def _saved_words(self) -> str:
        if self._saved_at is None:
            return ""
        return f"Draft, saved here {words.clock_time(self._saved_at, self.here.zone)}"

    def _minutes(self) -> str:
        began = self._time("stop_start")
        if began is None:
            return ""
        lasted = (self._time("stop_end") or self.here.now()) - began
        return f"Stop {words.span(lasted)}"

    def _time(self, name: str) -> datetime | None:
        try:
            return from_text(self.values[name]) if self.values.get(name) else None
        except Problem:
            return None
