"""The roads from one case: its drawers, its proposal, its journal.

The case page's buttons and the palette go through here. It opens; it decides nothing.
"""

from collections.abc import Callable

from desktop.ui.nav import Nav, Place


class CaseRoads:
    """`case_id()` is the case that is shown now."""

    def __init__(self, nav: Nav, case_id: Callable[[], str]) -> None:
        self._nav = nav
        self._case_id = case_id

    def release(self) -> None:
        """Release now: the drawer of F9."""
        self._drawer("release")

    def confirm(self) -> None:
        """Stand by a release that was recorded at the locked window."""
        self._drawer("confirm")

    def record_event(self) -> None:
        """Record release or transfer, or anything that happened."""
        self._drawer("event")

    def why(self) -> None:
        """Why can't I."""
        self._drawer("why")

    def edit_fact(self, field: str = "") -> None:
        """Add a fact, or change this one."""
        self._drawer("facts", field)

    def add_note(self) -> None:
        """A note on the case."""
        self._drawer("note")

    def correct(self, entry_id: str) -> None:
        """This release was recorded by mistake."""
        self._drawer("correct", entry_id)

    def propose(self) -> None:
        """The proposal of this case, whatever comes next."""
        self._nav.open(Place("decision", case_id=self._case_id()))

    def journal(self) -> None:
        """Ctrl+J."""
        self._nav.open(Place("journal", case_id=self._case_id()))

    def _drawer(self, name: str, at: str = "") -> None:
        self._nav.drawer(name, Place("case", case_id=self._case_id(), at=at))
