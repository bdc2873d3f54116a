"""How near the end of a hard clock is, as one word.

Every screen that shows a clock asks here, the locked window first: it is painted before anything heavy is loaded, so
this stands apart from deadlines.py, which knows where an end comes from. It reads no clock.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

_LEVELS: Final = ((0, "overdue"), (2, "urgent"), (6, "close"), (12, "soon"), (24, "prepare"))


def level(ends_at: datetime | None, now: datetime) -> str:
    """The alarm level of a hard clock: "", running, prepare, soon, close, urgent, overdue. Source: screens.md 7."""
    if ends_at is None:
        return ""
    return next((name for hours, name in _LEVELS if ends_at - now <= timedelta(hours=hours)), "running")
