"""The detention proposal: evidence for and against in three factors, written reasons, and never a score.

The decision screen fills a `DecisionForm` and asks `validate`; the verb stores `to_data`; the fold, the review page
and the endpoint read it back with `from_data` and check it with the same `validate`. Nothing here counts evidence into
a number, ranks it or presets an answer (domain.md 3.2; OIG report of June 2024 on ICE's risk assessment). Source of
the factors: ICE fact sheet of 2006 (programme_2006.json); the evidence asked for: domain.md 9.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from desktop.domain.problems import Problem
from desktop.domain.reading import mapping, mappings, text


@dataclass(frozen=True, slots=True)
class FactorText:
    """The words of one factor on the screen."""

    label: str
    question: str
    for_heading: str
    against_heading: str


FACTORS: Final[Mapping[str, FactorText]] = MappingProxyType(
    {
        "flight": FactorText(
            "Flight", "if released, is this person likely not to appear?", "Points to flight", "Points to staying"
        ),
        "repeat": FactorText(
            "Repeat offender",
            "is there a verified removal and return, or a failure to depart?",
            "Points to a repeat offence",
            "Points against it",
        ),
        "threat": FactorText(
            "Threat to community",
            "what is proved, charged or only alleged?",
            "Points to a threat",
            "Points against it",
        ),
    }
)
"""Flight risk, repeat immigration offender, particular threat: 2006 fact sheet; INA 241(a)(5), 276 for "repeat"."""

VULNERABILITIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "minor": "Under 18, or seems to be",
        "care": "Ill, disabled, pregnant or nursing",
        "family_care": "Sole caregiver of a child or another person",
    }
)
PROPOSALS: Final[Mapping[str, str]] = MappingProxyType(
    {"custody": "Custody", "release_conditions": "Release with conditions", "release": "Release"}
)
STANDINGS: Final = ("convicted", "charged", "alleged")
SIDES: Final = ("for", "against")
ANSWERS: Final = ("yes", "no", "unknown")
REASON_SIGNS: Final = 80
LONGEST: Final = 8000
_CITED: Final = re.compile(r"\[(\d{1,4})\]")
_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece: what, from where, for or against; in threat also convicted, charged or alleged, never mixed."""

    text: str
    source: str
    side: str
    standing: str = ""


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor: evidence with a reason, or none found, which is said and not left open."""

    code: str
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""
    none_found: bool = False


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """What an officer proposes. proposal: custody, release_conditions or release; second_reviewer: who read it."""

    vulnerabilities: Mapping[str, str] = field(default_factory=dict)
    factors: Mapping[str, Factor] = field(default_factory=dict)
    proposal: str = ""
    reason: str = ""
    second_reviewer: str = ""

    def factor(self, code: str) -> Factor:
        """The factor of that code, empty where nothing was written."""
        return self.factors.get(code) or Factor(code)

    def numbered(self) -> tuple[tuple[int, str, Evidence], ...]:
        """Evidence as (number, factor, piece): numbers run from 1 over all factors, in each "for" before "against"."""
        pieces = [(c, e) for c in FACTORS for side in SIDES for e in self.factor(c).evidence if e.side == side]
        return tuple((number, code, piece) for number, (code, piece) in enumerate(pieces, start=1))


def cited(reason: str) -> tuple[int, ...]:
    """The evidence numbers a reason names as [n], each once, in order."""
    return tuple(sorted({int(number) for number in _CITED.findall(reason)}))


def validate(form: DecisionForm, others: Sequence[str] = ()) -> tuple[Problem, ...]:
    """What is missing or wrong, each with its field; empty when the proposal may be recorded.

    others: reasons of other cases; a reason that reads like one of them is refused (422.6).
    Fields: vulnerabilities.<item>, <factor>.evidence, <factor>.reason, proposal, reason, second_reviewer.
    Source: domain.md 9, screens.md 4.8, OIG report of June 2024 (written reasons, second reviewer).
    """
    numbers = frozenset(number for number, _, _ in form.numbered())
    copied = frozenset(_words(other) for other in others)
    found = [*_vulnerabilities(form)]
    for code in FACTORS:
        found += _factor(code, form.factor(code), numbers, copied)
    if form.proposal not in PROPOSALS:
        found.append(Problem("422.1", "No proposal is chosen.", "proposal"))
    found += _reason(form.reason, "reason", "your proposal", numbers, copied)
    if against_evidence(form) and not form.second_reviewer.strip():
        found.append(
            Problem("422.1", "This goes against the listed evidence: a second person first.", "second_reviewer")
        )
    return tuple(found)


def against_evidence(form: DecisionForm) -> bool:
    """Custody with nothing listed for it, or release with nothing listed against custody. Kinds of evidence, no
    weights.
    """
    sides = {piece.side for _, _, piece in form.numbered()}
    if form.proposal == "custody":
        return "for" not in sides
    return form.proposal in PROPOSALS and sides == {"for"}


def _vulnerabilities(form: DecisionForm) -> list[Problem]:
    return [
        Problem("422.1", f"{label}: answer yes, no or unknown.", f"vulnerabilities.{item}")
        for item, label in VULNERABILITIES.items()
        if form.vulnerabilities.get(item) not in ANSWERS
    ]


def _factor(code: str, factor: Factor, numbers: frozenset[int], copied: frozenset[str]) -> list[Problem]:
    label, where = FACTORS[code].label, f"{code}.evidence"
    if factor.none_found:
        return [Problem("422.1", f"{label}: evidence is listed, and none was found.", where)] if factor.evidence else []
    if not factor.evidence:
        return [Problem("422.1", f"{label}: list evidence, or say that none was found.", where)]
    bad = next((said for piece in factor.evidence if (said := _piece(code, piece))), "")
    found = [Problem("422.1", f"{label}: {bad}", where)] if bad else []
    return found + _reason(factor.reason, f"{code}.reason", f"“{label}”", numbers, copied)


def _piece(code: str, piece: Evidence) -> str:
    """What is wrong with one piece of evidence, or ""."""
    if not piece.text.strip() or not piece.source.strip():
        return "each piece of evidence has its words and its source."
    if piece.side not in SIDES or max(len(piece.text), len(piece.source)) > LONGEST:
        return "a piece of evidence is too long, or neither for nor against."
    wanted = (*STANDINGS, "") if piece.side == "against" else STANDINGS
    if piece.standing not in (wanted if code == "threat" else ("",)):
        return "say of each piece whether convicted, charged or alleged."
    return ""


def _reason(reason: str, where: str, of: str, numbers: frozenset[int], copied: frozenset[str]) -> list[Problem]:
    named = cited(reason)
    if len(reason.strip()) < REASON_SIGNS:
        short = f"has fewer than {REASON_SIGNS} signs" if reason.strip() else "is missing"
        return [Problem("422.2", f"The reason for {of} {short}.", where)]
    if len(reason) > LONGEST:
        return [Problem("422.2", f"The reason for {of} is longer than {LONGEST} signs.", where)]
    if unknown := [number for number in named if number not in numbers]:
        return [Problem("422.2", f"The reason for {of} names [{unknown[0]}]; there is no such evidence.", where)]
    if numbers and not named:
        return [Problem("422.2", f"The reason for {of} names no evidence, like [1].", where)]
    return [Problem("422.6", "", where)] if _words(reason) in copied else []


def _words(reason: str) -> str:
    """A reason without numbers, signs and case, to tell a copy."""
    return " ".join(_WORD.findall(reason.casefold()))


def to_data(form: DecisionForm) -> dict[str, object]:
    """The data of `decision_recorded`, version 1 (kinds.md 2)."""
    factors = [
        {
            "code": code,
            "none_found": form.factor(code).none_found,
            "evidence": [
                {"text": e.text, "source": e.source, "side": e.side, "standing": e.standing}
                for e in form.factor(code).evidence
            ],
            "reason": form.factor(code).reason,
        }
        for code in FACTORS
    ]
    return {
        "factor_form": {"vulnerabilities": dict(form.vulnerabilities), "factors": factors},
        "proposal": form.proposal,
        "reason": form.reason,
        "cites": list(cited(form.reason)),
        "second_reviewer": form.second_reviewer,
    }


def from_data(data: Mapping[str, object]) -> DecisionForm:
    """A form from stored data or a draft. Never raises: what is not there or not in shape is empty."""
    doc = mapping(data.get("factor_form"))
    said = mapping(doc.get("vulnerabilities"))
    answers = {item: answer for item in VULNERABILITIES if (answer := text(said, item))}
    factors = {text(row, "code"): _read_factor(row) for row in mappings(doc.get("factors"))}
    return DecisionForm(
        vulnerabilities=answers,
        factors={code: factors.get(code) or Factor(code) for code in FACTORS},
        proposal=text(data, "proposal"),
        reason=text(data, "reason"),
        second_reviewer=text(data, "second_reviewer"),
    )


def _read_factor(row: Mapping[str, object]) -> Factor:
    pieces = tuple(
        Evidence(text(e, "text"), text(e, "source"), text(e, "side"), text(e, "standing"))
        for e in mappings(row.get("evidence"))
    )
    return Factor(text(row, "code"), pieces, text(row, "reason"), row.get("none_found") is True)


def changes(earlier: DecisionForm, later: DecisionForm) -> tuple[str, ...]:
    """What differs between two proposals, in plain words, for the reviewer: "Flight: reason changed"."""
    found = [] if earlier.proposal == later.proposal else ["Proposal changed"]
    found += [] if earlier.reason == later.reason else ["Reason of the proposal changed"]
    found += [
        f"{label}: answer changed"
        for item, label in VULNERABILITIES.items()
        if earlier.vulnerabilities.get(item) != later.vulnerabilities.get(item)
    ]
    for code, words in FACTORS.items():
        found += _factor_changes(words.label, earlier.factor(code), later.factor(code))
    return tuple(found)


def _factor_changes(label: str, earlier: Factor, later: Factor) -> list[str]:
    added = sum(1 for piece in later.evidence if piece not in earlier.evidence)
    gone = sum(1 for piece in earlier.evidence if piece not in later.evidence)
    found = [f"{label}: {added} added"] if added else []
    found += [f"{label}: {gone} taken off"] if gone else []
    return found + ([f"{label}: reason changed"] if earlier.reason != later.reason else [])
