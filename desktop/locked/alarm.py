"""When a locked desk must be heard: two tones at 2 hours, at 1 hour, and every five minutes from the end of a hold on.

Asked by the locked window each time it looks at the clocks. It plays nothing itself, knows no store and no person, and
a release recorded while locked does not silence it (S-32). Steps that fall together sound once. Source: screens.md
section 7.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from desktop.seal.board import BoardRow

_STEPS = (timedelta(hours=2), timedelta(hours=1), timedelta(0))
_AGAIN = timedelta(minutes=5)


def sounds(rows: Iterable[BoardRow], before: datetime, now: datetime) -> bool:
    """Whether a step was passed after `before` and by `now`."""
    return any(_passed(row.ends_at, before, now) for row in rows)


def _passed(ends_at: datetime, before: datetime, now: datetime) -> bool:
    if any(before < ends_at - step <= now for step in _STEPS):
        return True
    if now < ends_at:
        return False
    return max(before - ends_at, timedelta(0)) // _AGAIN < (now - ends_at) // _AGAIN
