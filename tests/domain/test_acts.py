"""Which act an entry stands for, and the corners that only odd data reaches."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desktop.domain import deadlines
from desktop.domain.acts import act_of
from desktop.domain.authority import Standing
from desktop.domain.fold import fold
from desktop.domain.folding import person_name
from desktop.domain.journal import KINDS
from desktop.domain.permissions import judge, why
from tests.domain.builders import LAW, NOON, PACK, Writer, encounter, folded, standing


@pytest.mark.parametrize(
    ("kind", "data", "act"),
    [
        ("facts_edited", {"changes": [{"field": "name"}]}, "edit_facts"),
        ("facts_edited", {"changes": [{"field": "citizenships"}]}, "write_alienage"),
        ("review_requested", {"about": "decision"}, "comment"),
        ("review_requested", {}, "submit_package"),
        ("review_answered", {"decision": "return"}, "return_package"),
        ("review_answered", {"decision": 7}, "approve_package"),
        ("paper_issued", {"form": "I-247A"}, "lodge_detainer"),
        ("paper_issued", {"form": "I-205"}, "issue_warrant"),
        ("paper_issued", {}, "sign_ice_form"),
        ("paper_drafted", {"form": "I-247A"}, "prepare_detainer"),
        ("paper_drafted", {"form": "I-862"}, "prepare_charging"),
        ("custody_decided", {"form_ids": ["I-862"]}, "record_charging_decision"),
        ("custody_decided", {}, "record_custody_decision"),
        ("hold_state_cleared", {"hold": "H4"}, "record_care_clearance"),
        ("hold_state_cleared", {"hold": "H3"}, "clear_hold_state"),
        ("document_served", {"form": "I-200"}, "serve_arrest_warrant"),
        ("document_served", {"form": "I-247A"}, "serve_notice"),
        ("consular_step", {"step": "notified"}, "notify_consulate"),
        ("call_logged", {"query": "IAQ"}, "answer_query"),
        ("call_logged", {}, "log_ice_call"),
        ("quality_reviewed", {"sample": True}, "sample_records"),
        ("arrest_made", {"function": "F03"}, "arrest_felony"),
        ("authority_revoked", {"what": "suspended"}, "suspend_officer"),
        ("erasure_ordered", {"what": "redaction"}, "redact"),
        ("case_closed", {}, "close_case"),
        ("device_forked", {}, ""),
        ("from_the_future", {}, ""),
    ],
)
def test_an_entry_stands_for_the_act_its_data_names(kind: str, data: dict[str, Any], act: str) -> None:
    assert act_of(Writer()(kind, data)) == act


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.acts])
def test_whatever_the_data_the_act_is_one_of_its_kind(kind: str) -> None:
    datas: tuple[dict[str, Any], ...] = ({}, {"form": 7, "about": [], "changes": "x", "form_ids": 3})
    for data in datas:
        assert act_of(Writer()(kind, data)) in KINDS[kind].acts


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("  Sample,   Alex ", "Sample, Alex"),
        ({"surname": "Sample", "given": "Alex"}, "Sample, Alex"),
        ({"last": "Sample"}, "Sample"),
        (7, ""),
        ("x" * 500, "x" * 120),
    ],
)
def test_a_name_is_said_as_people_write_it(value: object, name: str) -> None:
    assert person_name(value) == name


def test_a_choice_without_a_field_and_a_wait_in_a_closed_case_change_nothing() -> None:
    write = Writer()
    case = folded(write("encounter_recorded", encounter()))
    assert fold(case, write("conflict_resolved", {}), LAW).facts == case.facts
    closed = replace(case, state="C1")
    assert fold(closed, write("stop_and_call", {"said_or_seen": "citizenship"}), LAW).holds == ()


def test_a_time_at_the_end_of_the_calendar_ends_no_clock_early_and_raises_nothing() -> None:
    write = Writer()
    last = {"utc": "9999-12-31T23:00:00.000Z", "zone": "America/New_York"}
    case = folded(
        write("encounter_recorded", encounter()), write("event_recorded", {"what": "release_event", "at": last})
    )
    ends = {clock.ends_at for clock in deadlines.running(case, PACK, LAW)}
    assert ends == {datetime.max.replace(tzinfo=UTC)}
    assert deadlines.release_due(case, PACK, LAW, NOON) is None


def test_a_person_without_a_letter_is_not_fresh_and_has_no_model() -> None:
    nobody = Standing("P-1", "TFO", None, None, NOON)
    assert (nobody.fresh(NOON), nobody.model, nobody.grace()) == (False, "", timedelta(days=3))


def test_an_act_without_a_case_is_asked_of_role_and_authority_alone() -> None:
    assert why("record_encounter", standing(), None, LAW, NOON).allowed
    assert judge(Writer()("note_added", {"text": "x"}), None, standing(), LAW, NOON) is None


def test_an_unknown_state_reads_as_itself() -> None:
    assert LAW.state("Q9").label == "Q9"
    assert LAW.label("fly_away") == "Fly away"
    assert LAW.fields_of("T-a")["role"].option("suspect") == "Suspect"
    assert LAW.fields_of("T-a")["role"].option("king") == "king"
