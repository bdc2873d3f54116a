"""The frozen rows that screens read.

Made by the query files of this folder, handed out through `queries.py`. Times are UTC datetimes, ids are text; nothing
here can be changed or leads back to a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from desktop.domain.decision import DecisionForm

SAVED_HERE = "Saved here"
RECEIVED = "Received"
NEEDS_ATTENTION = "Needs attention"


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One case of the list. `ends_at`: when its nearest hard clock `clock` ends. `delivery`: one of the three words."""

    case_id: str
    number: str
    title: str
    booking_no: str
    place: str
    state: str
    state_label: str
    next_step: str
    clock: str
    ends_at: datetime | None
    release_due: bool
    returned: bool
    delivery: str
    changed_at: datetime
    mine: bool
    stop_open: bool


@dataclass(frozen=True, slots=True)
class WorklistPage:
    """One page; `total` rows in this tab; `counts` of every tab: today, mine, returned, clocks."""

    rows: tuple[WorklistRow, ...]
    total: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A running clock. `note`: what its end means, in words."""

    id: str
    name: str
    started_at: datetime
    ends_at: datetime
    hard: bool
    note: str


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact with its source. `two_values`: all values where two people wrote different ones, else empty.

    `written`: of each of them (who, when, on which device, source).
    """

    field: str
    label: str
    group: str
    value: str
    source: str
    by: str
    at: datetime
    two_values: tuple[str, ...] = ()
    written: tuple[tuple[str, datetime, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class HappenedRow:
    """One line of *what happened*."""

    entry_id: str
    kind: str
    text: str
    at: datetime
    by: str
    delivery: str
    device: str


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One gate that was asked: passed or not, why, on what basis, who clears it."""

    gate: str
    passed: bool
    reason: str
    basis: str
    clears_by: str


@dataclass(frozen=True, slots=True)
class WhyRow:
    """May this act be done here and now, and by which checks."""

    act: str
    label: str
    allowed: bool
    checks: tuple[CheckRow, ...]


@dataclass(frozen=True, slots=True)
class CallRow:
    """Somebody to call."""

    label: str
    phone: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A supervisor's answer. `pinned`: (ref, code, text) each."""

    answer: str
    reason: str
    pinned: tuple[tuple[str, str, str], ...]
    by: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A recorded decision, the request for its review and the answers to it. `corrects`: the earlier decision's id."""

    entry_id: str
    form: DecisionForm
    by: str
    at: datetime
    delivery: str
    request_id: str
    answers: tuple[AnswerRow, ...] = ()
    corrects: str = ""


@dataclass(frozen=True, slots=True)
class LockedReleaseRow:
    """A release recorded at the locked window that nobody signed in stands by yet. badge: as it was typed there."""

    entry_id: str
    booking_no: str
    at: datetime
    badge: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything the case page shows. `saved_here`, `received`, `attention`: counts of entries.

    `next_act`: "release", "confirm_release", "answer_return", "record_decision", "review" or "" (nothing to press).
    `complete`: False while entries in the middle of the case have not arrived yet.
    """

    case_id: str
    number: str
    title: str
    subtitle: str
    state: str
    state_label: str
    model: str
    release_due: ClockRow | None
    in_custody: bool
    stop_open: bool
    clocks: tuple[ClockRow, ...] = ()
    happened: tuple[HappenedRow, ...] = ()
    facts: tuple[FactRow, ...] = ()
    why: tuple[WhyRow, ...] = ()
    calls: tuple[CallRow, ...] = ()
    decisions: tuple[DecisionRow, ...] = ()
    next_step: str = ""
    next_act: str = ""
    saved_here: int = 0
    received: int = 0
    attention: int = 0
    complete: bool = True
    locked_release: LockedReleaseRow | None = None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One request in the queue. `again`: it answers an earlier return. `limit_seconds`: by when an answer is due."""

    request_id: str
    case_id: str
    number: str
    title: str
    agency: str
    model: str
    asked_for: str
    by: str
    waiting_since: datetime
    again: bool
    in_custody: bool
    limit_seconds: int = 0


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One request with its case and decision. `changed`: against the earlier one. `cannot`: why not, or ""."""

    row: ReviewRow
    case: CasePage
    decision: DecisionRow
    earlier: tuple[DecisionRow, ...] = ()
    changed: tuple[str, ...] = ()
    cannot: str = ""


@dataclass(frozen=True, slots=True)
class AttentionRow:
    """An entry that was refused, set aside or stands in conflict."""

    entry_id: str
    case_id: str
    number: str
    kind: str
    text: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """An entry not yet answered. `state`: waiting, sent or set_aside."""

    number: str
    kind: str
    at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class SyncPage:
    """What the sync page shows; numbers and kinds, no content."""

    waiting: tuple[WaitingRow, ...]
    last_contact: datetime | None
    last_received: datetime | None
    received_count: int
    attention_count: int


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One entry of a case's journal. `no`: its number in the case, 0 while it has none. `corrects`: an entry id or
    "".
    """

    no: int
    entry_id: str
    kind: str
    text: str
    at: datetime
    by: str
    device: str
    pack: str
    delivery: str
    corrects: str


@dataclass(frozen=True, slots=True)
class DraftRow:
    """Text being typed. It belongs to one person; nobody else can read it."""

    id: str
    case_id: str
    kind: str
    form: Mapping[str, object] = field(default_factory=dict)
    saved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MeRow:
    """The person signed in, for the frame. `model`: of their authorization, "" if none. `pack`: its id, "" if none.

    authorized: an authorization is here; authority_until: when it ends, None where it says no end or there is none.

    lock_minutes: idle time until it locks; capture_after_s: seconds without contact until no legal act is possible.
    """

    person: str
    name: str
    badge: str
    role: str
    agency: str
    place: str
    model: str
    authority_until: datetime | None
    pack: str
    training: bool
    zone: str = "UTC"
    lock_minutes: int = 5
    capture_after_s: int = 72 * 3600
    authorized: bool = False
