"""What the case page shows, ready to draw: words made from one `CasePage`.

The presenter makes it, the view draws it. It holds no rule: what is due, blocked or next was decided below.
"""

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.deadlines import level
from desktop.domain.decision import FACTORS, DecisionForm
from desktop.domain.review import ANSWERS
from desktop.models.queries import CasePage, ClockRow, DecisionRow, FactRow, HappenedRow, JournalRow
from desktop.ui import phrases
from desktop.ui.case.due import Due
from desktop.ui.reasons import Blocked, progress

STRIP = 3
GROUPS = {
    "First of all": ("care", "children", "minor", "family_care", "interpreter"),
    "Identity": ("name", "name_stated", "birth_date", "sex", "booking_no", "housing", "match"),
    "How it began": (
        "contact_reason",
        "call_for_service",
        "predicate_offence",
        "role",
        "place",
        "facility_code",
        "at",
        "stop_start",
        "stop_end",
        "outcome",
    ),
    "Local matter": ("charged", "convicted"),
    "Rights and calls": ("lawyer", "consulate", "phone_call"),
}
SOURCE_ICONS = (
    ("self", "message-circle"),
    ("document", "file-text"),
    ("database", "database"),
    ("officer", "eye"),
    ("third", "users"),
)
KIND_ICONS = {
    "encounter_recorded": "user-plus",
    "facts_edited": "pencil",
    "decision_recorded": "scale",
    "review_requested": "send",
    "review_answered": "stamp",
    "stop_and_call": "phone-call",
    "release_recorded": "door-open",
    "release_locked": "door-open",
    "release_confirmed": "check",
    "release_ordered": "door-open",
    "release_corrected": "undo-2",
    "stop_ended": "door-open",
    "event_recorded": "clock",
    "hold_started": "hourglass",
    "note_added": "message-circle",
    "call_logged": "phone",
}
PROPOSALS = {
    "custody": "Propose custody",
    "release_conditions": "Propose release with conditions",
    "release": "Propose release",
}


@dataclass(frozen=True, slots=True)
class Clock:
    """One card of the strip."""

    id: str
    name: str
    left: str
    note: str
    level: str
    progress: int


@dataclass(frozen=True, slots=True)
class Happened:
    entry_id: str
    icon: str
    text: str
    when: str


