"""The right half of the locked window: the running clocks, and the release that needs no entry here.

window.py shows it. Per hold a booking number, its housing and the time left; it moves as time goes on and knows no
person.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.domain import levels
from desktop.locked.state import LockedClock, LockedState
from desktop.ui import theme, words
from desktop.ui.widgets import Badge, Button, Card, IconText, Label, Rule, column, reveal, row


class BoardCard(QWidget):
    """`show_state(state)`; signal `release_asked()`."""

    release_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._day = Label("", "smallstrong")
        self._rows = column(gap=0)
        self._lines: dict[str, _Line] = {}
        self._none = Label("", "muted", measure=60)
        self._empty = QWidget()
        self._recorded = IconText("check", "", "strong", measure=60)
        self._recorded.setObjectName("locked.recorded")
        self._release = Button("Record a release", "door-open", "F9", "strong")
        self._release.setObjectName("locked.release")
        self._release.clicked.connect(self.release_asked)
        self._lay()

    def show_state(self, state: LockedState) -> None:
        """Clocks, day, and what became of a release."""
        self._day.say(words.long_moment(state.now, state.zone))
        self._none.say(_nothing(state))
        reveal(self._empty, not state.clocks)
        self._show_clocks(state.clocks or (), state.now, state.zone)
        self._recorded.say(state.recorded)
        reveal(self._recorded, bool(state.recorded))

    def _show_clocks(self, clocks: tuple[LockedClock, ...], now: datetime, zone: str) -> None:
        keys = [f"{clock.booking_no} {clock.ends_at}" for clock in clocks]
        if keys != list(self._lines):
            self._rebuild(keys)
        for key, clock in zip(keys, clocks, strict=True):
            self._lines[key].show_clock(clock, now, zone)

    def _rebuild(self, keys: list[str]) -> None:
        for line in self._lines.values():
            line.hide()
            line.deleteLater()
        self._lines = {key: _Line() for key in keys}
        for line in self._lines.values():
            self._rows.addWidget(line)

    def _lay(self) -> None:
        clocks = Card(pad=0, gap=0)
        clocks.setAccessibleName("Clocks go on")
        clocks.body.addLayout(row(Label("Clocks go on", "section"), None, self._day, margins=(1.2, 0.85, 1.2, 0.75)))
        clocks.body.addLayout(self._rows)
        empty = column(Rule(), gap=0)
        empty.addLayout(row(self._none, margins=(1.2, 0.75, 1.2, 0.75)))
        self._empty.setLayout(empty)
        clocks.body.addWidget(self._empty)
        record = Card(pad=1.2, gap=0.35)
        record.body.addWidget(
            Label("A release needs no entry here. Release first, record after.", "section", measure=60)
        )
        said = "Sealed and sent at once. Alarms go on until a signed-in person confirms."
        record.body.addWidget(Label(said, "text2", measure=60))
        record.body.addSpacing(theme.th(0.3))
        record.body.addLayout(row(self._release, None))
        record.body.addWidget(self._recorded)
        whole = column(clocks, record, gap=0.9)
        self.setLayout(whole)


class _Line(QWidget):
    """One hold."""

    def __init__(self) -> None:
        super().__init__()
        self._number = Label("", "timerow", ids=True)
        self._place = Label("", "small")
        self._badge = Badge()
        self._left = Label("", "timelock")
        self._ends = Label("", "small")
        self._level = "none"
        grid = QGridLayout()
        theme.space(grid, 0.1, (1.2, 0.5, 1.2, 0.6))
        grid.setColumnStretch(0, 1)
        grid.addWidget(self._number, 0, 0)
        grid.addWidget(self._place, 1, 0)
        grid.addLayout(row(self._badge, self._left, gap=0.75), 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self._ends, 1, 1, Qt.AlignmentFlag.AlignRight)
        whole = column(Rule(), gap=0)
        whole.addLayout(grid)
        self.setLayout(whole)

    def show_clock(self, clock: LockedClock, now: datetime, zone: str) -> None:
        """Time left; spoken anew only at a new level."""
        level = levels.level(clock.ends_at, now)
        self._number.setText(f"Booking {clock.booking_no}")
        self._place.say(clock.place)
        self._badge.set_level(level)
        self._left.set_role("timelock", level)
        self._left.setText(words.time_left(clock.ends_at, now))
        self._ends.say(words.ends(clock.ends_at, now, zone))
        if level != self._level:
            self._level = level
            spoken = f"Booking {clock.booking_no}, {clock.place}. {self._left.text()}. {words.LEVEL_WORDS[level]}"
            self.setAccessibleName(spoken)
            self._number.setAccessibleName(spoken)
            self._left.setAccessibleName(self._left.text())


def _nothing(state: LockedState) -> str:
    """What stands where no clock does."""
    if state.clocks_problem:
        return state.clocks_problem
    return "Reading the clocks..." if state.clocks is None else "No hold is running here."
