"""What the worklist shows, ready to draw: words only, made from rows of the store.

The presenter makes it, the view draws it. Never on it: nationality, birthplace, language, offence, counts per
officer (domain.md section 3).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.domain.deadlines import level
from desktop.models.queries import CasePage, WorklistRow
from desktop.ui import phrases, words
from desktop.ui.reasons import Blocked, blocked, passed, progress

PINNED_FROM = timedelta(hours=2)
TABS = (("today", "Today"), ("mine", "My cases"), ("returned", "Returned to you"), ("clocks", "Clocks"))


@dataclass(frozen=True, slots=True)
class Tab:
    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list. `spoken` is its accessible name: label, value, state."""

    case_id: str
    left: str
    ends: str
    level: str
    person: str
    number: str
    stands: str
    next_step: str
    delivery: str
    spoken: str
    release_due: bool = False
    stop_open: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """The panel of the chosen row."""

    case_id: str
    person: str
    number: str
    left: str
    ends: str
    level: str
    clock: str
    progress: int
    next_steps: tuple[str, ...]
    blocked: tuple[Blocked, ...]
    passed: int
    last_acts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class WorklistState:
    tab: str = "today"
    tabs: tuple[Tab, ...] = ()
    lines: tuple[Line, ...] = ()
    pinned: tuple[Line, ...] = ()
    chosen: str = ""
    changed: int = 0
    empty: str = ""
    more: int = 0
    side: Side | None = None
    new_label: str = ""
    drafts: tuple[tuple[str, str], ...] = ()
    focus: bool = False


def line(row: WorklistRow, now: datetime, zone: str) -> Line:
    """One row in words."""
    how = "overdue" if row.release_due else level(row.ends_at, now)
    left = phrases.left(row.ends_at, now)
    number = row.booking_no or row.number
    return Line(
        case_id=row.case_id,
        left=left,
        ends=phrases.ends(row.ends_at, now, zone),
        level=how,
        person=row.title,
        number=number,
        stands=row.state_label,
        next_step=row.next_step,
        delivery=row.delivery,
        spoken=spoken(row, left, how, number),
        release_due=row.release_due,
        stop_open=row.stop_open,
    )


def spoken(row: WorklistRow, left: str, how: str, number: str) -> str:
    """The row as a screen reader says it."""
    word = words.LEVEL_WORDS[how]
    clock = f"{row.clock or 'Clock'}: {left}" if row.ends_at else phrases.NO_CLOCK
    parts = (f"{row.title}, {number}", f"{clock}, {word.lower()}" if word else clock, row.state_label)
    return ". ".join(part for part in (*parts, f"Next: {row.next_step}", row.delivery) if part) + "."


def pinned(rows: tuple[WorklistRow, ...], now: datetime) -> tuple[WorklistRow, ...]:
    """Rows that have reached two hours or are due: they stand in a region of their own, at once."""
    return tuple(r for r in rows if r.release_due or (r.ends_at is not None and r.ends_at - now <= PINNED_FROM))


def side(page: CasePage, now: datetime, zone: str) -> Side:
    """The panel of the chosen case."""
    first = page.clocks[0] if page.clocks else None
    ends_at = first.ends_at if first else None
    how = "overdue" if page.release_due else level(ends_at, now) if first and first.hard else ""
    return Side(
        case_id=page.case_id,
        person=page.title,
        number=phrases.joined(*(p for p in page.subtitle.split("  ·  ") if p.startswith(("Booking", "Case")))),
        left=phrases.left(ends_at, now) if first else "",
        ends=f"{first.name}. {phrases.begun(phrases.ends(ends_at, now, zone))}." if first else "",
        level=how,
        clock=first.name if first else "",
        progress=progress(first.started_at, first.ends_at, now) if first else 0,
        next_steps=(page.next_step,),
        blocked=blocked(page)[:3],
        passed=passed(page),
        last_acts=tuple(
            (row.text, phrases.joined(phrases.when(row.at, now, zone), row.by))
            for row in phrases.newest(page.happened)[:3]
        ),
    )
