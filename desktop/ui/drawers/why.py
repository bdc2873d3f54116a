"""Why can't I (F7): every act that is blocked here, with its gate, its basis and who clears it.

It explains; it never unblocks. What is never blocked is said first.
"""

from dataclasses import dataclass

from typing_extensions import override

from desktop.models import queries
from desktop.models.queries import CasePage, WhyRow
from desktop.ui import phrases
from desktop.ui.nav import Nav, Place, Runner
from desktop.ui.presenting import Here, Presenter

NEVER_BLOCKED = "Release, stop and call, record what happened, and drafts are never blocked."


@dataclass(frozen=True, slots=True)
class WhyLine:
    act: str
    label: str
    reason: str
    basis: str
    clears: str


@dataclass(frozen=True, slots=True)
class WhyState:
    subtitle: str
    blocked: tuple[WhyLine, ...]
    allowed: tuple[str, ...]
    passed: int
    checks: tuple[str, ...]
    shown: bool
    never: str
    empty: str


class WhyPresenter(Presenter[WhyState]):
    """Reads the checks of one case. `place.at` may name the act that was pressed: it stands first."""

    def __init__(self, tasks: Runner, nav: Nav, here: Here) -> None:
        super().__init__(tasks, nav, here)
        self._page: CasePage | None = None
        self._shown = False

    @override
    def open(self, place: Place) -> None:
        self.place, self._page, self._shown = place, None, False
        if place.case_id:
            self.tasks.read(queries.case_page(place.case_id), self._read)
        self._draw()

    def show_passed(self) -> None:
        """The checks that passed, one a line."""
        self._shown = not self._shown
        self._draw()

    @override
    def primary(self) -> None:
        self.nav.close_drawer()

    def _read(self, page: CasePage) -> None:
        if page.case_id == self.place.case_id:
            self._page = page
            self._draw()

    def _draw(self) -> None:
        page = self._page
        rows = page.why if page else ()
        lines = sorted((why_line(row) for row in rows if not row.allowed), key=lambda w: w.act != self.place.at)
        checks = {check.gate: check for row in rows for check in row.checks if check.passed}
        self._show(
            WhyState(
                subtitle=phrases.joined(page.title, page.state_label) if page else "",
                blocked=tuple(lines),
                allowed=tuple(row.label for row in rows if row.allowed),
                passed=len(checks),
                checks=tuple(f"{gate}  {checks[gate].reason}" for gate in sorted(checks)),
                shown=self._shown,
                never=NEVER_BLOCKED,
                empty=self._empty(page, bool(lines)),
            )
        )

    def _empty(self, page: CasePage | None, blocked: bool) -> str:
        if page is None:
            return "" if self.place.case_id else "Choose a case first."
        return "" if blocked else "Nothing is blocked on this case."


def why_line(row: WhyRow) -> WhyLine:
    """One blocked act, by its first gate that did not pass."""
    failed = next((check for check in row.checks if not check.passed), None)
    if failed is None:
        return WhyLine(row.act, row.label, "Blocked.", "", "")
    return WhyLine(
        act=row.act,
        label=row.label,
        reason=f"Blocked: {failed.reason.rstrip('.')}{f' ({failed.gate})' if failed.gate else ''}.",
        basis=f"Basis: {failed.basis}" if failed.basis else "",
        clears=f"Who clears it: {failed.clears_by}" if failed.clears_by else "",
    )
