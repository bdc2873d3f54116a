"""Clocks on a case: ClockCard, ClockStrip and Progress.

The case page, the custody list and the locked window show them. Only clocks of custody and protection ("hard") reach
amber and red; the level comes from the domain, the words from ui/words.py. A clock is spoken once per alarm step.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget
from typing_extensions import override

from desktop.domain.levels import level
from desktop.ui import theme, words
from desktop.ui.widgets import paint
from desktop.ui.widgets.boxes import Card, row
from desktop.ui.widgets.labels import Badge, Label, reveal


class ClockLike(Protocol):
    """What a clock must say: models.queries.ClockRow does."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def started_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def hard(self) -> bool: ...
    @property
    def note(self) -> str: ...


class Progress(QWidget):
    """A thin bar: how much of a time or a list is used up. `set_share(0..1, role)`; silent for a screen reader."""

    def __init__(self, share: float = 0, role: str = "muted") -> None:
        super().__init__()
        self._share, self._role = share, role
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float, role: str) -> None:
        """Show another share in the colour of a role."""
        self._share, self._role = min(max(share, 0.0), 1.0), role
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.th(4), theme.th(0.22))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.begin(self)
        paint.box(painter, self.rect(), "line", radius="bar_radius")
        done = QRect(0, 0, round(self.width() * self._share), self.height())
        if done.width() > 0:
            paint.box(painter, done, self._role, radius="bar_radius")
        painter.end()


class ClockCard(Card):
    """One clock: name, level, time left, bar, what ends it. `show_clock(row, now, zone)`."""

    def __init__(self) -> None:
        super().__init__(pad=0.85, gap=0.3)
        self.name = Label("", "smallstrong")
        self.badge = Badge()
        self.left = Label("", "timestrip")
        self.bar = Progress()
        self.note = Label("", "small")
        self.body.addLayout(row(self.name, None, self.badge))
        self.body.addWidget(self.left)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.note)
        theme.size(self.badge, min_height=1.4)
        self._level = "none"

    def show_clock(self, clock: ClockLike, now: datetime, zone: str) -> None:
        """Show a clock as it stands at `now`; spoken anew only when its level changes."""
        level = level_of(clock, now)
        left = words.time_left(clock.ends_at, now)
        ends = words.ends(clock.ends_at, now, zone)
        self.name.say(clock.name)
        self.badge.set_level(level)
        self.left.set_role("timestrip", level)
        self.left.setText(left)
        self.note.say(f"{ends[0].upper()}{ends[1:]}.{' ' + clock.note if clock.note else ''}")
        self.bar.set_share(used(clock.started_at, clock.ends_at, now), _BARS.get(level, "muted"))
        self._mark(level, f"{clock.name}. {left}, {ends}. {words.LEVEL_WORDS[level]}")

    def _mark(self, level: str, spoken: str) -> None:
        if level != self._level:
            self._level = level
            self.setAccessibleName(spoken)
            self.left.setAccessibleName(spoken)


class ClockStrip(QWidget):
    """The nearest three clocks side by side, "+ 2 more" after them; below each other where there is no room.

    `show_clocks(rows, now, zone)`; rows ordered by what ends first. `tick(now)` moves the words on.
    """

    SHOWN = 3

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        theme.space(self._grid, 0.75)
        self._cards = [ClockCard() for _ in range(self.SHOWN)]
        self._more = Label("", "muted")
        self._rows: Sequence[ClockLike] = ()
        self._zone = "UTC"
        self._columns = 0
        self.setAccessibleName("Clocks")
        self._place(self.SHOWN)

    def show_clocks(self, rows: Sequence[ClockLike], now: datetime, zone: str) -> None:
        """Show these clocks; none hides the strip."""
        self._rows, self._zone = rows, zone
        reveal(self, bool(rows))
        more = len(rows) - self.SHOWN
        self._more.say(f"+ {more} more" if more > 0 else "")
        reveal(self._more, more > 0)
        self.tick(now)

    def tick(self, now: datetime) -> None:
        """The same clocks, a moment later."""
        for place, card in enumerate(self._cards):
            card.setVisible(place < len(self._rows))
            if place < len(self._rows):
                card.show_clock(self._rows[place], now, self._zone)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(max(1, min(self.SHOWN, self.width() // theme.th(15))))

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, place // columns, place % columns)
        for place in range(self.SHOWN):
            self._grid.setColumnStretch(place, 1 if place < columns else 0)
        self._grid.addWidget(self._more, self.SHOWN, 0)


def level_of(clock: ClockLike, now: datetime) -> str:
    """The alarm level of a clock; a soft one is never more than running."""
    return level(clock.ends_at, now) if clock.hard else "running"


def used(started_at: datetime, ends_at: datetime, now: datetime) -> float:
    """How much of the time is gone, 0 to 1."""
    whole = ends_at - started_at
    return min(max((now - started_at) / whole, 0.0), 1.0) if whole > timedelta(0) else 1.0


_BARS = {"soon": "amber_edge", "close": "amber_edge", "urgent": "red_fill", "overdue": "red_fill"}
