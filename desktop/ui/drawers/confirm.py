"""Stand by a release that somebody recorded while the window was locked (S-32).

The case page opens it as the next step. It shows what was recorded there and asks nothing; the release itself counted
from its own time, this ends the alarm.
"""

from typing_extensions import override

from desktop.actions.confirm_locked_release import confirm_locked_release
from desktop.actions.operation import Operation
from desktop.domain.problems import Problem
from desktop.models.queries import CasePage
from desktop.ui import phrases
from desktop.ui.drawers.asking import AskPresenter


class ConfirmPresenter(AskPresenter):
    """Booking number, time and badge as they were typed at the locked window, and one button."""

    title = "Confirm this release"
    icon = "check"
    primary_word = "Confirm the release"

    @override
    def _read(self, page: CasePage) -> None:
        self.note = self._words(page)
        super()._read(page)

    @override
    def _act(self) -> Operation[str]:
        found = self._page.locked_release if self._page else None
        if found is None:
            raise Problem("422.1", "No release recorded at the locked window waits in this case.")
        return confirm_locked_release(self.place.case_id, found.entry_id)

    def _words(self, page: CasePage) -> str:
        found = page.locked_release
        if found is None:
            return "Nothing waits to be confirmed."
        parts = (
            f"booking {found.booking_no}" if found.booking_no else "",
            phrases.when(found.at, self.here.now(), self.here.zone),
            f"badge {found.badge}" if found.badge else "",
        )
        return f"Recorded at the locked window: {phrases.joined(*parts)}. Your name goes beside it, and the alarm ends."
