"""What entries mean for a case, told by what people did."""

from datetime import timedelta

import pytest

from desktop.domain import deadlines
from desktop.domain.case import UNNAMED, case_number
from desktop.domain.fold import conflicting, fold
from desktop.domain.journal import Event
from desktop.domain.review import request_data
from tests.domain.builders import (
    CASE,
    ICE,
    LAW,
    NOON,
    OFFICER,
    OTHER,
    OTHER_DEVICE,
    PACK,
    Writer,
    decision_data,
    encounter,
    folded,
    utc,
)


@pytest.fixture
def officer() -> Writer:
    return Writer(*OFFICER)


@pytest.fixture
def ice() -> Writer:
    return Writer(*ICE, device=OTHER_DEVICE)


def test_an_encounter_opens_the_case_of_its_model(officer: Writer) -> None:
    case = folded(officer("encounter_recorded", encounter(name="Sample,  Alex")))
    assert (case.state, case.model, case.title, case.zone) == ("E1", "TFM", "Sample, Alex", "America/New_York")
    assert (case.stop_open, case.in_custody, case.casework) == (True, False, True)
    assert (case.opened_by, case.number) == ("P-105", case_number(CASE))


def test_a_booking_begins_in_custody_and_a_warrant_begins_with_papers(officer: Writer) -> None:
    assert folded(officer("encounter_recorded", encounter("JEM"))).in_custody
    assert folded(officer("encounter_recorded", encounter("WSO"))).state == "E6"


def test_a_person_without_a_name_is_said_to_be_not_named_yet(officer: Writer) -> None:
    case = folded(officer("encounter_recorded", encounter()))
    assert case.title == UNNAMED
    named = fold(case, officer("facts_edited", {"changes": [{"field": "name", "value": "Sample, Alex"}]}), LAW)
    assert named.title == "Sample, Alex"


def test_a_case_has_a_short_number_with_the_year_it_was_opened_in() -> None:
    assert case_number(CASE) == "26-QD434E"
    assert case_number("no uuid at all") == "no uuid a"


def test_the_end_of_a_stop_closes_the_case_when_nothing_else_is_open(officer: Writer) -> None:
    begun = officer("encounter_recorded", encounter())
    ended = folded(begun, officer("stop_ended", {"outcome": "no_action", "at": utc(NOON)}))
    assert (ended.state, ended.stop_open, ended.stop_end) == ("X1", False, NOON)


@pytest.mark.parametrize("outcome", ["local_custody", "went_on"])
def test_the_end_of_a_stop_leaves_open_what_goes_on(officer: Writer, outcome: str) -> None:
    case = folded(officer("encounter_recorded", encounter()), officer("stop_ended", {"outcome": outcome}))
    assert (case.state, case.stop_open, case.in_custody) == ("E1", False, outcome == "local_custody")


def test_the_end_of_a_stop_leaves_open_what_ice_has_returned(officer: Writer, ice: Writer) -> None:
    decision = officer("decision_recorded", decision_data())
    asked = officer("review_requested", request_data(decision.head.id))
    returned = ice("review_answered", {"about": "decision", "ref": asked.head.id, "decision": "return"})
    case = folded(officer("encounter_recorded", encounter()), decision, asked, returned, officer("stop_ended", {}))
    assert (case.state, case.stop_open) == ("E1", False)


def test_an_edit_of_a_field_changed_elsewhere_keeps_both_values_until_a_person_chooses(officer: Writer) -> None:
    other = Writer(*OTHER, device=OTHER_DEVICE)
    case = folded(
        officer("encounter_recorded", encounter(), no=1),
        other("facts_edited", {"changes": [{"field": "birth_date", "value": "1990-01-01"}]}, no=2, base=1),
    )
    late = officer("facts_edited", {"changes": [{"field": "birth_date", "value": "1990-01-10"}]}, no=3, base=1)
    assert conflicting(case, late) == ("birth_date",)
    case = fold(case, late, LAW)
    assert case.facts["birth_date"].value == "1990-01-01"
    assert [fact.value for fact in case.conflicts["birth_date"]] == ["1990-01-01", "1990-01-10"]
    refs = [fact.entry_id for fact in case.conflicts["birth_date"]]
    choice = {"field": "birth_date", "refs": refs, "value": "1990-01-10"}
    case = fold(case, officer("conflict_resolved", choice, no=4, base=3), LAW)
    assert (case.conflicts, case.facts["birth_date"].value) == ({}, "1990-01-10")


