"""Times in words, one way for all screens: what is left is the large word, the clock time the small one.

Widgets, views and the locked window call it. It knows no clock: "now" is always an argument. Zones are IANA names.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LEVEL_WORDS = {
    "": "",
    "running": "Running",
    "prepare": "Prepare",
    "soon": "Soon",
    "close": "Close",
    "urgent": "Urgent",
    "overdue": "Release due",
}
LEVEL_ICONS = {
    "": "clock",
    "running": "clock",
    "prepare": "clock",
    "soon": "clock-alert",
    "close": "clock-alert",
    "urgent": "alarm-clock",
    "overdue": "door-open",
}


def span(length: timedelta) -> str:
    """A length as people say it: "48 min", "1 h 48 min", "10 h 05 min"; from 72 h "3 d 1 h". Minutes are cut."""
    minutes = max(0, int(length.total_seconds())) // 60
    hours, rest = divmod(minutes, 60)
    if hours >= 72:
        days, hours = divmod(hours, 24)
        return f"{days} d {hours} h"
    return f"{hours} h {rest:02d} min" if hours else f"{rest} min"


def time_left(ends_at: datetime, now: datetime) -> str:
    """ "1 h 48 min left"; "14 min over" from the end on."""
    return f"{span(ends_at - now)} left" if ends_at > now else f"{span(now - ends_at)} over"


def ends(ends_at: datetime, now: datetime, zone: str) -> str:
    """ "ends today 17:00", "ends tomorrow 01:17", "ends Tue 26 May 07:45"; "ended ..." once it is past."""
    return f"{'ends' if ends_at > now else 'ended'} {moment(ends_at, now, zone)}"


def moment(at: datetime, now: datetime, zone: str) -> str:
    """An instant by the clock of `zone`: "today 17:00", "tomorrow 01:17", "yesterday 22:41", "Tue 26 May 07:45"."""
    local, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((local.date() - today).days)
    day = near or f"{local:%a} {local.day} {local:%b}{'' if local.year == today.year else local.strftime(' %Y')}"
    return f"{day} {local:%H:%M}"


def long_moment(at: datetime, zone: str) -> str:
    """ "Sunday 24 May 2026, 15:12" by the clock of `zone`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M}"


def day(at: datetime, zone: str) -> str:
    """ "12 Mar 2027" by the calendar of `zone`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%b %Y}"


def clock_time(at: datetime, zone: str) -> str:
    """ "15:08" by the clock of `zone`."""
    return at.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def ago(at: datetime | None, now: datetime, zone: str, *, online: bool = True) -> str:
    """The age of the last contact: "Live", "Contact 4 min ago", "No contact since 14:52", "No contact yet".

    online: False as soon as the line is known to be cut, however fresh the last contact is.
    """
    if at is None:
        return "No contact yet"
    age = now - at
    if online and age < timedelta(minutes=2):
        return "Live"
    if online and age < timedelta(minutes=10):
        return f"Contact {span(age)} ago"
    since = clock_time(at, zone) if age < timedelta(hours=18) else moment(at, now, zone)
    return f"No contact since {since}"


def utc_now() -> datetime:
    """This machine's clock, in UTC. Screens get theirs from Ports; this is for the composition of windows only."""
    return datetime.now(UTC)
