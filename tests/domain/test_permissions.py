"""Who may do what, and what nobody may ever stand in the way of."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.domain.authority import Authorization, Standing
from desktop.domain.case import Case
from desktop.domain.fold import fold
from desktop.domain.journal import KINDS, Event
from desktop.domain.permissions import cannot_review, judge, may, why
from desktop.domain.policy import Pack
from desktop.domain.problems import Problem
from desktop.domain.review import ReviewForm, request_data, to_data
from tests.domain.builders import (
    DOCS,
    ICE,
    LAW,
    NOON,
    OFFICER,
    OTHER_DEVICE,
    PACK,
    Writer,
    decision_data,
    encounter,
    folded,
    letter,
    standing,
    supervisor,
)

NEVER_REFUSED = sorted(name for name, kind in KINDS.items() if kind.record)
EXPIRED = letter(until="2026-05-01T00:00:00.000Z")


def code(event: Event, case: Case | None, who: Standing) -> str:
    """The code an entry is refused with, "" where it is accepted."""
    problem = judge(event, case, who, LAW, NOON)
    return problem.code if problem else ""


def gate(act: str, who: Standing, case: Case | None = None) -> str:
    """The gate that stands against an act, "" where none does."""
    against = why(act, who, case, LAW, NOON).against
    return against.gate or against.code if against else ""


@pytest.fixture
def case() -> Case:
    return folded(Writer()("encounter_recorded", encounter()))


@pytest.mark.parametrize("kind", NEVER_REFUSED)
def test_what_happened_is_refused_to_nobody_in_no_state_under_no_authority(kind: str) -> None:
    strangers = [Standing("P-1", role, None, None, None) for role in (*LAW.roles, "", "NOBODY")]
    strangers += [standing(authorization=EXPIRED), standing(last_contact=NOON - timedelta(days=30), pack=None)]
    opened = folded(Writer()("encounter_recorded", encounter()))
    for state in LAW.states:
        case = replace(opened, state=state, read_only=True, holds=("H1", "H2"))
        for who in strangers:
            for data in ({}, None, {"at": "never", "reason": 7}):
                assert judge(Writer(who.person, who.role)(kind, data), case, who, LAW, NOON) is None


@pytest.mark.parametrize("act", sorted(LAW.ungated))
def test_an_ungated_act_is_allowed_without_a_check(act: str) -> None:
    verdict = why(act, Standing("P-1", "NOBODY", None, None, None), None, LAW, NOON)
    assert (verdict.allowed, verdict.checks) == (True, ())


def test_a_certified_officer_may_ask_and_every_gate_is_named(case: Case) -> None:
    verdict = why("ask_status", standing(), case, LAW, NOON)
    assert verdict.allowed
    assert [check.gate for check in verdict.checks] == ["", "G01", "G02", "G03", "G04", ""]
    may("ask_status", standing(), case, LAW, NOON)


def test_an_officer_whose_authorization_has_ended_saves_facts_and_decides_nothing(case: Case) -> None:
    ended = standing(authorization=EXPIRED)
    assert gate("ask_status", ended, case) == "G01"
    edit = Writer()("facts_edited", {"changes": [{"field": "name", "value": "Sample, Alex"}]})
    assert code(edit, case, ended) == ""
    assert code(Writer()("encounter_recorded", encounter()), None, ended) == ""
    assert code(Writer()("status_asked", {}), case, ended) == "403.1"


def test_the_reason_of_a_refusal_is_plain_and_names_its_gate(case: Case) -> None:
    with pytest.raises(Problem) as refused:
        may("ask_status", standing(authorization=EXPIRED), case, LAW, NOON)
    assert (refused.value.code, refused.value.detail) == ("403.1", "Your authorization ended on 01 May 2026. (G01)")


@pytest.mark.parametrize(
    "who",
    [
        standing(authorization=None),
        standing(pack=None),
        standing(last_contact=NOON - timedelta(seconds=259_201)),
        standing(authorization=letter("P-106")),
        standing(authorization=letter(letter={"until": "2026-05-22T15:59:59.000Z"})),
        standing(authorization=letter(until="not a time")),
    ],
    ids=["no letter", "no pack", "stale token", "letter of another person", "letter ended", "unreadable end"],
)
def test_authority_needs_a_letter_in_force_an_agreement_and_contact(case: Case, who: Standing) -> None:
    assert gate("ask_status", who, case) == "G01"


def test_an_agreement_that_has_ended_gives_no_authority(case: Case) -> None:
    ended = {model: replace(agreement, active=False) for model, agreement in PACK.agreements.items()}
    assert gate("ask_status", standing(pack=replace(PACK, agreements=ended)), case) == "G01"


def test_a_function_must_stand_in_model_agreement_and_letter(case: Case) -> None:
    assert gate("run_check", standing(authorization=letter(functions=["F04"])), case) == "G02"
    assert gate("arrest_felony", standing(), case) == "G02"
    assert gate("take_statement", standing(authorization=letter(functions=["F01"])), case) == "G02"
    warrants = standing("P-103", "WSO", "WSO", place="FAC-2")
    assert gate("serve_arrest_warrant", warrants, folded(Writer()("encounter_recorded", encounter("WSO")))) == ""


def test_an_officer_acts_where_the_agreement_says(case: Case) -> None:
    jail = folded(Writer()("encounter_recorded", encounter("JEM")))
    officer = standing("P-101", "DIO", "JEM")
    assert gate("ask_status", officer, jail) == ""
    assert gate("ask_status", officer, replace(jail, facility="FAC-3")) == "G03"
    assert gate("ask_status", officer, replace(jail, facility="")) == "G03"
    elsewhere = standing("P-101", "DIO", "JEM", authorization=letter("P-101", "DIO", "JEM", facilities=["FAC-2"]))
    assert gate("ask_status", elsewhere, jail) == "G03"
    away = folded(Writer()("encounter_recorded", encounter(place={"type": "road", "county": "Other County"})))
    assert gate("ask_status", standing(), away) == "G03"


def test_state_law_as_signed_in_the_pack_comes_before_everything_else(case: Case) -> None:
    overlay = {"ZZ": {"models_permitted": ["JEM"], "forbidden_acts": []}}
    assert gate("ask_status", standing(pack=replace(PACK, values={**PACK.values, "overlay": overlay})), case) == "G04"
    overlay = {"ZZ": {"models_permitted": ["TFM"], "forbidden_acts": ["ask_status"]}}
    assert gate("ask_status", standing(pack=replace(PACK, values={**PACK.values, "overlay": overlay})), case) == "G04"


def test_a_role_does_what_its_list_says_and_nothing_else(case: Case) -> None:
    assert not why("approve_package", standing(), case, LAW, NOON).allowed
    assert not why("edit_facts", supervisor(), case, LAW, NOON).allowed
    assert not why("ask_status", standing("P-103", "WSO", "WSO"), case, LAW, NOON).allowed
    assert not why("fly", standing(), case, LAW, NOON).allowed
    assert code(Writer()("facts_edited", {"changes": [{"field": "nationality", "value": "X"}]}), case, standing()) == ""
    warrant_officer = standing("P-103", "WSO", "WSO")
    assert code(Writer("P-103", "WSO")("facts_edited", {"changes": []}), case, warrant_officer) == "403.1"


def test_a_role_that_the_letter_does_not_name_is_not_taken() -> None:
    assert gate("edit_facts", replace(standing(), role="DIO")) == "403.1"
    assert gate("approve_package", replace(supervisor(), authorization=None)) == "403.1"


def test_an_open_wait_blocks_its_acts_and_names_who_ends_it(case: Case) -> None:
    waiting = replace(case, state="E2", holds=("H1",))
    check = why("complete_status_screen", standing(), waiting, LAW, NOON).against
    assert check is not None
    assert (check.gate, check.reason) == ("G07", "Citizenship hold is open.")
    assert check.clears_by.startswith("ICE in writing")


def test_an_act_must_fit_where_the_case_stands(case: Case) -> None:
    assert code(Writer()("status_screened", {}), case, standing()) == "409.3"
    closed = replace(case, state="C1")
    assert code(Writer()("note_added", {"text": "late"}), closed, standing()) == "409.1"
    assert gate("amend", standing("P-111", "RECORDS", ""), closed) == ""


def test_a_closed_case_says_who_closed_it_and_when(case: Case) -> None:
    by = Writer("P-110", "LEA_SUPERVISOR")("case_closed", {})
    closed = folded(
        Writer()("encounter_recorded", encounter()),
        Writer()("case_ended", {}),
        Writer("P-110")("quality_opened", {}),
        by,
    )
    problem = judge(Writer()("note_added", {}), closed, standing(), LAW, NOON)
    assert problem is not None
    assert problem.detail == "This case was closed by Jules Template on 22 May 2026."


def test_a_case_with_something_newer_in_it_takes_releases_and_stop_and_call_only(case: Case) -> None:
    newer = replace(case, read_only=True)
    assert code(Writer()("note_added", {"text": "x"}), newer, standing()) == "426.11"
    assert code(Writer()("release_recorded", {}), newer, standing()) == ""
    assert code(Writer()("stop_and_call", {}), newer, standing()) == ""


def test_a_kind_or_version_that_is_newer_is_held_and_not_refused_for_good(case: Case) -> None:
    assert code(Writer()("from_the_future", {}), case, standing()) == "426.11"
    note = Writer()("note_added", {})
    assert code(replace(note, head=replace(note.head, kind_v=2)), case, standing()) == "426.11"


def test_what_machines_record_comes_from_machines() -> None:
    assert code(Writer()("device_revoked", {}), None, standing()) == "403.1"
    assert code(Writer("", "")("device_revoked", {}), None, Standing("", "", None, PACK, NOON)) == ""
    assert code(Writer()("person_enrolled", {}), None, Standing("P-105", "TFO", None, None, None)) == ""


def test_an_entry_that_was_not_erased_comes_with_its_data(case: Case) -> None:
    assert code(Writer()("facts_edited", None), case, standing()) == "400.10"


def test_an_encounter_needs_the_fields_of_its_transition() -> None:
    assert code(Writer()("encounter_recorded", encounter()), None, standing()) == ""
    assert code(Writer()("encounter_recorded", encounter(role="")), None, standing()) == "422.1"
    assert code(Writer()("encounter_recorded", encounter(role="king")), None, standing()) == "422.1"
    assert (
        code(
            Writer()("encounter_recorded", encounter(at={"utc": "2026-05-22T21:00", "zone": "Mars"})), None, standing()
        )
        == "422.3"
    )


def test_a_proposal_is_checked_again_at_the_other_end(case: Case) -> None:
    assert code(Writer()("decision_recorded", decision_data()), case, standing()) == ""
    assert code(Writer()("decision_recorded", decision_data(reason="short")), case, standing()) == "422.2"
    for myself in ("P-105", " emery mockup ", "1"):
        event = Writer()("decision_recorded", decision_data(second_reviewer=myself))
        assert code(event, case, standing()) == "422.8"


def reviewed(answer: str = "approve") -> tuple[Case, Event]:
    """A case with a request, and a supervisor's answer to it."""
    officer, ice = Writer(*OFFICER), Writer(*ICE, device=OTHER_DEVICE)
    decision = officer("decision_recorded", decision_data())
    asked = officer("review_requested", request_data(decision.head.id))
    form = ReviewForm(
        answer, "Well founded on [1].", (("", "flight", "Ask the mother."),), "SDDO", "7", "8 CFR 287.5(e)(2)"
    )
    case = folded(officer("encounter_recorded", encounter()), decision, asked)
    return case, ice("review_answered", to_data(form, asked.head.id, "Quinn Trainer", NOON, "America/New_York"))


