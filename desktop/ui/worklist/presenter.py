"""The worklist: reads a page of it, keeps what is on screen still, and opens a case at its next step.

The list re-sorts only when it is opened or the person asks (F5). A row that reaches two hours is pinned at once, in
a region above. It never changes a case.
"""

from datetime import datetime

from typing_extensions import override

from desktop.domain.review import ANSWERS
from desktop.models import queries
from desktop.models.changes import Changed
from desktop.models.queries import CasePage, DraftRow, WorklistPage, WorklistRow
from desktop.ui import phrases, words
from desktop.ui.nav import Head, Nav, Place, Runner
from desktop.ui.presenting import RECORDS, Here, Presenter
from desktop.ui.worklist import state as say
from desktop.ui.worklist.state import WorklistState

PAGE = 50
EMPTY = {
    "today": "Nothing waits for you. Ctrl+N starts an encounter.",
    "mine": "You have no open case. Ctrl+N starts an encounter.",
    "returned": "Nothing was returned to you.",
    "clocks": "No clock runs.",
}


class WorklistPresenter(Presenter[WorklistState]):
    """Holds the page that is shown and what has changed since."""

    def __init__(self, tasks: Runner, nav: Nav, here: Here) -> None:
        super().__init__(tasks, nav, here)
        self._tab = "today"
        self._rows: tuple[WorklistRow, ...] = ()
        self._counts: dict[str, int] = {}
        self._total = 0
        self._chosen = ""
        self._side: CasePage | None = None
        self._changed: set[str] = set()
        self._drafts: tuple[DraftRow, ...] = ()
        self._front = False
        self._focus = False

    @override
    def open(self, place: Place) -> None:
        self.place, self._front, self._focus = place, True, True
        self._tab, self._chosen = place.at or self._tab, place.case_id or self._chosen
        self.refresh()

    @override
    def leave(self) -> None:
        self._front = False

    def let_go(self) -> None:
        """F9: the due row, else the chosen one; before custody the stop ends."""
        due = next((row for row in self._rows if row.release_due), None)
        row = due or next((row for row in self._rows if row.case_id == self._chosen), None)
        name = "end_stop" if row is not None and self._stops(row) and not row.release_due else "release"
        self.nav.drawer(name, Place("worklist", case_id=row.case_id if row else ""))

    def refresh(self) -> None:
        """Read again and sort (opening the list, F5)."""
        self._changed = set()
        self.tasks.read(queries.worklist(self._tab, 0, PAGE), self._read)
        self.tasks.read(queries.drafts_of_me(), self._read_drafts)

    def more(self) -> None:
        """Read the next page below this one."""
        self.tasks.read(queries.worklist(self._tab, len(self._rows), PAGE), self._read_more)

    def choose_tab(self, code: str) -> None:
        self._tab, self._chosen = code, ""
        self.refresh()

    def choose(self, case_id: str) -> None:
        """A row has the focus: its panel is read."""
        if case_id and case_id != self._chosen:
            self._chosen = case_id
            self._read_side()
            self._tell_head()

    def open_case(self, case_id: str) -> None:
        """Enter on a row."""
        self.nav.open(Place("case", case_id=case_id))

    def open_draft(self, draft_id: str) -> None:
        """Go on with a form that was not finished."""
        for row in self._drafts:
            if row.id == draft_id:
                self.nav.open(Place(row.kind, case_id=row.case_id, draft_id=row.id))

    @override
    def primary(self) -> None:
        if self._chosen:
            self.open_case(self._chosen)

    @override
    def changed(self, changed: Changed) -> None:
        self._changed |= set(changed.case_ids)
        if changed.by is None and "review_answered" in changed.kinds and not self.here.reviews:
            for case_id in changed.case_ids:
                self.tasks.read(queries.case_page(case_id), self._tell_review)
        if not self._front:
            return
        if not self._rows and changed.case_ids:
            self.refresh()
        elif self._chosen in changed.case_ids:
            self._read_side()
        self._draw()

    @override
    def tick(self) -> None:
        now = self.here.now()
        if any(row.ends_at is not None and row.ends_at <= now and not row.release_due for row in self._rows):
            self.tasks.read(queries.worklist(self._tab, 0, max(PAGE, len(self._rows))), self._merge)
        self._draw()

    def _read(self, page: WorklistPage) -> None:
        self._rows, self._total, self._counts = tuple(page.rows), page.total, dict(page.counts)
        known = {row.case_id for row in self._rows}
        if self._chosen not in known:
            self._chosen = self._first()
            self._side = None
        self.here.count("worklist", self._counts.get("today", 0))
        self._read_side()
        self._tell_head()
        self._draw()
        self._focus = False

    def _merge(self, page: WorklistPage) -> None:
        """A clock has run out while the list was open: what is due is taken over, nothing else moves."""
        new = {row.case_id: row for row in page.rows}
        self._rows = tuple(new.get(row.case_id, row) for row in self._rows)
        self._draw()

    def _read_more(self, page: WorklistPage) -> None:
        known = {row.case_id for row in self._rows}
        self._rows += tuple(row for row in page.rows if row.case_id not in known)
        self._draw()

    def _first(self) -> str:
        urgent = say.pinned(self._rows, self.here.now())
        rows = urgent or self._rows
        return rows[0].case_id if rows else ""

    def _read_drafts(self, rows: tuple[DraftRow, ...]) -> None:
        self._drafts = tuple(row for row in rows if row.kind in ("encounter", "decision", "review"))
        self._draw()

    def _read_side(self) -> None:
        if self._chosen:
            self.tasks.read(queries.case_page(self._chosen), self._show_side)
        else:
            self._side = None

    def _show_side(self, page: CasePage) -> None:
        if page.case_id == self._chosen:
            self._side = page
            self._draw()

    def _tell_review(self, page: CasePage) -> None:
        """A quiet notice names the case and the reviewer."""
        answers = [answer for row in page.decisions for answer in row.answers]
        if answers:
            newest = max(answers, key=lambda answer: answer.at)
            self.nav.notice(f"{page.title}: {ANSWERS.get(newest.answer, newest.answer).lower()} by {newest.by}.")

    def _tell_head(self) -> None:
        self.place = Place("worklist", case_id=self._chosen, at=self._tab)
        row = next((r for r in self._rows if r.case_id == self._chosen), None)
        self.nav.set_head(
            Head(
                title=self._title(),
                subtitle=phrases.joined(words.long_moment(self.here.now(), self.here.zone), self.here.place),
                case_id=self._chosen,
                person=row.title if row else "",
                booking_no=row.booking_no if row else "",
                number=row.number if row else "",
                release_word="End the stop" if row and self._stops(row) else self.here.release_word,
            )
        )

    def _title(self) -> str:
        titles = {"WSO": "Warrants", "CUSTODY": "Custody", "SHIFT_COMMANDER": "Custody", "ICE_SUPERVISOR": "Custody"}
        return titles.get(self.here.role, "Worklist")

    def _stops(self, row: WorklistRow) -> bool:
        return row.stop_open and not self.here.reviews

    def _draw(self) -> None:
        now, zone = self.here.now(), self.here.zone
        urgent = say.pinned(self._rows, now)
        top = {row.case_id for row in urgent}
        state = WorklistState(
            tab=self._tab,
            tabs=tuple(say.Tab(code, label, self._counts.get(code, 0)) for code, label in say.TABS),
            lines=tuple(say.line(row, now, zone) for row in self._rows if row.case_id not in top),
            pinned=tuple(say.line(row, now, zone) for row in urgent),
            chosen=self._chosen,
            changed=len(self._changed),
            empty="" if self._rows else EMPTY[self._tab],
            more=max(0, self._total - len(self._rows)),
            side=say.side(self._side, now, zone) if self._side else None,
            new_label=new_label(self.here),
            focus=self._focus and bool(self._rows),
            drafts=tuple((d.id, draft_words(d, now, zone)) for d in self._drafts),
        )
        self._show(state)


DRAFTS = {"encounter": "Encounter not finished", "decision": "Proposal not finished", "review": "Answer not finished"}


def new_label(here: Here) -> str:
    """What Ctrl+N starts for this role; "" where the role records no encounter."""
    if here.role not in RECORDS or here.warrants_only:
        return ""
    return "New booking" if here.books else "New encounter"


def draft_words(row: DraftRow, now: datetime, zone: str) -> str:
    """One unfinished form of this person: "Encounter not finished, today 15:02"."""
    at = f", {words.moment(row.saved_at, now, zone)}" if row.saved_at else ""
    return f"{DRAFTS[row.kind]}{at}"
