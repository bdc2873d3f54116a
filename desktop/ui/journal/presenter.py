"""The journal of one case: every entry in order, corrections under what they correct, and Verify.

Verify is a port of the composition root: it checks the entries of this store and answers in one sentence. Reading
makes no entry.
"""

from collections.abc import Callable
from dataclasses import dataclass

from typing_extensions import override

from desktop.models import queries
from desktop.models.changes import Changed
from desktop.models.queries import CasePage, JournalRow
from desktop.ui import phrases
from desktop.ui.case.presenter import case_head
from desktop.ui.nav import Head, Nav, Place, Runner
from desktop.ui.presenting import Here, Presenter

Verify = Callable[[str, Callable[[str], None]], None]


@dataclass(frozen=True, slots=True)
class JournalLine:
    entry_id: str
    no: str
    text: str
    when: str
    who: str
    device: str
    pack: str
    delivery: str
    corrects: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class JournalState:
    lines: tuple[JournalLine, ...]
    empty: str
    finding: str
    can_verify: bool


class JournalPresenter(Presenter[JournalState]):
    """`verify(case_id, told)` checks the case's entries and tells one sentence; None where there is no such port."""

    def __init__(self, tasks: Runner, nav: Nav, here: Here, verify: Verify | None = None) -> None:
        super().__init__(tasks, nav, here)
        self._verify = verify
        self._rows: tuple[JournalRow, ...] = ()
        self._page: CasePage | None = None
        self._finding = ""

    @override
    def open(self, place: Place) -> None:
        if place.case_id or not self.place.case_id:
            self.place = place
        self._finding = ""
        self.refresh()

    def refresh(self) -> None:
        if not self.place.case_id:
            self._rows = ()
            self._draw()
            return
        self.tasks.read(queries.case_page(self.place.case_id), self._head)
        self.tasks.read(queries.journal(self.place.case_id), self._read)

    def verify(self) -> None:
        """Check every entry of this case, offline."""
        if self._verify is not None and self.place.case_id:
            self._finding = "Checking..."
            self._draw()
            self._verify(self.place.case_id, self._told)

    @override
    def primary(self) -> None:
        self.verify()

    def open_case(self) -> None:
        if self.place.case_id:
            self.nav.open(Place("case", case_id=self.place.case_id))

    @override
    def changed(self, changed: Changed) -> None:
        if self.place.case_id in changed.case_ids:
            self.refresh()

    def _head(self, page: CasePage) -> None:
        head = case_head(page, self.here)
        entries = phrases.count(page.saved_here + page.received, "entry", "entries")
        self.nav.set_head(
            Head(
                "Journal",
                phrases.joined(page.title, page.subtitle, entries),
                page.case_id,
                head.person,
                "",
                "",
                head.release_word,
            )
        )

    def _read(self, rows: tuple[JournalRow, ...]) -> None:
        self._rows = corrections_under(tuple(rows))
        self._draw()

    def _told(self, finding: str) -> None:
        self._finding = finding
        self._draw()

    def _draw(self) -> None:
        if not self.place.case_id:
            self.nav.set_head(Head("Journal", "Open a case, then Ctrl+J shows its journal."))
        self._show(
            JournalState(
                lines=tuple(self._line(row) for row in self._rows),
                empty="" if self._rows else "Open a case, then Ctrl+J shows its journal.",
                finding=self._finding,
                can_verify=self._verify is not None and bool(self._rows),
            )
        )

    def _line(self, row: JournalRow) -> JournalLine:
        when = phrases.when(row.at, self.here.now(), self.here.zone)
        no = str(row.no) if row.no else ""
        parts = (f"Entry {no}" if no else "Entry without a number yet", row.text, when, row.by, row.delivery)
        return JournalLine(
            entry_id=row.entry_id,
            no=no,
            text=row.text,
            when=when,
            who=row.by,
            device=phrases.device(row.device),
            pack=row.pack,
            delivery=row.delivery,
            corrects=bool(row.corrects),
            spoken=". ".join(part for part in parts if part) + ".",
        )


def corrections_under(rows: tuple[JournalRow, ...]) -> tuple[JournalRow, ...]:
    """The entries in order, each correction right under what it corrects."""
    known = {row.entry_id for row in rows}
    under: dict[str, list[JournalRow]] = {}
    first = []
    for row in rows:
        if row.corrects in known and row.corrects != row.entry_id:
            under.setdefault(row.corrects, []).append(row)
        else:
            first.append(row)
    placed: list[JournalRow] = []
    waiting = list(reversed(first))
    while waiting:
        row = waiting.pop()
        placed.append(row)
        waiting.extend(reversed(under.pop(row.entry_id, [])))
    return tuple(placed)
