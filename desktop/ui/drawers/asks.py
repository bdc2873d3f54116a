"""The drawers that ask a few fields: what happened, a fact, a note, the end of the stop, a release that was none.

`screens.py` makes one of each. What has happened is never refused; a fact carries its source; nothing here decides.
"""

from collections.abc import Mapping

from typing_extensions import override

from desktop.actions.add_note import add_note
from desktop.actions.correct_release import correct_release
from desktop.actions.edit_facts import edit_facts
from desktop.actions.end_stop import end_stop
from desktop.actions.operation import Operation
from desktop.actions.record_event import record_event
from desktop.domain.times import to_text
from desktop.models.queries import CasePage, DraftRow
from desktop.ui.drawers.asking import AskPresenter
from desktop.ui.encounter.fields import FIELD_FORM, OUTCOMES
from desktop.ui.fields import Field

WHAT = (
    ("release_event", "Release event (T0)"),
    ("arrest_without_warrant", "Arrest without warrant (T1)"),
    ("warrant_arrest", "Arrest on a warrant"),
    ("custody_taken_by_ice", "ICE took custody"),
    ("paper_handed_over", "Paper handed over"),
    ("search", "Search"),
    ("injury", "Injury"),
)
T0_EVENTS = (
    ("bond_posted", "Bond posted"),
    ("charge_dropped", "Charge dropped"),
    ("sentence_done", "Sentence done"),
    ("court_order", "Court order"),
    ("other", "Other"),
)
SOURCES = (
    ("Self", "Self"),
    ("Document", "Document"),
    ("Database", "Database"),
    ("Officer", "Officer"),
    ("Third party", "Third party"),
)
FACTS = (
    ("name", "Name"),
    ("birth_date", "Birth date"),
    ("sex", "Sex"),
    ("booking_no", "Booking number"),
    ("housing", "Housing"),
    ("care", "Care"),
    ("children", "Children, family"),
    ("charged", "Charged"),
    ("convicted", "Convicted"),
    ("lawyer", "Lawyer"),
    ("interpreter", "Interpreter"),
    ("other", "Other"),
)


class EventPresenter(AskPresenter):
    """Record what happened: T0, T1 and the like, with time and source. It starts and stops the clocks."""

    title = "Record what happened"
    icon = "clock"
    note = "What has happened is recorded, never refused."
    draft_kind = "event"

    @override
    def _first(self) -> Mapping[str, str]:
        return {"at": to_text(self.here.now())}

    @override
    def _fields(self) -> tuple[Field, ...]:
        t0 = Field("event", "What ended local custody", "choice", T0_EVENTS)
        between = (t0,) if self.values.get("what") == "release_event" else ()
        return (
            Field("what", "What happened", "choice", WHAT),
            *between,
            Field("at", "When", "time", hint="From the record, never an estimate. T writes now."),
            Field("source", "Source", "line", hint="Jail record, officer, document", icon="file-text"),
        )

    @override
    def _act(self) -> Operation[str]:
        what = self._need("what", "Choose what happened.")
        at = self._time("at")
        event = self.values.get("event", "") if what == "release_event" else ""
        return record_event(self.place.case_id, what, at, self._need("source", "Say where this is written."), event)