@pytest.mark.parametrize("answer", ["approve", "return", "decline"])
def test_a_federal_supervisor_answers_a_request_in_any_state_without_a_package(answer: str) -> None:
    case, event = reviewed(answer)
    for state in ("E1", "E8", "X4"):
        assert code(event, replace(case, state=state), supervisor()) == ""
    assert code(event, replace(case, state="C1"), supervisor()) == "409.1"


def test_who_drafted_does_not_review_nor_does_anybody_of_the_same_agency() -> None:
    case, event = reviewed()
    both = standing("P-105", "ICE_SUPERVISOR", "")
    assert code(replace(event, head=replace(event.head, actor="P-105")), case, both) == "422.8"
    assert code(event, case, standing()) == "403.1"
    colleague = standing("P-106", "ICE_SUPERVISOR", "")
    assert code(replace(event, head=replace(event.head, actor="P-106")), case, colleague) == "422.8"
    assert cannot_review(case, supervisor(), LAW) == ""
    assert cannot_review(case, both, LAW) == "You cannot review this: you wrote part of it."
    assert cannot_review(case, colleague, LAW) == "You cannot review this: it comes from your own agency."
    assert cannot_review(case, standing(), LAW).startswith("You cannot review this: only")


def test_an_answer_belongs_to_a_request_that_waits() -> None:
    case, event = reviewed()
    assert code(event, folded(Writer()("encounter_recorded", encounter())), supervisor()) == "422.1"
    assert code(event, None, supervisor()) == "422.1"
    assert code(event, fold(case, event, LAW), supervisor()) == "409.4"
    assert code(replace(event, data={**(event.data or {}), "reason": ""}), case, supervisor()) == "422.2"


