"""The case page: reads one case, shows it, and sends the person to what comes next.

While somebody types in this case nothing is redrawn: a bar says "Review arrived - Show". At release due the two
buttons of the release stand in the place of everything else. It never decides whether an act is allowed.
"""

from dataclasses import replace

from typing_extensions import override

from desktop.models import queries
from desktop.models.changes import Changed
from desktop.models.queries import CasePage, JournalRow, WorklistPage
from desktop.ui.case import state as say
from desktop.ui.case.due import due
from desktop.ui.case.roads import CaseRoads
from desktop.ui.case.state import CaseState
from desktop.ui.nav import Head, Nav, Place, Runner
from desktop.ui.presenting import FACTS, NOTES, READS, Here, Presenter
from desktop.ui.reasons import blocked, passed

NEXT_LABELS = {
    "record_decision": "Write the proposal",
    "answer_return": "Answer the return",
    "review": "Open the review",
    "release": "Release",
    "confirm_release": "Confirm the release",
}
_LISTED = 500  # as far as Ctrl+PgDn walks down the worklist
BAR_WORDS = (
    ("review_answered", "Review arrived."),
    ("release_recorded", "A release arrived."),
    ("release_ordered", "An order to release arrived."),
)


class CasePresenter(Presenter[CaseState]):
    """Holds the case as it was last read, and what came in since."""

    def __init__(self, tasks: Runner, nav: Nav, here: Here) -> None:
        super().__init__(tasks, nav, here)
        self.roads = CaseRoads(nav, lambda: self.place.case_id)
        self._page: CasePage | None = None
        self._journal: tuple[JournalRow, ...] = ()
        self._tab = "facts"
        self._news: set[str] = set()
        self._front, self._focus = False, False

    @override
    def open(self, place: Place) -> None:
        if place.case_id != self.place.case_id:
            self._page, self._journal, self._tab = None, (), "facts"
        self.place, self._front, self._focus = place, True, True
        if place.at in ("facts", "decision", "journal"):
            self._tab = place.at
        self.show_news()

    @override
    def here_now(self) -> Place:
        return replace(self.place, at=self._tab)

    def show_news(self) -> None:
        """Read again: the page opens, or the person pressed Show (F5)."""
        self._news = set()
        if self.place.case_id:
            self.tasks.read(queries.case_page(self.place.case_id), self._read)
            if self._tab == "journal":
                self._read_journal()

    def refresh(self) -> None:
        """F5."""
        self.show_news()

    def choose_tab(self, code: str) -> None:
        self._tab = code
        if code == "journal":
            self._read_journal()
        self._draw()

    @override
    def primary(self) -> None:
        """Ctrl+Enter: go to the next step."""
        page = self._page
        if page is None:
            return
        if page.next_act == "confirm_release":
            self.roads.confirm()
        elif page.release_due or page.next_act == "release":
            self.roads.release()
        elif page.next_act in ("record_decision", "answer_return"):
            self.roads.propose()
        elif page.next_act == "review":
            self._open_review(page)

    def step(self, move: int) -> None:
        """Ctrl+PgUp (-1), Ctrl+PgDn (1): the case before or after this one in the worklist, at the same tab."""
        self.tasks.read(queries.worklist("today", 0, _LISTED), lambda page: self._step(page, move))

    def let_go(self) -> None:
        """F9: before custody the stop ends, afterwards the person is released."""
        page = self._page
        if page is not None and page.stop_open and not page.in_custody and not self.here.reviews:
            self.nav.drawer("end_stop", Place("case", case_id=self.place.case_id))
        else:
            self.roads.release()

    @override
    def changed(self, changed: Changed) -> None:
        if self.place.case_id not in changed.case_ids:
            return
        if self.here.typing.case_id == self.place.case_id and changed.by is None:
            self._news |= set(changed.kinds)
            self._draw()
        else:
            self._reread()

    @override
    def leave(self) -> None:
        self._front = False

    @override
    def tick(self) -> None:
        page, now = self._page, self.here.now()
        if page is not None and page.release_due is None and any(c.hard and c.ends_at <= now for c in page.clocks):
            self._reread()
        self._draw()

    def _step(self, page: WorklistPage, move: int) -> None:
        listed = [row.case_id for row in page.rows]
        at = listed.index(self.place.case_id) + move if self.place.case_id in listed else 0
        if 0 <= at < len(listed):
            self.nav.open(Place("case", case_id=listed[at], at=self._tab))
        else:
            self.nav.notice("No further case in your list.")

    def _reread(self) -> None:
        if self._front:
            self.show_news()

    def _open_review(self, page: CasePage) -> None:
        asked = [row.request_id for row in page.decisions if row.request_id]
        self.nav.open(Place("review", case_id=page.case_id, request_id=asked[-1] if asked else ""))

    def _read(self, page: CasePage) -> None:
        if page.case_id == self.place.case_id:
            self._page = page
            self._draw()

    def _read_journal(self) -> None:
        self.tasks.read(queries.journal(self.place.case_id), self._show_journal)

    def _show_journal(self, rows: tuple[JournalRow, ...]) -> None:
        self._journal = tuple(rows)
        self._draw()

    def _draw(self) -> None:
        page = self._page
        if page is None:
            return
        now, zone = self.here.now(), self.here.zone
        every = say.clocks(page, now, zone)
        self.nav.set_head(case_head(page, self.here))
        self._show(
            CaseState(
                case_id=page.case_id,
                clocks=every[: say.STRIP],
                more_clocks=max(0, len(every) - say.STRIP),
                happened=say.happened(page.happened, now, zone),
                entries=page.saved_here + page.received,
                tab=self._tab,
                tabs=self._tabs(page),
                facts=say.fact_groups(page.facts, now, zone),
                decisions=say.decision_lines(page.decisions, now, zone),
                journal=say.journal_lines(self._journal, now, zone),
                next_step=page.next_step,
                next_label=NEXT_LABELS.get(page.next_act, ""),
                blocked=blocked(page),
                passed=passed(page),
                calls=tuple((row.label, row.phone) for row in page.calls),
                delivery=say.saved_line(page),
                due=due(page, now, zone),
                bar=self._bar(),
                incomplete="" if page.complete else "Not complete yet: entries in between have not arrived.",
                can_fact=self.here.role in FACTS and not self.here.warrants_only,
                can_note=self.here.role in NOTES,
                can_propose=self.here.role in FACTS and not self.here.warrants_only,
                focus=self._focus,
            )
        )

        self._focus = False

    def _tabs(self, page: CasePage) -> tuple[tuple[str, str, int], ...]:
        tabs = [("facts", "Facts", len(page.facts))]
        if self.here.role in READS and not self.here.warrants_only:
            tabs.append(("decision", "Decision", len(page.decisions)))
        return (*tabs, ("journal", "Journal", page.saved_here + page.received))

    def _bar(self) -> str:
        if not self._news:
            return ""
        return next((text for kind, text in BAR_WORDS if kind in self._news), "Something new arrived.")


def case_head(page: CasePage, here: Here) -> Head:
    """The head of every screen about this case."""
    stops = page.stop_open and not page.in_custody and not here.reviews
    return Head(
        title=page.title,
        subtitle=page.subtitle,
        case_id=page.case_id,
        person=page.title,
        number=page.number,
        release_word="End the stop" if stops else here.release_word,
    )
