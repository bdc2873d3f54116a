"""What is blocked on a case and why, and how much of a clock has run: small readings of a case page for all screens.

Presenters call it. The gates were asked below; nothing here decides.
"""

from dataclasses import dataclass
from datetime import datetime

from desktop.models.queries import CasePage, CheckRow
from desktop.ui import phrases


@dataclass(frozen=True, slots=True)
class Blocked:
    """One blocked act: what, and in plain words why and who clears it."""

    act: str
    label: str
    reason: str


def blocked(page: CasePage) -> tuple[Blocked, ...]:
    """The acts that are blocked on this case, each with the first gate that blocks it."""
    rows = []
    for why in page.why:
        failed = next((check for check in why.checks if not check.passed), None)
        if not why.allowed and failed is not None:
            rows.append(Blocked(why.act, why.label, why_words(failed)))
    return tuple(rows)


def why_words(check: CheckRow) -> str:
    """Why, by which gate, and who clears it."""
    clears = f" Clears it: {check.clears_by}." if check.clears_by else ""
    gate = f" ({check.gate})" if check.gate else ""
    return f"{phrases.begun(check.reason).rstrip('.')}{gate}.{clears}"


def passed(page: CasePage) -> int:
    """How many different checks passed on this case."""
    return len({check.gate for why in page.why for check in why.checks if check.passed})


def progress(started_at: datetime, ends_at: datetime, now: datetime) -> int:
    """How much of a clock has run, in percent, 0 to 100."""
    whole = (ends_at - started_at).total_seconds()
    return 100 if whole <= 0 else max(0, min(100, round(100 * (now - started_at).total_seconds() / whole)))
