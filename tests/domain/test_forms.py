"""Bad input in the encounter and the answer: a problem beside its field, never a traceback."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain import review, times
from desktop.domain.encounter import EncounterForm, to_data, validate
from desktop.domain.forms import Scene, check, holds
from desktop.domain.problems import Problem
from desktop.domain.review import ReviewForm
from tests.domain.builders import CASE, LAW, NOON, PACK

FORM = EncounterForm(
    contact_reason="traffic_stop",
    call_for_service="no",
    offence="Sample Code 12-3 · following too closely · NCIC 5499",
    role="suspect",
    place_type="road",
    where="Mile 12, Placeholder Rd",
    stop_start=NOON - timedelta(minutes=6),
)
BOOKING = EncounterForm(
    "JEM", "booking", "no", "Sample Code 45-6 · theft", "arrestee", facility="FAC-1", booking_no="26-1"
)


def faults(form: EncounterForm) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in validate(form, LAW, PACK, NOON)}


def test_a_complete_form_has_nothing_wrong_with_it() -> None:
    assert faults(FORM) == set()
    assert faults(BOOKING) == set()
    assert (
        faults(EncounterForm("WSO", "ice_warrant", "no", role="arrestee", facility="FAC-2", warrant="ICE-1")) == set()
    )


def test_an_empty_form_names_every_field_that_is_needed() -> None:
    fields = {"contact_reason", "call_for_service", "role", "place_type", "where", "stop_start"}
    assert faults(EncounterForm()) == {(field, "422.1") for field in fields}
    assert {field for field, _ in faults(EncounterForm("JEM"))} == {"where", "facility", *fields} - {
        "place_type",
        "stop_start",
    }


@pytest.mark.parametrize(
    ("form", "field", "code"),
    [
        (replace(FORM, stop_start="2026-05-22T12:00:00"), "stop_start", "422.3"),
        (replace(FORM, stop_start="2026-02-30T12:00:00Z"), "stop_start", "422.4"),
        (replace(FORM, stop_start="yesterday"), "stop_start", "422.4"),
        (replace(FORM, stop_start="0001-01-01T00:00:00+14:00"), "stop_start", "422.4"),
        (replace(FORM, stop_start=datetime(2026, 5, 22, 12)), "stop_start", "422.3"),
        (replace(FORM, stop_start=NOON + timedelta(minutes=2)), "stop_start", "422.5"),
        (replace(FORM, stop_end=NOON - timedelta(minutes=7), outcome="no_action"), "stop_end", "422.7"),
        (replace(FORM, stop_end=NOON), "outcome", "422.1"),
        (replace(FORM, role="king"), "role", "422.1"),
        (replace(FORM, call_for_service="maybe"), "call_for_service", "422.1"),
        (replace(FORM, place_type="moon"), "place_type", "422.1"),
        (replace(FORM, where=" "), "where", "422.1"),
        (replace(FORM, where="x" * 2001), "where", "422.1"),
        (replace(FORM, offence=""), "offence", "422.1"),
        (replace(BOOKING, facility=""), "facility", "422.1"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(form: EncounterForm, field: str, code: str) -> None:
    assert (field, code) in faults(form)


def test_a_victim_needs_no_offence_and_an_agency_may_not_ask_for_one() -> None:
    assert faults(replace(FORM, role="victim", offence="")) == set()
    lax = replace(PACK, values={**PACK.values, "predicate_offence_required": False})
    assert validate(replace(FORM, offence=""), LAW, lax, NOON) == ()


def test_what_is_stored_has_the_fields_of_the_transition_and_nothing_empty() -> None:
    data = to_data(replace(FORM, name=" Sample, Alex "), CASE, PACK, NOON, "AUT-105")
    assert data["predicate_offence"] == {"text": FORM.offence, "statute": "Sample Code 12-3", "ncic": "5499"}
    assert data["place"] == {"type": "road", "where": FORM.where, "county": "Sample County", "state": "ZZ"}
    assert data["at"] == {"utc": "2026-05-22T15:54:00.000Z", "zone": "America/New_York"}
    assert data["name"] == "Sample, Alex"
    assert not {"stop_end", "outcome", "booking_no", "facility_code"} & set(data)
    assert to_data(FORM, CASE, None, NOON)["at"] == {"utc": "2026-05-22T15:54:00.000Z", "zone": "UTC"}


@settings(deadline=None)
@given(st.data())
def test_whatever_is_typed_gives_problems_of_known_fields_and_no_traceback(data: st.DataObject) -> None:
    typed = {name: data.draw(st.text(max_size=30)) for name in EncounterForm.__dataclass_fields__}
    for problem in validate(EncounterForm(**typed), LAW, PACK, NOON):
        assert problem.field in (*EncounterForm.__dataclass_fields__, "model", "ori")


@pytest.mark.parametrize(
    ("when", "data", "scene", "wanted"),
    [
        ({"always": True}, {}, Scene(), True),
        ({"never": True}, {}, Scene(), False),
        ({"all": [{"always": True}, {"never": True}]}, {}, Scene(), False),
        ({"any": [{"always": True}, {"never": True}]}, {}, Scene(), True),
        ({"not": {"never": True}}, {}, Scene(), True),
        ({"field": "T-b.basis", "is": "consensual"}, {"basis": "consensual"}, Scene(), True),
        ({"field": "x", "in": ["a"]}, {"x": "b"}, Scene(), False),
        ({"field": "x", "is_set": True}, {"x": ""}, Scene(), False),
        ({"field": "x", "any_yes_of": ["TPS"]}, {"x": {"TPS": "yes"}}, Scene(), True),
        ({"pack": "hold.mode", "is": "strict"}, {}, Scene(pack=PACK), True),
        ({"pack": "predicate_offence_required"}, {}, Scene(), False),
        ({"model_in": ["TFM"]}, {}, Scene("TFM"), True),
        ({"model_not_in": ["TFM"]}, {}, Scene("TFM"), False),
        ({"gate_raised": "G08"}, {}, Scene(gates=frozenset({"G08"})), True),
        ({"hold_open": "H3"}, {}, Scene(holds=("H3",)), True),
        ({"event": "released"}, {}, Scene(), False),
        ({"in_state": "E8"}, {}, Scene(state="E8"), True),
        ({"consular_listed": True}, {}, Scene(), False),
    ],
)
def test_a_condition_reads_as_the_document_explains_it(when: Any, data: Any, scene: Scene, wanted: bool) -> None:
    assert holds(when, data, scene) is wanted


def test_a_value_must_have_the_shape_of_its_type() -> None:
    served: dict[str, object] = {
        "document": "I-200",
        "page_hash": "ab",
        "at_place": "here",
        "person": "x",
        "manner": "shouted",
        "language": "klingon",
        "language_shared": "no",
        "signature": {"by": "x"},
    }
    wrong = {problem.field for problem in check(LAW, "T-h", served, Scene("TFM"))}
    assert wrong == {"at_place", "manner", "language", "interpreter"}
    closing: dict[str, object] = {
        "outcome": "no_action",
        "reviewer": "P-110",
        "errors_found": [],
        "perceived_receipt": "t",
    }
    assert check(LAW, "T-l", closing, Scene("TFM")) == ()


REVIEW = ReviewForm("approve", "Well founded on [1].", (), "SDDO", "7", "8 CFR 287.5(e)(2)")


@pytest.mark.parametrize(
    ("form", "field", "code"),
    [
        (replace(REVIEW, answer=""), "answer", "422.1"),
        (replace(REVIEW, answer="maybe"), "answer", "422.1"),
        (replace(REVIEW, reason="no"), "reason", "422.2"),
        (replace(REVIEW, title=" "), "title", "422.1"),
        (replace(REVIEW, badge=""), "badge", "422.1"),
        (replace(REVIEW, authority=""), "authority", "422.1"),
        (replace(REVIEW, answer="return"), "pinned", "422.1"),
        (replace(REVIEW, answer="return", pinned=(("", "flight", " "),)), "pinned", "422.1"),
    ],
)
def test_an_answer_says_what_is_missing_beside_its_field(form: ReviewForm, field: str, code: str) -> None:
    assert (field, code) in {(problem.field, problem.code) for problem in review.validate(form)}


def test_a_return_needs_its_reasons_and_no_title() -> None:
    assert review.validate(REVIEW) == ()
    assert review.validate(ReviewForm("return", "Ask the mother.", (("e", "flight", "Which court?"),))) == ()


def test_an_answer_is_read_back_as_it_was() -> None:
    form = replace(REVIEW, pinned=(("entry", "flight", "Which court?"),))
    assert review.from_data(review.to_data(form, "request", "Quinn Trainer", NOON, "America/New_York")) == form
    assert review.from_data({"reasons": 7, "approver": "x"}) == ReviewForm()


@settings(deadline=None)
@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(9000, 1, 1), timezones=st.just(UTC)))
def test_a_time_is_read_back_as_it_was_to_the_millisecond(moment: datetime) -> None:
    whole = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert times.from_text(times.to_text(moment)) == whole


@settings(deadline=None)
@given(st.text() | st.none() | st.integers() | st.dictionaries(st.text(), st.text()))
def test_whatever_stands_for_a_time_is_an_instant_or_nothing(value: object) -> None:
    moment = times.read(value)
    assert moment is None or moment.tzinfo is not None


def test_a_time_without_zone_is_told_apart_from_one_that_does_not_exist() -> None:
    with pytest.raises(Problem, match=r"422\.3"):
        times.from_text("2026-05-22T12:00:00")
    with pytest.raises(Problem, match=r"422\.3"):
        times.to_text(datetime(2026, 5, 22))
    with pytest.raises(Problem, match=r"422\.4"):
        times.from_text("2026-13-01T12:00:00Z")
    assert times.is_zone("America/New_York")
    assert not any(times.is_zone(name) for name in ("Mars", "", "../etc/passwd", "\0", "x" * 5000))
    assert times.local(NOON, "nowhere").tzinfo is UTC