class FactsPresenter(AskPresenter):
    """Add a fact or change one. The earlier value stays in the journal."""

    title = "Add or change a fact"
    primary_word = "Save the fact"
    note = "Each fact has a source. The earlier value stays in the journal."
    draft_kind = "facts"

    @override
    def _first(self) -> Mapping[str, str]:
        return {"field": self.place.at} if self.place.at else {}

    @override
    def _reopen(self, rows: tuple[DraftRow, ...]) -> None:
        """A draft about another fact waits until that one is opened."""
        super()._reopen(tuple(row for row in rows if not self.place.at or row.form.get("field") == self.place.at))

    @override
    def _fields(self) -> tuple[Field, ...]:
        asked = self.values.get("field", "")
        known = dict(FACTS)
        options = FACTS if not asked or asked in known else ((asked, self._label(asked)), *FACTS)
        return (
            Field("field", "Which fact", "pick", options),
            value_field(asked),
            Field("source", "Source", "choice", SOURCES),
            Field("detail", "Where exactly", "line", hint="county ID, interview 24 May, badge 3308", optional=True),
        )

    def _label(self, field: str) -> str:
        rows = self._page.facts if self._page else ()
        return next((row.label for row in rows if row.field == field), field)

    @override
    def _read(self, page: CasePage) -> None:
        super()._read(page)
        row = next((row for row in page.facts if row.field == self.values.get("field")), None)
        if row is not None and not self.values.get("value"):
            codes = {label: code for code, label in value_field(row.field).choices}
            self.values["value"] = codes.get(row.value, row.value)
            self._draw(fresh=True)

    @override
    def _act(self) -> Operation[str]:
        field = self._need("field", "Choose which fact.")
        value = self._need("value", "Write the value.")
        source = self._need("source", "Choose where this comes from.")
        detail = self.values.get("detail", "").strip()
        given = f"{source}, {detail}" if detail else source
        return edit_facts(self.place.case_id, [{"field": field, "value": self._value(field, value), "source": given}])

    def _value(self, field: str, text: str) -> object:
        """The value in its shape: an instant has its zone, everything else is what was written or chosen."""
        kind = value_field(field).kind
        return {"utc": to_text(self._time("value")), "zone": self.here.zone} if kind == "time" else text


def value_field(field: str) -> Field:
    """How the value of this fact is given: chosen, a time, or a line."""
    known = {each.name: each for each in FIELD_FORM if each.kind in ("choice", "yes_no", "time")}
    given = known.get(field)
    return Field("value", "Value", given.kind, given.choices) if given else Field("value", "Value", "line")


class NotePresenter(AskPresenter):
    """A note on the case."""

    title = "Add a note"
    icon = "message-circle"
    primary_word = "Save the note"
    draft_kind = "note"

    @override
    def _fields(self) -> tuple[Field, ...]:
        return (Field("text", "Note", "text"),)

    @override
    def _act(self) -> Operation[str]:
        return add_note(self.place.case_id, self._need("text", "Write the note."))


class EndStopPresenter(AskPresenter):
    """End the stop (F9 before custody): the person goes on their way. Time and outcome; the outcome may follow."""

    title = "End the stop"
    icon = "door-open"
    primary_word = "End the stop"
    note = "The person goes on their way. The outcome may follow later."

    @override
    def _first(self) -> Mapping[str, str]:
        return {"at": to_text(self.here.now())}

    @override
    def _fields(self) -> tuple[Field, ...]:
        return (
            Field("at", "Stop ended", "time", hint="Now. T writes now again."),
            Field("outcome", "Outcome", "choice", OUTCOMES[:3], optional=True),
        )

    @override
    def _act(self) -> Operation[str]:
        at = self._time("at") if self.values.get("at") else self.here.now()
        return end_stop(self.place.case_id, at, self.values.get("outcome", ""))


class CorrectPresenter(AskPresenter):
    """A release was recorded by mistake: the entry stays, the clock counts on as if it had never stopped."""

    title = "Correct this release"
    icon = "undo-2"
    primary_word = "It was no release"
    note = "The first entry stays. The clock counts on from the same start."
    draft_kind = "correct"

    @override
    def _fields(self) -> tuple[Field, ...]:
        return (Field("reason", "What happened really", "text"),)

    def _ref(self) -> str:
        rows: CasePage | None = self._page
        kinds = ("release_recorded", "release_locked", "stop_ended")
        found = [row for row in rows.happened if row.kind in kinds] if rows else []
        return self.place.at or (max(found, key=lambda row: row.at).entry_id if found else "")

    @override
    def _act(self) -> Operation[str]:
        return correct_release(self.place.case_id, self._ref(), self.values.get("reason", ""))
