"""Small phrases the screens share, on top of `words.py`: joined lines, counted nouns, times that may be missing.

Presenters call it. It never decides what is urgent or due.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from desktop.domain.times import from_text
from desktop.ui import words

NO_CLOCK = "No clock"
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def left(ends_at: datetime | None, now: datetime) -> str:
    """The large word of a clock, or that none runs."""
    return words.time_left(ends_at, now) if ends_at else NO_CLOCK


def ends(ends_at: datetime | None, now: datetime, zone: str) -> str:
    """The small word of a clock, or nothing."""
    return words.ends(ends_at, now, zone) if ends_at else ""


def when(at: datetime | None, now: datetime, zone: str) -> str:
    """Day and time of something recorded: "Today 15:02", "Fri 22 May 17:00"; "" without a time."""
    return begun(words.moment(at, now, zone)) if at else ""


def begun(text: str) -> str:
    """The text with a large first letter, the rest as it is."""
    return f"{text[:1].upper()}{text[1:]}"


def count(number: int, one: str, many: str) -> str:
    """A number with its noun: "1 entry", "214 entries"."""
    return f"{number} {one if number == 1 else many}"


def joined(*parts: str) -> str:
    """The parts that are there, with a middle dot between them."""
    return "  ·  ".join(part for part in parts if part)


class Dated(Protocol):
    """Whatever has a time."""

    @property
    def at(self) -> datetime: ...


D = TypeVar("D", bound=Dated)


def newest(rows: Sequence[D]) -> list[D]:
    """The rows by time, newest first; of one moment, the one that was written last comes first."""
    places = sorted(range(len(rows)), key=lambda place: (rows[place].at, place), reverse=True)
    return [rows[place] for place in places]


def device(name: str) -> str:
    """A device as people tell it from another: its name, or the last four signs of its id."""
    return f"Device {name[-4:]}" if len(name) == 36 else name


def who(title: str, subtitle: str) -> str:
    """Whom a drawer is about: the name and the booking or case number, out of the line under the name."""
    parts = [part for part in subtitle.split("  ·  ") if part.startswith(("Booking", "Case"))]
    return joined(title, *parts[:1])


def problem(title: str, detail: str, code: str) -> str:
    """A problem as a person reads it: what, and its number."""
    return f"{detail or title} ({code})"


def not_saved(title: str, code: str, upto: str = "") -> str:
    """A draft that could not be saved: what, what is safe (upto: a clock time), what to do, and the number."""
    safe = f"What you typed is safe up to {upto}." if upto else ""
    to_do = "Free some space, then Ctrl+S." if code == "507.1" else ""
    return " ".join(part for part in (title, safe, to_do, f"({code})") if part)


def value(text: str, now: datetime, zone: str) -> str:
    """A value of a fact as a person reads it: an instant by the clock of `zone`, the rest as it begins."""
    return when(from_text(text), now, zone) if _INSTANT.fullmatch(text) else begun(text)
