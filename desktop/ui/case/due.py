"""The words at release due: whom to release, since when, and that no approval is needed.

The case page, the drawer of F9 and stop and call say it. It judges nothing: whether a release is due comes from the
domain, with the case.
"""

from dataclasses import dataclass
from datetime import datetime

from desktop.models.queries import CasePage
from desktop.ui import words


@dataclass(frozen=True, slots=True)
class Due:
    """Release due: the two lines of the region that takes the place of middle and right."""

    title: str
    line: str
    facts: str


def due(page: CasePage, now: datetime, zone: str) -> Due | None:
    """The words at release due; None before it."""
    row = page.release_due
    if row is None:
        return None
    over = words.span(now - row.ends_at)
    at = words.clock_time(row.ends_at, zone)
    line = f"The limit ended at {at}, {over} ago. No approval is needed." if row.ends_at <= now else row.note
    return Due(f"Release {spoken_name(page.title)} now.", line, page.subtitle)


def spoken_name(title: str) -> str:
    """ "Sample, Alex" as a person says it: "Alex Sample". A case without a name keeps its title."""
    family, comma, given = title.partition(", ")
    return f"{given} {family}" if comma else title
