"""What a case is: the folded outcome of its entries, and the small things it is made of.

`fold` makes it, the permissions, the deadlines and the queries read it. It is a value: nothing here changes, decides
or knows a clock. A record that is no case (a device, a person, a complaint) folds into the same shape with `casework`
False.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from desktop.domain.decision import DecisionForm, from_data
from desktop.domain.journal import Event

UNNAMED: Final = "Person not named yet"
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_NOTHING: Final[Mapping[str, object]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of one field, with who said so, when and from what. no: the case_no it came by, 0 before the answer."""

    field: str
    value: object
    source: str
    reliability: str
    by: str
    device: str
    at: datetime
    entry_id: str
    no: int


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """What starts, moves or stops a clock: a name of clocks.json, when it happened and when it was recorded."""

    kind: str
    at: datetime
    recorded_at: datetime
    entry_id: str
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of what happened, in plain words. corrects: the entry it points at, or ""."""

    entry_id: str
    kind: str
    text: str
    at: datetime
    by: str
    device: str
    no: int
    corrects: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A proposal as it was recorded. corrects: the earlier proposal it answers a return of, or ""."""

    entry_id: str
    data: Mapping[str, object]
    by: str
    role: str
    at: datetime
    no: int
    corrects: str = ""

    @property
    def form(self) -> DecisionForm:
        """What was proposed, on which evidence."""
        return from_data(self.data)


@dataclass(frozen=True, slots=True)
class Answer:
    """A supervisor's answer to a request. pinned: (entry id, code, words) each."""

    entry_id: str
    answer: str
    reason: str
    pinned: tuple[tuple[str, str, str], ...]
    by: str
    role: str
    name: str
    title: str
    authority: str
    at: datetime
    no: int


@dataclass(frozen=True, slots=True)
class Review:
    """A request and its answers. about: decision or package; refs: the decision first; again: after a return."""

    request_id: str
    about: str
    refs: tuple[str, ...]
    by: str
    role: str
    at: datetime
    no: int
    again: bool
    answers: tuple[Answer, ...] = ()

    @property
    def waiting(self) -> bool:
        """Whether nobody has answered yet."""
        return not self.answers


@dataclass(frozen=True, slots=True)
class Release:
    """A release. locked: recorded at the locked window; it frees at once and silences no alarm until confirmed."""

    entry_id: str
    at: datetime
    by: str
    locked: bool
    confirmed: bool
    told: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of ICE on this case."""

    entry_id: str
    form: str
    number: str
    served: bool = False
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Undo:
    """What a correction needs to fold the case as if a release had not been: the case before it and all since."""

    before: Case
    since: tuple[Event, ...]
    void: frozenset[str]


@dataclass(frozen=True, slots=True)
class Case:
    """A case as its entries leave it.

    state: a code of states.json, as folded; that a limit has run out by itself is asked of deadlines.py with a "now".
    holds: open H states by rank; before, came_by: the state and the edge it was reached by. conflicts: field -> all
    values that stand against each other. last_no: highest case_no folded. unknown: entries of kinds this program does
    not know; read_only: one of them must be known, so that only release and stop-and-call stay open. writers: who
    wrote part of what a supervisor reviews.
    """

    case_id: str
    number: str
    agency: str
    zone: str
    opened_at: datetime
    opened_by: str
    changed_at: datetime
    model: str = ""
    facility: str = ""
    title: str = UNNAMED
    booking_no: str = ""
    state: str = "E0"
    before: str = ""
    came_by: str = ""
    holds: tuple[str, ...] = ()
    in_custody: bool = False
    stop_start: datetime | None = None
    stop_end: datetime | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    conflicts: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)
    suspicion: tuple[Mapping[str, object], ...] = ()
    clock_events: tuple[ClockEvent, ...] = ()
    decisions: tuple[Decision, ...] = ()
    reviews: tuple[Review, ...] = ()
    releases: tuple[Release, ...] = ()
    papers: tuple[Paper, ...] = ()
    happened: tuple[Happening, ...] = ()
    seen: tuple[tuple[str, str], ...] = ()
    writers: frozenset[str] = frozenset()
    entries: int = 0
    last_no: int = 0
    unknown: int = 0
    read_only: bool = False
    casework: bool = False
    undo: Undo | None = None

    @staticmethod
    def begin(event: Event) -> Case:
        """The empty case an event opens."""
        head = event.head
        number = case_number(head.case_id)
        return Case(
            head.case_id, number, head.agency, head.tz, head.occurred_at, head.actor, changed_at=head.occurred_at
        )

    @property
    def stop_open(self) -> bool:
        """Whether a stop in the field has begun, has not ended and has not become custody."""
        return self.stop_start is not None and self.stop_end is None and not self.in_custody

    def decision(self, entry_id: str) -> Decision | None:
        """A recorded decision by its entry id."""
        return next((each for each in self.decisions if each.entry_id == entry_id), None)

    def review(self, request_id: str) -> Review | None:
        """A request by its entry id."""
        return next((each for each in self.reviews if each.request_id == request_id), None)

    def review_of(self, decision_id: str) -> Review | None:
        """The latest request about a decision."""
        return next((each for each in reversed(self.reviews) if decision_id in each.refs[:1]), None)

    def locked_release(self) -> Release | None:
        """The latest release recorded at the locked window, while nobody signed in stands by any release."""
        if any(each.confirmed for each in self.releases):
            return None
        return next((each for each in reversed(self.releases) if each.locked), None)

    def returned(self) -> Review | None:
        """The latest request about a decision, if it was returned and not sent again."""
        about = [each for each in self.reviews if each.about == "decision"]
        last = about[-1] if about else None
        return last if last and last.answers and last.answers[-1].answer == "return" else None


def case_number(case_id: str) -> str:
    """The short number people say: the year of the UUIDv7 and six Crockford signs of its random tail, "26-7KQ4ZN"."""
    try:
        value = UUID(case_id).int
    except ValueError:
        return case_id[:9]
    year = 1970 + int((value >> 80) / 31_556_952_000)
    return f"{year % 100:02d}-" + "".join(_CROCKFORD[(value >> shift) & 31] for shift in range(25, -1, -5))
