"""Times as the tables hold them: milliseconds since 1970, UTC. The rest of this folder calls it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_START: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS: Final = timedelta(milliseconds=1)


def to_ms(at: datetime) -> int:
    """Cut, not rounded, as the wire does."""
    return (at - _START) // _MS


def from_ms(ms: int) -> datetime:
    return _START + ms * _MS


def optional(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)
