"""Stop and call (F8): what was said or seen, unasked; then whom to call.

Everyone has it, in every state, with or without a case. A digit and Ctrl+Enter record it; a second Ctrl+Enter records
the call. Clocks go on. It is a record: nothing here can refuse it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from typing_extensions import override

from desktop.actions.stop_and_call import stop_and_call
from desktop.domain.problems import Problem
from desktop.domain.times import from_text, to_text
from desktop.models import queries
from desktop.models.queries import CasePage
from desktop.ui import phrases, words
from desktop.ui.case.due import Due, due
from desktop.ui.nav import Nav, Place, Runner
from desktop.ui.presenting import Here, Presenter


@dataclass(frozen=True, slots=True)
class Said:
    """One answer: its code in `states.json`, or "" where a second question follows."""

    code: str
    label: str
    sub: str


SAID = (
    Said("citizenship", "Citizen", "says so, or signs of it"),
    Said("under_18", "Under 18", "says so, or seems so"),
    Said("victim_or_witness", "Victim or witness", "of a crime or trafficking"),
    Said("care", "Ill, pregnant, in danger", "care comes first"),
    Said("fear", "Fear of return", "never told to a consulate"),
    Said("attorney", "Lawyer", "asked for, or present"),
    Said("other", "Something else", "write it down"),
    Said("protected_status", "Lawful status", "says so, or a paper shows it"),
    Said("language", "Language", "an interpreter is needed"),
)
WHICH_CARE = (
    ("illness_or_disability", "Ill, hurt or disabled"),
    ("pregnant_or_nursing", "Pregnant or nursing"),
    ("in_danger", "In danger"),
)
SENT_AS = {"in_danger": "illness_or_disability", "care": "illness_or_disability"}


@dataclass(frozen=True, slots=True)
class StopState:
    subtitle: str
    said: tuple[Said, ...]
    chosen: str
    which: tuple[tuple[str, str], ...]
    which_chosen: str
    words: str
    recorded: str
    calls: tuple[tuple[str, str], ...]
    called_at: str
    spoke_to: str
    due: Due | None
    due_line: str
    primary: str
    problem: str
    trouble: str
    done: bool
    fresh: bool


class StopPresenter(Presenter[StopState]):
    """One stop and call, from the first digit to the call."""

    def __init__(self, tasks: Runner, nav: Nav, here: Here) -> None:
        super().__init__(tasks, nav, here)
        self._page: CasePage | None = None
        self._said, self._which, self._recorded, self._problem, self._trouble = "", "", "", "", ""
        self._called, self._busy = False, False
        self._texts: dict[str, str] = {}

    @override
    def open(self, place: Place) -> None:
        self.place, self._page = place, None
        self._clear()
        if place.case_id:
            self.tasks.read(queries.case_page(place.case_id), self._read)
        self._draw(fresh=True)

    def choose(self, code: str) -> None:
        """What was said or seen."""
        self._said, self._which, self._problem = code, "", ""
        self._draw()

    def choose_care(self, code: str) -> None:
        """Which of ill, pregnant, in danger."""
        self._which = code
        self._draw()

    def write(self, field: str, text: str) -> None:
        """The words, the time of the call (UTC text), or who was spoken to."""
        self._texts[field] = text

    @override
    def primary(self) -> None:
        """First press: record what was said. Second: record the call. Third: close."""
        if self._called:
            self.nav.close_drawer()
        elif not self._said:
            self._problem = "Choose one. 7 is something else."
            self._draw()
        elif not self._busy:
            self._busy = True
            called = self._called_at() if self._recorded else None
            operation = stop_and_call(
                self.place.case_id,
                self._code(),
                "" if self._recorded else self._texts.get("words", "").strip(),
                called,
                self._texts.get("spoke_to", "").strip() if self._recorded else "",
            )
            self.tasks.run(operation, self._done, self._failed, by=self)

    def release(self) -> None:
        """Release now (F9 in the drawer)."""
        self.nav.drawer("release", self.place)

    def _clear(self) -> None:
        self._said, self._which, self._recorded, self._problem, self._trouble = "", "", "", "", ""
        self._called, self._busy = False, False
        self._texts = {}

    def _code(self) -> str:
        code = self._which or self._said
        return SENT_AS.get(code, code)

    def _called_at(self) -> datetime:
        try:
            return from_text(self._texts["called_at"]) if self._texts.get("called_at") else self.here.now()
        except Problem:
            return self.here.now()

    def _read(self, page: CasePage) -> None:
        if page.case_id == self.place.case_id:
            self._page = page
            self._draw()

    def _done(self, case_id: str) -> None:
        now = self.here.now()
        self._busy, self._trouble = False, ""
        if self._recorded:
            self._called = True
        self._recorded = self._recorded or words.clock_time(now, self.here.zone)
        self._texts.setdefault("called_at", to_text(now))
        self.place = replace(self.place, case_id=case_id)
        self.tasks.read(queries.case_page(case_id), self._read)
        self._draw(fresh=True)

    def _failed(self, problem: Problem) -> None:
        self._busy = False
        said = phrases.problem(problem.title, problem.detail, problem.code)
        self._trouble = f"Stop and call all the same. It could not be written here: {said}"
        self._draw()

    def _draw(self, fresh: bool = False) -> None:
        page, now, zone = self._page, self.here.now(), self.here.zone
        is_due = due(page, now, zone) if page and self._recorded else None
        self._show(
            StopState(
                subtitle=phrases.who(page.title, page.subtitle) if page else "No case is open: one begins.",
                said=SAID,
                chosen=self._said,
                which=WHICH_CARE if self._said == "care" else (),
                which_chosen=self._which,
                words=self._texts.get("words", ""),
                recorded=f"Stopped, recorded {self._recorded}. Call now:" if self._recorded else "",
                calls=tuple((row.label, row.phone) for row in page.calls) if page else (),
                called_at=self._texts.get("called_at", ""),
                spoke_to=self._texts.get("spoke_to", ""),
                due=is_due,
                due_line=self._due_line(),
                primary="Close" if self._called else "Record the call" if self._recorded else "Stop and record",
                problem=self._problem,
                trouble=self._trouble,
                done=self._called,
                fresh=fresh,
            )
        )

    def _due_line(self) -> str:
        if self._said == "citizenship":
            return "A citizenship claim ends this hold. Only ICE's written answer brings it back."
        if self._said == "under_18":
            return "Under 18: out of the adult jail, as ICE instructs."
        return "The limit has ended. No approval is needed."
