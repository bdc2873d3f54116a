"""The proposal: evidence with sources, reasons that cite it, and no score anywhere."""

from dataclasses import fields, replace
from typing import Any

import pytest

from desktop.domain.decision import (
    FACTORS,
    VULNERABILITIES,
    DecisionForm,
    Evidence,
    Factor,
    against_evidence,
    changes,
    cited,
    from_data,
    to_data,
    validate,
)
from tests.domain.builders import REASON, decision_data, proposal

FLIGHT = proposal().factors["flight"]
NONE = {code: Factor(code, none_found=True) for code in FACTORS}


def faults(form: DecisionForm, *others: str) -> set[tuple[str, str]]:
    """What is wrong: (field, code)."""
    return {(problem.field, problem.code) for problem in validate(form, others)}


def flight(**more: Any) -> DecisionForm:
    """The good proposal with another flight factor."""
    base: dict[str, Any] = {"evidence": FLIGHT.evidence, "reason": FLIGHT.reason, "none_found": False}
    return proposal(factors={**NONE, "flight": Factor("flight", **{**base, **more})})


def test_a_complete_proposal_has_nothing_wrong_with_it() -> None:
    assert faults(proposal()) == set()


def test_an_empty_form_names_every_field_that_waits() -> None:
    wanted = {(f"vulnerabilities.{item}", "422.1") for item in VULNERABILITIES}
    wanted |= {(f"{code}.evidence", "422.1") for code in FACTORS} | {("proposal", "422.1"), ("reason", "422.2")}
    assert faults(DecisionForm()) == wanted


def test_nothing_found_is_said_and_not_left_open() -> None:
    assert ("repeat.evidence", "422.1") in faults(
        proposal(factors={**NONE, "flight": FLIGHT, "repeat": Factor("repeat")})
    )
    assert ("flight.evidence", "422.1") in faults(flight(none_found=True))


@pytest.mark.parametrize(
    "piece",
    [
        Evidence("", "court record", "for"),
        Evidence("Missed a date", " ", "for"),
        Evidence("Missed a date", "court record", "neutral"),
        Evidence("Missed a date", "court record", "for", "convicted"),
        Evidence("x" * 8001, "court record", "for"),
    ],
    ids=["no words", "no source", "no side", "a standing outside threat", "too long"],
)
def test_each_piece_of_evidence_has_its_words_its_source_and_its_side(piece: Evidence) -> None:
    assert ("flight.evidence", "422.1") in faults(flight(evidence=(*FLIGHT.evidence, piece)))


def test_a_threat_says_of_each_piece_whether_convicted_charged_or_alleged() -> None:
    reason = f"{REASON} The charge is open [3]."
    for standing, wrong in (("", True), ("charged", False), ("guilty", True)):
        threat = Factor("threat", (Evidence("Open charge", "court record", "for", standing),), reason)
        found = faults(proposal(factors={**NONE, "flight": FLIGHT, "threat": threat}))
        assert (("threat.evidence", "422.1") in found) is wrong
    against = Factor("threat", (Evidence("No record", "state record", "against"),), reason)
    assert faults(proposal(factors={**NONE, "flight": FLIGHT, "threat": against})) == set()


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("", "is missing"),
        ("Missed it [1].", "fewer than 80"),
        ("x" * 90, "names no evidence"),
        ("x" * 90 + " [9]", "no such evidence"),
        ("x" * 8001, "longer than"),
    ],
)
def test_a_reason_is_long_enough_and_cites_evidence_that_is_there(reason: str, said: str) -> None:
    problems = [problem for problem in validate(flight(reason=reason)) if problem.field == "flight.reason"]
    assert [problem.code for problem in problems] == ["422.2"]
    assert said in problems[0].detail


def test_a_reason_copied_from_another_case_is_refused_whatever_its_numbers() -> None:
    copied = REASON.replace("[1]", "[4]").upper()
    assert {("reason", "422.6"), ("flight.reason", "422.6")} <= faults(proposal(), copied)
    assert faults(proposal(), "Some other words of another person's case.") == set()


def test_a_proposal_against_the_listed_evidence_needs_a_second_person_first() -> None:
    stays = (Evidence("Kept five of six dates", "court record", "against"),)
    custody = replace(flight(evidence=stays, reason=REASON.replace("[2]", "[1]")), proposal="custody")
    custody = replace(custody, reason=custody.factors["flight"].reason)
    assert against_evidence(custody)
    assert faults(custody) == {("second_reviewer", "422.1")}
    assert faults(replace(custody, second_reviewer="R. Second")) == set()
    flees = (Evidence("Fled twice", "officer", "for"),)
    assert against_evidence(replace(flight(evidence=flees), proposal="release"))
    assert not against_evidence(replace(flight(evidence=flees), proposal="custody"))
    assert not against_evidence(replace(proposal(), proposal=""))


def test_evidence_is_numbered_over_all_factors_for_before_against() -> None:
    form = flight(evidence=tuple(reversed(FLIGHT.evidence)))
    assert [(number, piece.side) for number, _, piece in form.numbered()] == [(1, "for"), (2, "against")]
    assert cited("As [2] and [1], and [2] again; [x] and [99999] are no numbers.") == (1, 2)


def test_what_is_stored_is_read_back_as_it_was() -> None:
    assert from_data(to_data(proposal())) == proposal()
    assert decision_data()["cites"] == [1, 2]


def test_garbage_reads_as_an_empty_form() -> None:
    garbage: dict[str, object] = {
        "factor_form": {"factors": [7, {"code": "flight", "evidence": "x"}], "vulnerabilities": 3}
    }
    form = from_data(garbage)
    assert form.factors["flight"] == Factor("flight")
    assert form.vulnerabilities == {}
    assert faults(form)


def test_what_changed_between_two_proposals_is_said_in_words() -> None:
    more = (*FLIGHT.evidence[:1], Evidence("Came when called", "officer", "against"))
    later = replace(flight(evidence=more, reason="New words"), proposal="custody", reason="Other")
    later = replace(later, vulnerabilities={**later.vulnerabilities, "minor": "unknown"})
    assert changes(proposal(), later) == (
        "Proposal changed",
        "Reason of the proposal changed",
        "Under 18, or seems to be: answer changed",
        "Flight: 1 added",
        "Flight: 1 taken off",
        "Flight: reason changed",
    )
    assert changes(proposal(), proposal()) == ()


def test_nothing_in_the_form_is_a_number() -> None:
    kinds = {field.type for shape in (DecisionForm, Factor, Evidence) for field in fields(shape)}
    assert not any(word in str(kind) for kind in kinds for word in ("int", "float", "score"))
