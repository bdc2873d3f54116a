"""What the review queue and the review page show, ready to draw.

In the queue: in custody first, then waiting against its limit. Officers are no column. On the page: one reading column
with what changed marked, and three equal answers, none preset.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.domain.decision import FACTORS, VULNERABILITIES
from desktop.models.queries import ReviewPage, ReviewRow
from desktop.ui import phrases, words
from desktop.ui.case.state import PROPOSALS, AnswerLine, decision_line
from desktop.ui.reasons import Blocked

ANSWERS = (
    ("approve", "Approve", "you agree; the case does not move by it", "stamp"),
    ("return", "Return with reasons", "the officer answers, you see it again", "undo-2"),
    ("decline", "Decline", "the proposal ends here", "circle-slash"),
)
VALUES = {"yes": "Yes", "no": "No", "unknown": "Unknown"}


@dataclass(frozen=True, slots=True)
class QueueLine:
    request_id: str
    case_id: str
    waiting: str
    limit: str
    late: bool
    case: str
    number: str
    agency: str
    asked: str
    again: bool
    in_custody: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line of the reading column. `ref` is what a reason is pinned to; `changed` says what changed, or ""."""

    ref: str
    label: str
    value: str
    source: str
    changed: str
    pinned: str


@dataclass(frozen=True, slots=True)
class ReadGroup:
    title: str
    note: str
    lines: tuple[ReadLine, ...]


@dataclass(frozen=True, slots=True)
class ReviewState:
    """`fresh` tells the view to overwrite the text it holds."""

    queue: tuple[QueueLine, ...]
    empty: str
    page: bool
    groups: tuple[ReadGroup, ...]
    narrative: str
    narrative_note: str
    changes: str
    earlier: tuple[AnswerLine, ...]
    cannot: str
    gates: tuple[Blocked, ...]
    passed: int
    answers: tuple[tuple[str, str, str, str], ...]
    answer: str
    reason: str
    pins: tuple[tuple[str, str], ...]
    title: str
    badge: str
    authority: str
    problems: dict[str, str]
    primary: str
    blocked: str
    saved: str
    fresh: bool
    busy: bool
    chosen: str


def queue_line(row: ReviewRow, now: datetime) -> QueueLine:
    """One request in words; its age stays plain, it is no clock of custody."""
    waited = now - row.waiting_since
    limit = f"of {words.span(timedelta(seconds=row.limit_seconds))}" if row.limit_seconds else ""
    asked = PROPOSALS.get(row.asked_for, row.asked_for).removeprefix("Propose ")
    kept = "in custody" if row.in_custody else "not in custody"
    again = "Sent again" if row.again else ""
    return QueueLine(
        request_id=row.request_id,
        case_id=row.case_id,
        waiting=words.span(waited),
        limit=limit,
        late=bool(row.limit_seconds) and waited.total_seconds() > row.limit_seconds,
        case=row.title,
        number=row.number,
        agency=phrases.joined(row.agency, row.model),
        asked=phrases.begun(asked),
        again=row.again,
        in_custody=row.in_custody,
        spoken=". ".join(p for p in (row.title, f"Waiting {words.span(waited)} {limit}", asked, kept, again) if p)
        + ".",
    )


def ordered(rows: tuple[ReviewRow, ...]) -> tuple[ReviewRow, ...]:
    """In custody first, then who waits longest."""
    return tuple(sorted(rows, key=lambda row: (not row.in_custody, row.waiting_since)))


def groups(page: ReviewPage, pins: dict[str, str]) -> tuple[ReadGroup, ...]:
    """The reading column: vulnerabilities, each factor with its evidence and reason, then the facts of the case."""
    changed = " ".join(page.changed)
    parts = [vulnerabilities(page, pins), *(factor(page, code, pins) for code in FACTORS)]
    facts: dict[str, list[ReadLine]] = {}
    for row in page.case.facts:
        ref = f"fact.{row.field}"
        mark = "Changed since you returned it." if row.field in page.changed or ref in changed else ""
        line = ReadLine(ref, row.label, row.value, row.source, mark, pins.get(ref, ""))
        facts.setdefault(row.group, []).append(line)
    return (*(part for part in parts if part.lines), *(ReadGroup(t, "", tuple(lines)) for t, lines in facts.items()))


def vulnerabilities(page: ReviewPage, pins: dict[str, str]) -> ReadGroup:
    """First of all, what everyone who decides must know."""
    given = page.decision.form.vulnerabilities
    earlier = page.earlier[-1].form.vulnerabilities if page.earlier else given
    lines = []
    for item, label in VULNERABILITIES.items():
        ref, value = f"vulnerability.{item}", given.get(item, "")
        was = "" if value == earlier.get(item, "") else VALUES.get(earlier.get(item, ""), "not answered").lower()
        mark = f"Changed since you returned it: was “{was}”" if was else ""
        lines.append(ReadLine(ref, label, VALUES.get(value, "Not answered"), "", mark, pins.get(ref, "")))
    return ReadGroup("Vulnerabilities", "", tuple(lines))


def factor(page: ReviewPage, code: str, pins: dict[str, str]) -> ReadGroup:
    """One factor: evidence for, evidence against, the reason; what the earlier proposal did not have is marked."""
    texts, form = FACTORS[code], page.decision.form
    before = page.earlier[-1].form if page.earlier else None
    known = {(e.text, e.source) for e in before.factors[code].evidence} if before and code in before.factors else None
    lines = []
    for number, of, item in form.numbered():
        if of == code:
            ref = f"evidence.{number}"
            label = texts.for_heading if item.side == "for" else texts.against_heading
            label = phrases.joined(label, item.standing)
            mark = "" if known is None or (item.text, item.source) in known else "Added since you returned it"
            lines.append(ReadLine(ref, label, f"{number}  {item.text}", item.source, mark, pins.get(ref, "")))
    given = form.factors[code]
    if given.none_found and not lines:
        lines.append(
            ReadLine(f"factor.{code}", "Evidence", "No evidence found", "", "", pins.get(f"factor.{code}", ""))
        )
    if given.reason:
        ref = f"reason.{code}"
        old = before.factors[code].reason if before and code in before.factors else given.reason
        mark = "" if old == given.reason else "Written anew since you returned it"
        lines.append(ReadLine(ref, "The officer's reason", given.reason, "", mark, pins.get(ref, "")))
    return ReadGroup(texts.label, texts.question, tuple(lines))


def earlier_answers(page: ReviewPage, now: datetime, zone: str) -> tuple[AnswerLine, ...]:
    """What was answered before, newest first."""
    answers = [answer for row in page.earlier for answer in decision_line(row, now, zone).answers]
    return tuple(reversed(answers))
