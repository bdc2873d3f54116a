"""Needs attention: facts with two values, entries that were refused, entries that were set aside.

A person chooses; nothing is settled by itself and both values stay in the journal. Nothing here stops a release.
"""

from dataclasses import dataclass

from typing_extensions import override

from desktop.actions.resolve_conflict import resolve_conflict
from desktop.actions.send_again import send_again
from desktop.domain.problems import Problem
from desktop.models import queries
from desktop.models.changes import Changed
from desktop.models.queries import AttentionRow, CasePage, FactRow
from desktop.ui import phrases
from desktop.ui.nav import Head, Nav, Place, Runner
from desktop.ui.presenting import Here, Once, Presenter

FORMS = {"decision_recorded": "decision", "review_requested": "decision", "review_answered": "review"}


@dataclass(frozen=True, slots=True)
class AttentionLine:
    entry_id: str
    case_id: str
    text: str
    sub: str


@dataclass(frozen=True, slots=True)
class Value:
    """One of two values: what was written, by whom, when, from which source where it is known."""

    text: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AttentionState:
    two_values: tuple[AttentionLine, ...]
    refused: tuple[AttentionLine, ...]
    set_aside: tuple[AttentionLine, ...]
    chosen: str
    title: str
    line: str
    values: tuple[Value, ...]
    reason: str
    send_again: str
    trouble: str
    empty: str


class AttentionPresenter(Presenter[AttentionState]):
    """Holds the list, the chosen line and the case it is about."""

    def __init__(self, tasks: Runner, nav: Nav, here: Here) -> None:
        super().__init__(tasks, nav, here)
        self._rows: tuple[AttentionRow, ...] = ()
        self._chosen = ""
        self._page: CasePage | None = None
        self._trouble = ""
        self._once = Once(lambda: tasks.read(queries.attention(), self._read))

    @override
    def open(self, place: Place) -> None:
        self.place = place
        self.refresh()

    def refresh(self) -> None:
        self._once.afresh()

    def choose(self, entry_id: str) -> None:
        """A line has the focus."""
        self._chosen, self._page, self._trouble = entry_id, None, ""
        row = self._row()
        if row is not None and row.case_id:
            self.tasks.read(queries.case_page(row.case_id), self._show_case)
        self._draw()

    def keep(self, number: int) -> None:
        """Keep the first or the second value: an entry with this person's name."""
        fact = self._fact()
        row = self._row()
        if fact is not None and row is not None and number < len(fact.two_values):
            self.tasks.run(resolve_conflict(row.case_id, fact.field, number), failed=self._refused)

    def write_another(self, value: str, source: str) -> None:
        """Neither: write the right one, with its source."""
        fact, row = self._fact(), self._row()
        if fact is None or row is None:
            return
        if not value.strip() or not source.strip():
            self._trouble = "Write the value and its source."
            self._draw()
            return
        operation = resolve_conflict(row.case_id, fact.field, value=value.strip(), source=source.strip())
        self.tasks.run(operation, failed=self._refused)

    def send_again(self) -> None:
        """What was set aside goes out again as it is. What was refused opens its form; that records a new entry."""
        row = self._row()
        if row is not None and group_of(row) == "aside":
            self.tasks.run(send_again(row.case_id), failed=self._refused)
        elif row is not None:
            self.nav.open(Place(FORMS.get(row.kind, "case"), case_id=row.case_id))

    def open_case(self) -> None:
        row = self._row()
        if row is not None and row.case_id:
            self.nav.open(Place("case", case_id=row.case_id))

    @override
    def primary(self) -> None:
        row = self._row()
        if row is not None and not is_two_values(row):
            self.send_again()

    @override
    def changed(self, changed: Changed) -> None:
        self._once.ask()

    def _refused(self, problem: Problem) -> None:
        self._trouble = phrases.problem(problem.title, problem.detail, problem.code)
        self._draw()

    def _row(self) -> AttentionRow | None:
        return next((row for row in self._rows if row.entry_id == self._chosen), None)

    def _fact(self) -> FactRow | None:
        facts = [row for row in self._page.facts if row.two_values] if self._page else []
        chosen = self._row()
        said = f"{chosen.reason} {chosen.text}".lower() if chosen else ""
        named = [row for row in facts if row.label.lower() in said]
        found = named or facts
        return found[0] if found and chosen and is_two_values(chosen) else None

    def _read(self, rows: tuple[AttentionRow, ...]) -> None:
        self._once.done()
        self._rows = tuple(rows)
        self.here.count("attention", len(rows))
        if self._row() is None:
            self.choose(self._rows[0].entry_id if self._rows else "")
        else:
            self.choose(self._chosen)

    def _show_case(self, page: CasePage) -> None:
        row = self._row()
        if row is not None and row.case_id == page.case_id:
            self._page = page
            self._draw()

    def _lines(self, group: str) -> tuple[AttentionLine, ...]:
        now, zone = self.here.now(), self.here.zone
        return tuple(
            AttentionLine(
                row.entry_id, row.case_id, row.text, phrases.joined(row.number, phrases.when(row.at, now, zone))
            )
            for row in self._rows
            if group_of(row) == group
        )

    def _values(self, fact: FactRow) -> tuple[Value, ...]:
        """Both values, each with who, when, device and source where they are known."""
        now, zone = self.here.now(), self.here.zone
        shown = []
        for place, text in enumerate(fact.two_values):
            by, at, device, source = fact.written[place] if place < len(fact.written) else ("", None, "", "")
            known = (
                ("Written by", by),
                ("When", phrases.when(at, now, zone)),
                ("On device", phrases.device(device)),
                ("Source", source),
            )
            shown.append(Value(phrases.value(text, now, zone), tuple(pair for pair in known if pair[1])))
        return tuple(shown)

    def _draw(self) -> None:
        row, fact = self._row(), self._fact()
        where = phrases.joined(self._page.title, self._page.subtitle) if self._page else ""
        self.nav.set_head(
            Head(
                "Needs attention",
                phrases.joined(where, "Nothing here stops a release."),
                row.case_id if row else "",
                self._page.title if self._page else "",
                release_word=self.here.release_word,
            )
        )
        two = row is not None and is_two_values(row)
        self._show(
            AttentionState(
                two_values=self._lines("two"),
                refused=self._lines("refused"),
                set_aside=self._lines("aside"),
                chosen=self._chosen,
                title=f"{fact.label} has two values" if fact else row.text if row else "",
                line=TWO if two else "",
                values=self._values(fact) if fact else (),
                reason=row.reason if row and not two else "",
                send_again=AGAIN.get(group_of(row), "") if row is not None else "",
                trouble=self._trouble,
                empty="" if self._rows else "Nothing needs your attention.",
            )
        )


AGAIN = {"refused": "Edit and send again", "aside": "Send again"}
TWO = "Two people wrote it without seeing the other's entry. A person chooses; both stay in the journal."


def line_words(row: AttentionRow) -> str:
    """The words of one line: the field with two values, else what was refused or set aside."""
    return row.reason.partition(": ")[2].rstrip(".") or row.text if is_two_values(row) else row.text


def is_two_values(row: AttentionRow) -> bool:
    """Whether the row is a field with two values."""
    return group_of(row) == "two"


def group_of(row: AttentionRow) -> str:
    """Two values, refused, or set aside, by the reason the store gives."""
    if row.kind in ("facts_edited", "two_values") and (
        "two values" in row.reason.lower() or "two values" in row.text.lower()
    ):
        return "two"
    return "aside" if "set aside" in row.reason.lower() else "refused"
