"""The sync page: what waits, when there was contact, and Send now. Case numbers and kinds, never content."""

from collections.abc import Callable
from dataclasses import dataclass

from typing_extensions import override

from desktop.domain.problems import Problem
from desktop.models import queries
from desktop.models.changes import Changed
from desktop.models.queries import SyncPage
from desktop.ui import phrases, words
from desktop.ui.nav import Head, Nav, Place, Runner
from desktop.ui.presenting import Here, Once, Presenter


@dataclass(frozen=True, slots=True)
class WaitingLine:
    number: str
    kind: str
    when: str
    state: str


@dataclass(frozen=True, slots=True)
class SyncState:
    contact: str
    received: str
    all_received: str
    waiting: tuple[WaitingLine, ...]
    attention: str
    working: str
    problem: str


class SyncPresenter(Presenter[SyncState]):
    """`send_now` wakes the loop; `working` says what it does now and what is wrong, from the status board."""

    def __init__(
        self,
        tasks: Runner,
        nav: Nav,
        here: Here,
        send_now: Callable[[], None],
        working: Callable[[], tuple[str, Problem | None]],
    ) -> None:
        super().__init__(tasks, nav, here)
        self._send_now = send_now
        self._working = working
        self._front = False
        self._once = Once(lambda: tasks.read(queries.sync_page(), self._read))

    @override
    def open(self, place: Place) -> None:
        self.place, self._front = place, True
        self.refresh()

    @override
    def leave(self) -> None:
        self._front = False

    def refresh(self) -> None:
        self._once.afresh()

    def send(self) -> None:
        """Send now; the journal is not asked twice, so pressing again harms nothing."""
        self._send_now()
        self.refresh()

    @override
    def primary(self) -> None:
        self.send()

    def open_attention(self) -> None:
        self.nav.open(Place("attention"))

    @override
    def changed(self, changed: Changed) -> None:
        if self._front:
            self._once.ask()

    @override
    def tick(self) -> None:
        self.refresh()

    def _read(self, page: SyncPage) -> None:
        self._once.done()
        now, zone = self.here.now(), self.here.zone
        working, problem = self._working()
        received = phrases.when(page.last_received, now, zone)
        count = phrases.count(page.received_count, "entry received", "entries received")
        state = SyncState(
            contact=words.ago(page.last_contact, now, zone),
            received=phrases.joined(f"Last received {received}" if received else "", count),
            all_received=all_received(page, zone),
            waiting=tuple(
                WaitingLine(row.number, kind_words(row.kind), phrases.when(row.at, now, zone), state_words(row.state))
                for row in page.waiting
            ),
            attention=phrases.count(page.attention_count, "entry needs", "entries need") + " attention"
            if page.attention_count
            else "",
            working=working,
            problem=phrases.problem(problem.title, problem.detail, problem.code) if problem else "",
        )
        waiting = phrases.count(len(page.waiting), "entry waits", "entries wait") if page.waiting else "Nothing waits"
        self.nav.set_head(Head("Sync", phrases.joined(state.contact, waiting)))
        self._show(state)


def all_received(page: SyncPage, zone: str) -> str:
    """ "All received at 15:08", only when nothing waits."""
    if page.waiting or page.attention_count:
        return ""
    if page.last_received is None:
        return "Nothing waits here."
    return f"All received at {words.clock_time(page.last_received, zone)}"


def kind_words(kind: str) -> str:
    """The kind as words: "encounter_recorded" is "Encounter recorded"."""
    return phrases.begun(kind.replace("_", " "))


def state_words(state: str) -> str:
    """The three delivery words only; a release says that it goes first."""
    return "Needs attention" if state in ("set_aside", "refused") else "Saved here"