def test_an_edit_that_had_the_other_value_before_it_is_no_conflict(officer: Writer) -> None:
    other = Writer(*OTHER, device=OTHER_DEVICE)
    case = folded(
        other("facts_edited", {"changes": [{"field": "sex", "value": "F"}]}, no=1),
        officer("facts_edited", {"changes": [{"field": "sex", "value": "X"}]}, no=2, base=1),
    )
    assert (case.conflicts, case.facts["sex"].value) == ({}, "X")


def test_a_choice_leaves_open_a_value_that_came_after_it_was_made(officer: Writer) -> None:
    writers = [officer, Writer(*OTHER, device=OTHER_DEVICE), Writer("P-107", "TFO", OTHER_DEVICE[:-1] + "8")]
    edits = [
        write("facts_edited", {"changes": [{"field": "sex", "value": value}]}, no=no)
        for no, (write, value) in enumerate(zip(writers, "FMX", strict=True), start=1)
    ]
    case = folded(*edits)
    assert len(case.conflicts["sex"]) == 3
    seen = [edit.head.id for edit in edits[:2]]
    case = fold(case, officer("conflict_resolved", {"field": "sex", "refs": seen, "value": "M"}, no=4, base=2), LAW)
    assert [fact.value for fact in case.conflicts["sex"]] == ["M", "X"]


def test_a_decision_is_proposed_returned_answered_and_approved_and_nothing_moves(officer: Writer, ice: Writer) -> None:
    first = officer("decision_recorded", decision_data())
    asked = officer("review_requested", request_data(first.head.id))
    returned = ice(
        "review_answered", {"about": "decision", "ref": asked.head.id, "decision": "return", "reason": "Ask."}
    )
    case = folded(officer("encounter_recorded", encounter()), first, asked, returned)
    waiting = case.returned()
    assert waiting is not None
    assert waiting.answers[0].answer == "return"
    again = officer("decision_recorded", {**decision_data(), "corrects": first.head.id})
    sent = officer("review_requested", request_data(again.head.id, first.head.id))
    case = fold(fold(case, again, LAW), sent, LAW)
    assert (case.returned(), case.reviews[-1].again, case.decisions[-1].corrects) == (None, True, first.head.id)
    case = fold(case, ice("review_answered", {"about": "decision", "ref": sent.head.id, "decision": "approve"}), LAW)
    assert (case.state, [review.waiting for review in case.reviews]) == ("E1", [False, False])
    assert [line.text for line in case.happened[1:]] == [
        "Decision proposed: release with conditions",
        "Decision sent to ICE for review",
        "Decision returned with reasons by ICE",
        "Decision proposed: release with conditions",
        "Decision sent to ICE for review",
        "Decision approved by ICE",
    ]


def test_the_answer_about_a_package_moves_the_case(officer: Writer, ice: Writer) -> None:
    write = officer
    case = folded(
        write("encounter_recorded", encounter()),
        *(write(kind, {}) for kind in ("status_asked", "identity_checked", "status_screened", "statement_taken")),
    )
    assert case.state == "E4"
    asked = write("review_requested", {"about": "package", "refs": []})
    case = fold(case, asked, LAW)
    assert case.state == "E5"
    returned = fold(case, ice("review_answered", {"about": "package", "ref": asked.head.id, "decision": "return"}), LAW)
    assert returned.state == "E4"
    approved = fold(
        case, ice("review_answered", {"about": "package", "ref": asked.head.id, "decision": "approve"}), LAW
    )
    assert approved.state == "E6"
    assert fold(approved, ice("paper_issued", {"form": "I-200"}), LAW).state == "E6"
    assert fold(approved, ice("paper_issued", {"form": "I-247A"}), LAW).state == "E6d"
    assert fold(approved, ice("paper_issued", {"form": "I-247G"}), LAW).state == "E6n"
    assert fold(approved, ice("paper_cancelled", {"ref": "-"}), LAW).state == "X3"


def held(write: Writer) -> tuple[Event, ...]:
    """A person in an immigration hold: papers served, release event, hold started."""
    return (
        write("encounter_recorded", encounter("WSO")),
        write("document_served", {"document": "I-200"}),
        write("event_recorded", {"what": "release_event", "at": utc(NOON)}),
        write("hold_started", {"t0": utc(NOON)}),
    )


def test_an_order_of_ice_makes_the_release_due_in_a_hold_and_is_recorded_in_any_state() -> None:
    write, ice = Writer(), Writer(*ICE)
    ordered = folded(*held(write), ice("release_ordered", {"at": utc(NOON), "reason": "CANCELLED"}))
    assert (ordered.state, ordered.in_custody, ordered.releases) == ("X5", True, ())
    early = folded(write("encounter_recorded", encounter("TFM")), ice("release_ordered", {"at": utc(NOON)}))
    assert (early.state, early.happened[-1].text) == ("E1", "ICE ordered the release")


