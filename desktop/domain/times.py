"""Times as they are written, and back.

Inside the program a time is a `datetime` in UTC; in JSON it is text with milliseconds, `2026-05-22T21:00:00.000Z`.
Everybody who writes or reads a time comes here. This module never asks for the present time: "now" is always an
argument.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from desktop.domain.problems import Problem


def to_text(moment: datetime) -> str:
    """`2026-05-22T21:00:00.000Z`, cut (not rounded) to the millisecond. Raises 422.3 for a time without zone."""
    if moment.tzinfo is None:
        raise Problem("422.3")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_text(text: str) -> datetime:
    """The instant a text names, in UTC. Raises 422.3 when it says no zone, 422.4 when there is no such date or time."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        raise Problem("422.4", "Write a date and a time that exist, such as 2026-05-22 17:00.") from None
    raise Problem("422.3", "Write the time with its zone.")


def is_zone(name: str) -> bool:
    """Whether `name` is a zone of the IANA list, such as America/New_York."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def with_zone(moment: datetime, zone: str) -> dict[str, str]:
    """A `datetime_tz` of field_types.json: the instant, and the zone of the place for display."""
    return {"utc": to_text(moment), "zone": zone}


def read(value: object) -> datetime | None:
    """The instant in a stored value (text, or a `datetime_tz`), None if there is none. Never raises: entries may be
    garbage.
    """
    text = value.get("utc") if isinstance(value, Mapping) else value
    if not isinstance(text, str):
        return None
    try:
        return from_text(text)
    except Problem:
        return None


def local(moment: datetime, zone: str) -> datetime:
    """The wall clock of a place at that instant; UTC if the zone is not known here."""
    return moment.astimezone(ZoneInfo(zone)) if is_zone(zone) else moment.astimezone(UTC)
