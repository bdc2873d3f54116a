"""A time as people give it: T is now, Up and Down move a minute, digits write a clock time.

Views use it for "stop began", "called at", "released at". It speaks UTC outwards and the clock of one place on screen.
It never guesses a date forward: a clock time means the latest such instant that is not in the future.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from typing_extensions import override

from desktop.ui import theme
from desktop.ui.widgets.fields import Edit, Field


class _TimeEdit(Edit):
    """The line of a TimeField: it hands T, Up and Down to the field."""

    now_asked = Signal()
    moved = Signal(int)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_T and plain:
            self.now_asked.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Up else -1)
        else:
            super().keyPressEvent(event)


class TimeField(Field):
    """A time of day, or of another day written before it ("22 May 17:00").

    zone: IANA name of the place. now: the clock. `value()` is a UTC datetime or None (empty, or not a time: then the
    field shows the problem itself); `set_value(when)`; signal `changed()` after each change by a person.
    """

    changed = Signal()
    entered = Signal()

    def __init__(
        self,
        label: str,
        zone: str,
        now: Callable[[], datetime],
        hint: str = "",
        *,
        beside: bool = False,
        empty: str = "not yet",
    ) -> None:
        super().__init__(label, hint, beside=beside)
        self._zone, self._now = ZoneInfo(zone), now
        self._value: datetime | None = None
        self.edit = _TimeEdit("clock", key="T")
        self.edit.setPlaceholderText(empty)
        theme.size(self.edit, min_width=8.6, max_width=15)
        self.edit.now_asked.connect(lambda: self._put(self._now()))
        self.edit.moved.connect(self._move)
        self.edit.textEdited.connect(self._read)
        self.edit.editingFinished.connect(self._show)
        self.edit.returnPressed.connect(self.entered)
        self.hold(self.edit)

    def value(self) -> datetime | None:
        """The instant in UTC, to the minute; None while there is none."""
        return self._value

    def set_value(self, when: datetime | None) -> None:
        """Put an instant in, without `changed`."""
        self._value = when.astimezone(UTC).replace(second=0, microsecond=0) if when else None
        self._show()

    def _put(self, when: datetime) -> None:
        self.set_value(when)
        self.set_problem("")
        self.changed.emit()

    def _move(self, minutes: int) -> None:
        self._put((self._value or self._now()) + timedelta(minutes=minutes))

    def _show(self) -> None:
        if self._value is None:
            if not self.problem():
                self.edit.setText("")
            return
        self.edit.setText(spoken(self._value, self._now(), self._zone))

    def _read(self, text: str) -> None:
        self._value = parsed(text, self._now(), self._zone)
        unread = bool(text.strip()) and self._value is None
        self.set_problem("Write a time as 22:41, or 22 May 17:00. T writes now." if unread and len(text) >= 4 else "")
        self.changed.emit()


def spoken(when: datetime, now: datetime, zone: ZoneInfo) -> str:
    """ "22:41" today, "22 May 22:41" on another day, by the clock of the zone."""
    same_day = when.astimezone(zone).date() == now.astimezone(zone).date()
    local = when.astimezone(zone)
    return f"{local:%H:%M}" if same_day else f"{local.day} {local:%b} {local:%H:%M}"


def parsed(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """What a person wrote as UTC, or None: "22:41", "2241", "22 May 17:00", "2026-05-22 17:00".

    A bare clock time is the latest such instant not after now. A time that a change of clocks leaves out is None;
    one that happens twice is the earlier.
    """
    found = _FORM.fullmatch(text.strip())
    if not found:
        return None
    at = _clock(found["h"], found["m"])
    day = _day(found, now.astimezone(zone).date())
    if at is None or day is None:
        return None
    when = _instant(day, at, zone)
    if when and not found["day"] and not found["iso"] and when > now:
        when = _instant(day - timedelta(days=1), at, zone)
    return when


_FORM = re.compile(
    r"(?:(?P<iso>\d{4}-\d{2}-\d{2})\s+|(?P<day>\d{1,2})\s+(?P<month>[A-Za-z]{3,9})\.?,?\s+)?(?P<h>\d{1,2}):?(?P<m>\d{2})"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _clock(hour: str, minute: str) -> time | None:
    return time(int(hour), int(minute)) if int(hour) < 24 and int(minute) < 60 else None


def _day(found: re.Match[str], today: date) -> date | None:
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        if found["day"]:
            day = date(today.year, _MONTHS.index(found["month"][:3].lower()) + 1, int(found["day"]))
            return day if day <= today + timedelta(days=31) else day.replace(year=today.year - 1)
    except ValueError:
        return None
    return today


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    local = datetime.combine(day, at, zone)
    when = local.astimezone(UTC)
    return when if when.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None) else None