def test_a_release_event_before_the_papers_are_served_means_release(officer: Writer) -> None:
    for model in ("TFM", "JEM", "WSO"):
        case = folded(
            officer("encounter_recorded", encounter(model)),
            officer("event_recorded", {"what": "release_event", "at": utc(NOON)}),
        )
        assert case.state == "X5", model


def test_a_release_event_and_the_act_after_it_start_the_hold() -> None:
    write = Writer("P-103", "WSO")
    case = folded(*held(write))
    assert (case.state, case.before, case.in_custody) == ("E8", "E7", True)
    end = deadlines.hold_end(case, PACK, LAW)
    assert end == (NOON + timedelta(hours=48), "D2")


def test_a_hold_whose_release_event_is_in_its_own_entry_runs_from_it() -> None:
    write = Writer("P-103", "WSO")
    opened, served, _, started = held(write)
    case = folded(opened, served, started)
    assert (case.state, deadlines.hold_end(case, PACK, LAW)) == ("E8", (NOON + timedelta(hours=48), "D2"))


def test_a_notice_request_holds_nobody(officer: Writer, ice: Writer) -> None:
    case = folded(officer("encounter_recorded", encounter("WSO")), ice("paper_issued", {"form": "I-247G"}))
    case = fold(case, officer("event_recorded", {"what": "release_event", "at": utc(NOON)}), LAW)
    assert (case.state, case.in_custody, deadlines.running(case, PACK, LAW)) == ("X6", False, ())


def test_what_is_said_at_stop_and_call_raises_a_wait_that_hides_no_clock() -> None:
    write = Writer("P-103", "WSO")
    case = folded(*held(write))
    clocks = deadlines.running(case, PACK, LAW)
    cared = fold(case, write("stop_and_call", {"said_or_seen": "illness_or_disability"}), LAW)
    assert (cared.state, cared.holds) == ("E8", ("H4",))
    claimed = fold(cared, write("stop_and_call", {"said_or_seen": ["citizenship", "fear"]}), LAW)
    assert (claimed.state, claimed.holds, claimed.came_by) == ("X5", ("H1", "H4"), "U-h1")
    assert deadlines.running(claimed, PACK, LAW) == clocks
    assert claimed.happened[-1].text == "Stopped and called: U.S. citizen, fear of return"


def test_ice_in_writing_ends_a_citizenship_hold_and_only_so(ice: Writer) -> None:
    write = Writer("P-103", "WSO")
    case = folded(*held(write), write("stop_and_call", {"said_or_seen": "citizenship"}))
    assert fold(case, ice("hold_state_cleared", {"hold": "H1"}), LAW).holds == ("H1",)
    back = fold(case, ice("citizenship_answered", {"answer": "none"}), LAW)
    assert (back.state, back.holds) == ("E8", ())
    assert fold(case, ice("citizenship_answered", {"answer": "citizen"}), LAW).state == "X5"
    early = folded(
        write("encounter_recorded", encounter("WSO")), write("stop_and_call", {"said_or_seen": "citizenship"})
    )
    assert fold(early, ice("citizenship_answered", {"answer": "probative"}), LAW).state == "X2"


def test_the_other_waits_end_by_their_own_act(ice: Writer, officer: Writer) -> None:
    case = folded(officer("encounter_recorded", encounter()), officer("stop_and_call", {"said_or_seen": "under_18"}))
    assert case.holds == ("H2",)
    assert fold(case, ice("hold_state_cleared", {"hold": "H2"}), LAW).holds == ()


def test_the_status_screen_raises_what_was_answered(officer: Writer) -> None:
    answers = {"usc_answers": {"military": "yes"}, "minor": "unknown", "care": "no", "status_claims": {"TPS": "yes"}}
    case = folded(officer("encounter_recorded", encounter()), officer("status_screened", answers))
    assert case.holds == ("H1", "H2", "H3")


def test_a_release_is_taken_in_every_state_and_stops_the_clocks() -> None:
    write = Writer("P-103", "WSO")
    case = folded(*held(write))
    free = fold(case, write("release_recorded", {"at": utc(NOON + timedelta(hours=3))}), LAW)
    assert (free.state, free.in_custody, len(free.releases)) == ("X6", False, 1)
    assert deadlines.running(free, PACK, LAW) == ()


