"""What the decision screen shows, ready to draw: the steps, one factor at a time, the proposal and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.decision import FACTORS, REASON_SIGNS, VULNERABILITIES, DecisionForm, cited
from desktop.domain.problems import Problem
from desktop.ui import phrases
from desktop.ui.case.state import PROPOSALS, AnswerLine
from desktop.ui.decision.form import FormEditor

STEPS = ("vulnerabilities", *FACTORS, "national", "proposal")
STANDINGS = (("convicted", "Convicted"), ("charged", "Charged"), ("alleged", "Alleged"))
NO_SCORE = "Fieldcase gives no score. Your words and the evidence go to ICE."


@dataclass(frozen=True, slots=True)
class Step:
    code: str
    label: str
    sub: str
    mark: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence with its number and source."""

    number: int
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Column:
    """Evidence on one side: a heading and lists; threat to community keeps three lists apart."""

    side: str
    heading: str
    lists: tuple[tuple[str, tuple[Piece, ...]], ...]
    count: int


@dataclass(frozen=True, slots=True)
class DecisionState:
    """`fresh` tells the view to overwrite the text it holds; `problem` stands under the reason of this step."""

    step: str
    steps: tuple[Step, ...]
    title: str
    question: str
    columns: tuple[Column, ...]
    standings: tuple[tuple[str, str], ...]
    none_found: bool
    vulnerabilities: tuple[tuple[str, str, str], ...]
    reason: str
    reason_label: str
    reason_line: str
    reason_ok: str
    problem: str
    proposal: str
    proposals: tuple[tuple[str, str], ...]
    second_reviewer: str
    second_asked: bool
    missing: str
    calls: tuple[tuple[str, str], ...]
    returned: tuple[AnswerLine, ...]
    primary: str
    saved: str
    fresh: bool
    busy: bool
    focus: bool = False
    to_open: bool = False


def steps(editor: FormEditor, problems: Sequence[Problem]) -> tuple[Step, ...]:
    """The list at the left, each with what is done and what is missing."""
    return tuple(one_step(code, editor, problems) for code in STEPS)


def one_step(code: str, editor: FormEditor, problems: Sequence[Problem]) -> Step:
    """One line of the list."""
    form = editor.form
    if code == "vulnerabilities":
        done = editor.answered()
        whole = done == len(VULNERABILITIES)
        return Step(code, "Vulnerabilities", f"{done} of {len(VULNERABILITIES)} answered", "done" if whole else "open")
    if code == "national":
        return Step(code, "National security", "refer to ICE only", "refer")
    if code == "proposal":
        text = PROPOSALS[form.proposal].removeprefix("Propose ") if form.proposal else "open"
        open_now = not form.proposal or any(p.field in ("proposal", "reason") for p in problems)
        return Step(code, "Your proposal", text, "open" if open_now else "done")
    return Step(code, FACTORS[code].label, factor_words(form, code), factor_mark(code, problems))


def factor_words(form: DecisionForm, code: str) -> str:
    """ "4 for, 4 against, reason written"; "no evidence found"; "reason missing"; "open"."""
    factor = form.factors[code]
    if factor.none_found:
        return "no evidence found"
    if not factor.evidence:
        return "open"
    held = sum(1 for item in factor.evidence if item.side == "for")
    reason = "reason written" if factor.reason.strip() else "reason missing"
    return f"{held} for, {len(factor.evidence) - held} against, {reason}"


def factor_mark(code: str, problems: Sequence[Problem]) -> str:
    """Done, or open while the rules miss something here."""
    return "open" if any(concerns(problem, code) for problem in problems) else "done"


def concerns(problem: Problem, code: str) -> bool:
    """Whether a problem is about this factor: its field is the factor, or a part of it."""
    parts = problem.field.split(".")
    return code in parts


def columns(form: DecisionForm, code: str) -> tuple[Column, ...]:
    """For and against, side by side, equal in size."""
    if code not in FACTORS:
        return ()
    texts = FACTORS[code]
    return (column(form, code, "for", texts.for_heading), column(form, code, "against", texts.against_heading))


def column(form: DecisionForm, code: str, side: str, heading: str) -> Column:
    """One side; convicted, charged and alleged stay three lists."""
    pieces = [(n, item) for n, of, item in form.numbered() if of == code and item.side == side]
    groups = STANDINGS if code == "threat" and side == "for" else (("", ""),)
    lists = tuple(
        (label, tuple(Piece(n, item.text, item.source) for n, item in pieces if item.standing == standing or not label))
        for standing, label in groups
    )
    return Column(side, heading, lists, len(pieces))


def reason_line(text: str) -> str:
    """What stands at the right of the reason: "cites 2, 5, 7 · 187 signs"."""
    numbers = ", ".join(str(number) for number in cited(text))
    return phrases.joined(f"cites {numbers}" if numbers else "cites nothing yet", f"{len(text.strip())} signs")


def reason_ok(text: str) -> str:
    """The quiet line under a reason that is good; else how it becomes one."""
    if cited(text) and len(text.strip()) >= REASON_SIGNS:
        return "Cites evidence by number, long enough."
    return f"Cite evidence by its number, like [1]. At least {REASON_SIGNS} signs, in your words."


def missing(problems: Sequence[Problem]) -> str:
    """Why the primary act is blocked, in one sentence; "" when it is not."""
    if not problems:
        return ""
    texts: list[str] = []
    for problem in problems:
        text = (problem.detail or problem.title).rstrip(".")
        if text not in texts:
            texts.append(f"{text[:1].lower()}{text[1:]}")
    last = f"{len(texts) - 2} more" if len(texts) > 2 else texts.pop()
    return f"Blocked: {', '.join(texts[:2])}{', and ' if texts else ''}{last}."
