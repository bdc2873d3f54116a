"""What every presenter is: plain Python between the queries and acts on one side and one dumb view on the other.

`screens.py` makes presenters; the window opens them at a place, tells them what changed and that time went on. A
presenter never imports Qt and never calls another presenter.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from desktop.models.changes import Changed
from desktop.ui.nav import Nav, Place, Runner

S = TypeVar("S")


RECORDS = frozenset({"DIO", "TFO", "TRIBAL_OFFICER", "CUSTODY", "SHIFT_COMMANDER"})
FACTS = frozenset({"DIO", "TFO"})
NOTES = frozenset({"DIO", "TFO", "WSO", "TRIBAL_OFFICER", "LEA_SUPERVISOR", "ICE_SUPERVISOR", "OPLA"})
READS = frozenset({"DIO", "TFO", "LEA_SUPERVISOR", "ICE_SUPERVISOR", "OPLA"})
"""Which roles have a form at all, by `roles.json`; whether it may be used now, the gates say. A test compares them.

Who may write facts proposes; a proposal is read by those who may read the case.
"""


class Typing:
    """In which case a drawer holds typed text now: that case is not redrawn under the hand."""

    def __init__(self) -> None:
        self.case_id = ""


class Once:
    """One read at a time: what is asked while it runs is asked once more after it, however often it was asked."""

    def __init__(self, start: Callable[[], None]) -> None:
        self._start = start
        self._running = False
        self._again = False

    def ask(self) -> None:
        """Read, now or as soon as the present read has answered."""
        if self._running:
            self._again = True
            return
        self._running = True
        self._start()

    def afresh(self) -> None:
        """Read now, whatever became of the last one (the screen opens, F5)."""
        self._running, self._again = False, False
        self.ask()

    def done(self) -> None:
        """The answer is here."""
        again, self._running, self._again = self._again, False, False
        if again:
            self.ask()


def no_count(name: str, number: int) -> None:
    """No rail stands beside the screens."""


@dataclass(frozen=True, slots=True)
class Here:
    """Who sits here and when it is. `zone` is an IANA name, for display only.

    count(screen, number): the number beside a screen in the rail. typing: shared by all presenters of one window.
    """

    now: Callable[[], datetime]
    zone: str
    role: str
    person: str = ""
    name: str = ""
    badge: str = ""
    model: str = ""
    place: str = ""
    facility: str = ""
    count: Callable[[str, int], None] = no_count
    typing: Typing = field(default_factory=Typing)

    @property
    def reviews(self) -> bool:
        """An ICE supervisor reviews; everyone else proposes, records or keeps custody."""
        return self.role == "ICE_SUPERVISOR"

    @property
    def release_word(self) -> str:
        """What F9 does for this person: whoever holds a person releases them, ICE orders it."""
        return "Order release" if self.reviews else "Release"

    @property
    def books(self) -> bool:
        """In a jail a person is booked; in the field an encounter is recorded."""
        return self.model == "JEM" or self.role in ("DIO", "CUSTODY", "SHIFT_COMMANDER")

    @property
    def warrants_only(self) -> bool:
        """A warrant service officer, for whom no question, status or interview field exists."""
        return self.role == "WSO" or self.model == "WSO"


class Presenter(Generic[S]):
    """One screen's presenter. `show` is its view; before a view is attached nothing is drawn."""

    def __init__(self, tasks: Runner, nav: Nav, here: Here) -> None:
        self.tasks = tasks
        self.nav = nav
        self.here = here
        self.place = Place("")
        self._show: Callable[[S], None] = _nobody

    def attach(self, show: Callable[[S], None]) -> None:
        """Give the view's way in."""
        self._show = show

    def open(self, place: Place) -> None:
        """The screen comes to the front at `place`; it reads again."""
        self.place = place

    def here_now(self) -> Place:
        """Where the person stands: opening it brings back the same row, tab or draft."""
        return self.place

    def changed(self, changed: Changed) -> None:
        """Something was committed. Each screen asks: does it concern me, and was it me?"""

    def tick(self) -> None:
        """A minute went by: say the times again. Nothing is read and nothing moves."""

    def primary(self) -> None:
        """Ctrl+Enter: the one primary act of the screen."""

    def leave(self) -> None:
        """The screen goes to the back, or the window locks: save what is being typed."""


def _nobody(state: object) -> None:
    """No view yet."""
