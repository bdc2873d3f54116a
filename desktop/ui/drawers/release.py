"""Release (F9): the drawer names the person, Ctrl+Enter records. Nothing stands between.

It reads the case only to say a name; if that name does not come, the release is recorded all the same. It checks no
field, knows no rule that could refuse, and asks the reason only as something that may follow.
"""

from dataclasses import dataclass

from typing_extensions import override

from desktop.actions.order_release import order_release
from desktop.actions.release import release
from desktop.domain.problems import Problem
from desktop.models import queries
from desktop.models.queries import CasePage
from desktop.ui import phrases, words
from desktop.ui.case.due import Due, due, spoken_name
from desktop.ui.nav import Nav, Place, Runner
from desktop.ui.presenting import Here, Presenter

REASONS = (
    ("EXPIRED", "Limit reached"),
    ("CANCELLED", "Cancelled or recalled"),
    ("DECLINED", "ICE did not come"),
    ("USC", "Citizen"),
    ("MINOR", "Under 18"),
    ("NOT_SERVED", "Paper not served"),
    ("COURT_ORDER", "Court order"),
    ("BOND", "Bond, by ICE"),
    ("OTHER", "Other"),
)


@dataclass(frozen=True, slots=True)
class ReleaseState:
    """`chosen` is False only where no case is meant; `recorded` says that it is done; `orders`: ICE orders it."""

    title: str
    subtitle: str
    due: Due | None
    chosen: bool
    reason: str
    reasons: tuple[tuple[str, str], ...]
    recorded: str
    trouble: str
    orders: bool = False


class ReleasePresenter(Presenter[ReleaseState]):
    """One release. Pressing again while the first is under way records nothing twice."""

    def __init__(self, tasks: Runner, nav: Nav, here: Here) -> None:
        super().__init__(tasks, nav, here)
        self._page: CasePage | None = None
        self._reason = ""
        self._recorded = ""
        self._trouble = ""
        self._busy = False

    @override
    def open(self, place: Place) -> None:
        self.place, self._page = place, None
        self._reason, self._recorded, self._trouble, self._busy = "", "", "", False
        if place.case_id:
            self.tasks.read(queries.case_page(place.case_id), self._read)
        self._draw()

    def choose_reason(self, code: str) -> None:
        """It may follow later; nothing waits for it."""
        self._reason = code

    @override
    def primary(self) -> None:
        """Record: now, by the person signed in. A second press after it closes the drawer."""
        if self._recorded:
            self.nav.close_drawer()
        elif self.place.case_id and not self._busy:
            self._busy = True
            act = order_release if self.here.reviews else release
            self.tasks.run(act(self.place.case_id, self.here.now(), self._reason), self._done, self._failed, by=self)

    def stay(self) -> None:
        """F9 again: the drawer is open already, and nothing is recorded by it."""

    def other(self) -> None:
        """It was a transfer, or something else happened: record that instead."""
        self.nav.drawer("event", self.place)

    def correct(self) -> None:
        """Recorded by mistake."""
        self.nav.drawer("correct", self.place)

    def _read(self, page: CasePage) -> None:
        if page.case_id == self.place.case_id:
            self._page = page
            self._draw()

    def _done(self, _: object) -> None:
        at = words.clock_time(self.here.now(), self.here.zone)
        self._busy, self._trouble = False, ""
        done = "Ordered" if self.here.reviews else "Released, recorded"
        self._recorded = f"{done} {at}. Saved here, sent first."
        self._draw()

    def _failed(self, problem: Problem) -> None:
        self._busy = False
        said = phrases.problem(problem.title, problem.detail, problem.code)
        room = " Ctrl+L locks; F9 there has room of its own." if problem.code == "507.1" else ""
        first = "Call whoever holds the person." if self.here.reviews else "Release the person."
        self._trouble = f"{first} It could not be written here: {said}{room}"
        self._draw()

    def _draw(self) -> None:
        page = self._page
        name = spoken_name(page.title) if page else "this person"
        self._show(
            ReleaseState(
                title=f"{'Order the release of' if self.here.reviews else 'Release'} {name}",
                subtitle=phrases.who(page.title, page.subtitle) if page else "",
                due=due(page, self.here.now(), self.here.zone) if page else None,
                chosen=bool(self.place.case_id),
                reason=self._reason,
                reasons=REASONS,
                recorded=self._recorded,
                trouble=self._trouble,
                orders=self.here.reviews,
            )
        )