def test_a_request_names_a_decision_of_the_case(case: Case) -> None:
    decision = Writer()("decision_recorded", decision_data())
    decided = fold(case, decision, LAW)
    assert code(Writer()("review_requested", request_data(decision.head.id)), decided, standing()) == ""
    assert code(Writer()("review_requested", request_data("elsewhere")), case, standing()) == "422.1"
    assert code(Writer()("review_requested", {"about": "decision", "refs": 7}), case, standing()) == "422.1"
    assert code(Writer()("review_requested", request_data("elsewhere")), None, standing()) == "422.1"


def test_a_package_is_answered_where_it_waits_with_the_fields_of_the_decision() -> None:
    case, event = reviewed()
    package = replace(event, data={**(event.data or {}), "about": "package", "form_ids": ["I-200"]})
    assert code(package, case, supervisor()) == "409.3"
    assert code(package, replace(case, state="E5"), supervisor()) == ""
    unsigned = replace(event, data={**(package.data or {}), "authority": ""})
    assert code(unsigned, replace(case, state="E5"), supervisor()) == "422.1"


def test_an_authorization_that_names_nobody_is_refused() -> None:
    with pytest.raises(Problem, match=r"422\.9"):
        Authorization.parse({"id": "AUT", "issued_at": "2026-01-12T00:00:00.000Z"})
    with pytest.raises(Problem, match=r"422\.9"):
        Authorization.parse(None)


