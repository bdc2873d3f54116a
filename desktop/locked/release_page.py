"""A release recorded without a sign-in: booking number, time, badge. Nothing is checked.

window.py opens it at F9. From the key press to the record there is no question, no required field and no wait; whatever
stands in the fields is recorded as it stands.
"""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from typing_extensions import override

from desktop.ui.widgets import Button, DrawerPage, Label, LineField, TimeField


class ReleasePage(DrawerPage):
    """Signal `recorded(booking_no, at, badge)`: at is a UTC datetime."""

    recorded = Signal(str, object, str)

    def __init__(self, zone: str) -> None:
        super().__init__("Record a release", "Release first, record after.", "door-open")
        self._booking = LineField("Booking number", icon="id-card")
        self._at = TimeField("Released at", zone, _now, "T writes now. Up and down move one minute.")
        self._badge = LineField("Your badge number", icon="badge-check")
        self._record = Button("Record the release", "check", "Ctrl Enter", "primary")
        names = ((self._booking.edit, "booking"), (self._at.edit, "at"), (self._badge.edit, "badge"))
        for control, name in names:
            control.setObjectName(f"locked.release.{name}")
        self._record.setObjectName("locked.release.record")
        for part in (self._booking, self._at, self._badge):
            self.body.addWidget(part)
        said = "Nothing is checked. It is sealed and sent at once; it opens nothing and silences no alarm."
        self.body.addWidget(Label(said, "muted", measure=60))
        self.body.addStretch(1)
        self.acts = [self._record]
        self._record.clicked.connect(self._say)
        self._badge.entered.connect(self._say)
        self._booking.entered.connect(self._at.edit.setFocus)
        self._at.entered.connect(self._badge.edit.setFocus)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self, self._say)

    def begin(self, badge: str) -> None:
        """Empty, with the time now and the badge that stands in the sign-in, if one does."""
        self._booking.set_text("")
        self._at.set_problem("")
        self._at.set_value(_now())
        self._badge.set_text(badge)

    @override
    def opened(self) -> None:
        """Focus on the booking number."""
        self._booking.edit.setFocus()

    def _say(self) -> None:
        self.recorded.emit(self._booking.text().strip(), self._at.value() or _now(), self._badge.text().strip())


def _now() -> datetime:
    return datetime.now(UTC)