def test_a_release_recorded_by_mistake_folds_as_if_it_had_not_been() -> None:
    write = Writer("P-103", "WSO")
    case = folded(*held(write))
    release = write("release_recorded", {"at": utc(NOON + timedelta(hours=3))})
    free = fold(fold(case, release, LAW), write("note_added", {"text": "Wrong person."}), LAW)
    back = fold(free, write("release_corrected", {"ref": release.head.id, "reason": "wrong row"}), LAW)
    assert (back.state, back.in_custody, back.releases) == ("E8", True, ())
    assert deadlines.running(back, PACK, LAW) == deadlines.running(case, PACK, LAW)
    assert [line.text for line in back.happened[-3:]] == [
        "Released (by mistake)",
        "Note: Wrong person.",
        "Release was recorded by mistake",
    ]
    assert (back.entries, back.happened[-1].corrects) == (len(back.happened), release.head.id)


def test_a_second_release_stands_when_the_first_was_a_mistake(officer: Writer) -> None:
    first, second = officer("release_recorded", {}), officer("release_recorded", {})
    case = folded(officer("encounter_recorded", encounter("JEM")), first, second)
    left = fold(case, officer("release_corrected", {"ref": first.head.id}), LAW)
    assert (left.state, [release.entry_id for release in left.releases]) == ("X6", [second.head.id])
    none = fold(left, officer("release_corrected", {"ref": second.head.id}), LAW)
    assert (none.state, none.releases) == ("E1", ())
    assert fold(none, officer("release_corrected", {"ref": "nothing"}), LAW).state == "E1"


def test_a_release_at_the_locked_window_frees_and_stops_no_clock_until_somebody_confirms_it() -> None:
    write = Writer("P-103", "WSO")
    desk = Writer("", "")
    case = folded(*held(write))
    locked = desk("release_locked", {"booking_no": "26-1", "at": utc(NOON + timedelta(hours=1)), "badge": "12"})
    freed = fold(case, locked, LAW)
    assert (freed.state, freed.in_custody, freed.booking_no) == ("X6", False, "26-1")
    assert deadlines.hold_end(freed, PACK, LAW) == deadlines.hold_end(case, PACK, LAW)
    sure = fold(freed, write("release_confirmed", {"ref": locked.head.id, "case": CASE}), LAW)
    assert deadlines.hold_end(sure, PACK, LAW) is None
    assert fold(sure, write("release_confirmed", {"ref": locked.head.id}), LAW).clock_events == sure.clock_events


def test_a_locked_release_of_another_record_frees_when_it_is_joined_to_the_case(officer: Writer) -> None:
    case = folded(officer("encounter_recorded", encounter("JEM")), officer("release_confirmed", {"ref": "elsewhere"}))
    assert (case.state, case.in_custody) == ("X6", False)


def test_what_was_asked_after_a_release_is_added_to_it(officer: Writer) -> None:
    release = officer("release_recorded", {"reason": "BOND"})
    case = folded(officer("encounter_recorded", encounter("JEM")), release)
    case = fold(case, officer("release_completed", {"ref": release.head.id, "copy_given": "yes"}), LAW)
    assert case.releases[0].told == {"reason": "BOND", "ref": release.head.id, "copy_given": "yes"}


def test_an_arrest_without_a_warrant_runs_both_clocks_and_a_decision_stops_one(officer: Writer, ice: Writer) -> None:
    case = folded(
        officer("encounter_recorded", encounter()),
        officer("event_recorded", {"what": "arrest_without_warrant", "at": utc(NOON)}),
    )
    assert (case.state, case.in_custody) == ("E9", True)
    assert [clock.id for clock in deadlines.running(case, PACK, LAW)] == ["D4", "D22"]
    for forms in (["I-286"], ["I-862"]):
        case = fold(case, ice("custody_decided", {"form_ids": forms}), LAW)
    assert [clock.id for clock in deadlines.running(case, PACK, LAW)] == ["D22"]
    gone = fold(case, officer("event_recorded", {"what": "custody_taken_by_ice"}), LAW)
    assert (gone.state, gone.in_custody, deadlines.running(gone, PACK, LAW)) == ("X4", False, ())


def test_a_newer_kind_is_counted_and_closes_the_case_to_acts_when_it_must_be_known(officer: Writer) -> None:
    case = folded(officer("encounter_recorded", encounter()), officer("from_the_future", {"x": 1}, no=2))
    assert (case.unknown, case.read_only, case.last_no, case.state) == (1, False, 2, "E1")
    assert case.happened[-1].text == "Recorded with a newer version"


def test_an_erased_entry_still_moves_the_case_and_says_nothing(officer: Writer) -> None:
    case = folded(officer("encounter_recorded", None))
    assert (case.state, case.happened[0].text) == ("E1", "Content removed by order")


def test_an_enrolment_is_no_case(officer: Writer) -> None:
    record = folded(officer("person_enrolled", {"person": "P-105"}))
    assert (record.casework, record.happened[0].text) == (False, "Person enrolled")