def test_the_shortest_freshness_counts_of_token_and_pack() -> None:
    who = standing(authorization=letter(fresh_for_s=3600))
    assert who.grace() == timedelta(hours=1)
    assert not replace(who, last_contact=NOON - timedelta(hours=2)).fresh(NOON)
    assert replace(who, last_contact=None, authorization=letter(issued_at="2026-05-22T15:30:00.000Z")).fresh(NOON)


@pytest.mark.parametrize("key", ["hold.limit_seconds", "warrantless.limit_seconds"])
def test_a_pack_that_lengthens_a_hold_is_refused(key: str) -> None:
    document = DOCS["policy_pack.sample"]
    assert isinstance(document, dict)
    values = {**document["values"], key: {"value": 172_801}}
    with pytest.raises(Problem, match=f"422.9.*{key}"):
        Pack.parse({**document, "values": values})


def test_a_pack_says_who_people_are_when_it_counts_and_which_zone_a_place_has() -> None:
    assert (PACK.name_of("P-201"), PACK.name_of("P-999")) == ("Quinn Trainer", "P-999")
    assert (PACK.in_force(NOON), PACK.in_force(NOON + timedelta(days=400))) == (True, False)
    assert (PACK.zone_of("FAC-3"), PACK.zone_of("nowhere")) == ("America/Chicago", "America/New_York")
    assert replace(PACK, starts="soon").in_force(NOON) is False
    with pytest.raises(Problem, match=r"422\.9"):
        Pack.parse({"pack_id": "X", "agency": {"zone": "Nowhere/Land"}})