@dataclass(frozen=True, slots=True)
class FactLine:
    field: str
    label: str
    value: str
    source: str
    icon: str
    two_values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactGroup:
    title: str
    lines: tuple[FactLine, ...]


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A supervisor's answer: "Returned with reasons", the reason, what it is pinned to, who."""

    title: str
    reason: str
    pinned: tuple[str, ...]
    who: str


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One proposal as it was recorded, with its evidence and the answers to it."""

    entry_id: str
    title: str
    who: str
    reason: str
    factors: tuple[tuple[str, tuple[str, ...], str], ...]
    answers: tuple[AnswerLine, ...]
    delivery: str


@dataclass(frozen=True, slots=True)
class CaseState:
    case_id: str
    clocks: tuple[Clock, ...]
    more_clocks: int
    happened: tuple[Happened, ...]
    entries: int
    tab: str
    tabs: tuple[tuple[str, str, int], ...]
    facts: tuple[FactGroup, ...]
    decisions: tuple[DecisionLine, ...]
    journal: tuple[Happened, ...]
    next_step: str
    next_label: str
    blocked: tuple[Blocked, ...]
    passed: int
    calls: tuple[tuple[str, str], ...]
    delivery: str
    due: Due | None
    bar: str
    incomplete: str
    can_fact: bool
    can_note: bool
    can_propose: bool
    focus: bool = False


def clocks(page: CasePage, now: datetime, zone: str) -> tuple[Clock, ...]:
    """The clocks that run, nearest first, each with what ends it."""
    rows = sorted(page.clocks, key=lambda row: row.ends_at)
    return tuple(one_clock(row, now, zone) for row in rows)


def one_clock(row: ClockRow, now: datetime, zone: str) -> Clock:
    """One card; a clock that only informs never alarms."""
    end = phrases.ends(row.ends_at, now, zone)
    return Clock(
        id=row.id,
        name=row.name,
        left=phrases.left(row.ends_at, now),
        note=f"{phrases.begun(end)}. {row.note}".strip(),
        level=level(row.ends_at, now) if row.hard else "running",
        progress=progress(row.started_at, row.ends_at, now),
    )


def happened(rows: tuple[HappenedRow, ...], now: datetime, zone: str) -> tuple[Happened, ...]:
    """What happened, newest first."""
    newest = phrases.newest(rows)
    return tuple(
        Happened(
            row.entry_id,
            KIND_ICONS.get(row.kind, "file-text"),
            row.text,
            phrases.joined(phrases.when(row.at, now, zone), ", ".join(p for p in (row.by, saved(row.delivery)) if p)),
        )
        for row in newest
    )


def saved(delivery: str) -> str:
    """What is well is quiet: only what is not yet received says so."""
    return "" if delivery == "Received" else delivery


def fact_groups(rows: tuple[FactRow, ...], now: datetime, zone: str) -> tuple[FactGroup, ...]:
    """The facts under their headings: first what everyone must know, then who, then the rest."""
    groups: dict[str, list[FactLine]] = {title: [] for title in GROUPS}
    for row in rows:
        title = next((title for title, names in GROUPS.items() if row.field in names), row.group)
        groups.setdefault(title, []).append(fact_line(row, now, zone))
    return tuple(FactGroup(title, tuple(lines)) for title, lines in groups.items() if lines)


def fact_line(row: FactRow, now: datetime, zone: str) -> FactLine:
    """One fact; where two people wrote different values, both stand there."""
    both = tuple(phrases.value(text, now, zone) for text in row.two_values)
    value = "  |  ".join(both) if both else phrases.value(row.value, now, zone)
    source = phrases.begun(row.source) if row.source.lower() not in ("", "officer") else f"Officer, {row.by}"
    return FactLine(row.field, row.label, value, source, source_icon(source), both)


def source_icon(source: str) -> str:
    """The icon of a kind of source: self, document, database, officer, third party."""
    first = source.strip().lower()
    return next((icon for word, icon in SOURCE_ICONS if first.startswith(word)), "file-text")


def decision_lines(rows: tuple[DecisionRow, ...], now: datetime, zone: str) -> tuple[DecisionLine, ...]:
    """The proposals, newest first."""
    return tuple(decision_line(row, now, zone) for row in sorted(rows, key=lambda r: r.at, reverse=True))


def decision_line(row: DecisionRow, now: datetime, zone: str) -> DecisionLine:
    """One proposal in words."""
    return DecisionLine(
        entry_id=row.entry_id,
        title=PROPOSALS.get(row.form.proposal, row.form.proposal),
        who=phrases.joined(phrases.when(row.at, now, zone), row.by),
        reason=row.form.reason,
        factors=factor_lines(row.form),
        answers=tuple(
            AnswerLine(
                ANSWERS.get(a.answer, a.answer),
                a.reason,
                tuple(f"{pin_words(code)}: {text}" for _, code, text in a.pinned),
                phrases.joined(phrases.when(a.at, now, zone), ", ".join(p for p in (a.by, a.title) if p)),
            )
            for a in row.answers
        ),
        delivery=row.delivery,
    )


def factor_lines(form: DecisionForm) -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """Each factor: its label, its numbered evidence, its reason."""
    lines = []
    for code, words_of in FACTORS.items():
        texts = tuple(f"{n}  {item.text} ({item.source})" for n, of, item in form.numbered() if of == code)
        lines.append((words_of.label, texts or ("No evidence found.",), form.factor(code).reason))
    return tuple(lines)


def pin_words(code: str) -> str:
    """What a reason is pinned to, in words: "evidence.2" is "Evidence 2", "reason.flight" is "Flight, reason"."""
    kind, _, rest = code.partition(".")
    label = FACTORS[rest].label if rest in FACTORS else rest.replace("_", " ")
    return {"evidence": f"Evidence {rest}", "reason": f"{label}, reason", "factor": label}.get(
        kind, phrases.begun(label)
    )


def journal_lines(rows: tuple[JournalRow, ...], now: datetime, zone: str) -> tuple[Happened, ...]:
    """The journal of the case, in order, short."""
    return tuple(
        Happened(
            row.entry_id,
            KIND_ICONS.get(row.kind, "file-text"),
            f"{row.no}  {row.text}" if row.no else row.text,
            phrases.joined(phrases.when(row.at, now, zone), row.by, phrases.device(row.device), row.delivery),
        )
        for row in rows
    )


def saved_line(page: CasePage) -> str:
    """How many entries of this case are where."""
    parts = [f"{page.saved_here} saved here"] if page.saved_here else []
    if page.received or not parts:
        parts.append(f"{page.received} received")
    if page.attention:
        parts.append(f"{page.attention} needs attention")
    return ", ".join(parts)
