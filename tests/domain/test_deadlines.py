"""Clocks beyond the vectors: witnesses, levels, reviews, and what ends them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desktop.domain import deadlines
from desktop.domain.case import Case
from desktop.domain.deadlines import Witness
from desktop.domain.fold import fold
from desktop.domain.next_step import next_step, place, state_label, subtitle
from desktop.domain.review import request_data
from desktop.domain.stop_call import calls
from tests.domain.builders import (
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
    standing,
    supervisor,
    utc,
)

HOUR = timedelta(hours=1)


def due_at(hours: float) -> Case:
    """A booked person whose release event was recorded that many hours before noon."""
    write = Writer("P-108", "CUSTODY")
    opened = write("encounter_recorded", encounter("JEM"))
    return folded(opened, write("event_recorded", {"what": "release_event", "at": utc(NOON - hours * HOUR)}))


@pytest.mark.parametrize(
    ("left", "wanted"),
    [
        (24 * HOUR + timedelta(seconds=1), "running"),
        (24 * HOUR, "prepare"),
        (12 * HOUR, "soon"),
        (6 * HOUR, "close"),
        (2 * HOUR, "urgent"),
        (HOUR, "urgent"),
        (timedelta(0), "overdue"),
        (-HOUR, "overdue"),
    ],
)
def test_a_hard_clock_alarms_by_the_steps_of_the_screens(left: timedelta, wanted: str) -> None:
    assert deadlines.level(NOON + left, NOON) == wanted
    assert deadlines.level(None, NOON) == ""


@pytest.mark.parametrize("ahead", [HOUR, timedelta(days=3), timedelta(days=3650)])
def test_a_clock_in_doubt_shortens_a_hold_and_an_authority_and_lengthens_neither(ahead: timedelta) -> None:
    back = Witness(NOON - ahead, monotonic_now=NOON, last_signed=NOON - HOUR)
    forward = Witness(NOON + ahead, monotonic_now=NOON, last_signed=NOON)
    assert (deadlines.effective_now(back), deadlines.effective_now(forward)) == (NOON, NOON + ahead)
    assert (deadlines.doubtful(back), deadlines.doubtful(forward)) == ("back", "ok")
    assert deadlines.effective_now(Witness(NOON)) == NOON
    case = due_at(48)
    assert deadlines.release_due(case, PACK, LAW, deadlines.effective_now(back)) is not None
    stale = standing(last_contact=NOON - timedelta(hours=71))
    assert stale.fresh(NOON)
    assert not stale.fresh(deadlines.effective_now(replace(forward, now=NOON + timedelta(hours=2))))


def test_at_the_limit_the_case_is_due_by_itself_and_its_state_is_as_it_was() -> None:
    case = replace(due_at(47), state="E8")
    assert deadlines.release_due(case, PACK, LAW, NOON + HOUR - timedelta(seconds=1)) is None
    clock = deadlines.release_due(case, PACK, LAW, NOON + HOUR)
    assert clock is not None
    assert (clock.id, clock.hard, clock.ends_at) == ("D2", True, NOON + HOUR)
    assert next_step(case, standing(), LAW, NOON + HOUR).act == "release"
    assert state_label(case, LAW, due=True) == "Release due"


def test_a_release_event_entered_late_frees_at_once_and_waits_for_a_second_person() -> None:
    case = due_at(50)
    assert deadlines.second_person_needed(case)
    same = fold(case, Writer("P-108")("t0_confirmed", {"t0": utc(NOON)}), LAW)
    assert deadlines.second_person_needed(same)
    other = fold(case, Writer("P-109", "SHIFT_COMMANDER")("t0_confirmed", {"t0": utc(NOON)}), LAW)
    assert not deadlines.second_person_needed(other)


def test_a_later_release_event_granted_after_the_limit_changes_nothing() -> None:
    case = due_at(49)
    late = Writer("P-110", "LEA_SUPERVISOR")("t0_moved_later", {"t0": utc(NOON), "reason": "wrong"}, at=NOON)
    assert deadlines.t0(fold(case, late, LAW), PACK, LAW) == NOON - 49 * HOUR


def test_a_person_arrested_again_after_a_release_has_new_clocks_only() -> None:
    write = Writer("P-108", "CUSTODY")
    case = fold(due_at(10), write("release_recorded", {"at": utc(NOON - 9 * HOUR)}), LAW)
    assert deadlines.running(case, PACK, LAW) == ()
    late = write("event_recorded", {"what": "release_event", "at": utc(NOON - 11 * HOUR)})
    assert deadlines.running(fold(case, late, LAW), PACK, LAW) == ()
    again = fold(case, write("event_recorded", {"what": "arrest_without_warrant", "at": utc(NOON)}), LAW)
    assert [clock.id for clock in deadlines.running(again, PACK, LAW)] == ["D4", "D22"]


def test_an_arrest_on_a_warrant_in_the_field_starts_the_clock_of_the_form() -> None:
    write = Writer()
    case = folded(
        write("encounter_recorded", encounter()), write("event_recorded", {"what": "warrant_arrest", "at": utc(NOON)})
    )
    assert deadlines.hold_end(case, PACK, LAW) == (NOON + 48 * HOUR, "D2")


def test_a_review_that_waits_has_an_age_and_never_an_alarm() -> None:
    officer, ice = Writer(*OFFICER), Writer(*ICE, device=OTHER_DEVICE)
    decision = officer("decision_recorded", decision_data())
    asked = officer("review_requested", request_data(decision.head.id))
    case = folded(officer("encounter_recorded", encounter()), decision, asked)
    (age,) = deadlines.running(case, PACK, LAW)
    assert (age.id, age.hard, age.ends_at - age.started_at) == ("D21", False, timedelta(hours=24))
    assert deadlines.hold_end(case, PACK, LAW) is None
    assert deadlines.review_limit(replace(case, state="E8"), PACK, LAW) == 14_400
    assert deadlines.review_limit(case, None, LAW) == 86_400
    answered = fold(
        case, ice("review_answered", {"about": "decision", "ref": asked.head.id, "decision": "approve"}), LAW
    )
    assert deadlines.running(answered, PACK, LAW) == ()


def test_observed_days_count_for_the_regulation_only_where_counsel_says_so() -> None:
    monday, friday = date(2027, 7, 5), date(2026, 7, 3)
    assert deadlines.counts(monday, LAW)
    assert deadlines.counts(friday, LAW)
    strict = replace(LAW, observed_counts=True)
    assert not deadlines.counts(monday, strict)
    assert not deadlines.counts(friday, strict)


def steps(case: Case) -> tuple[str, str]:
    """The next step of the officer and of the supervisor."""
    return next_step(case, standing(), LAW, NOON).text, next_step(case, supervisor(), LAW, NOON).text


def test_the_next_step_follows_the_thread_from_encounter_to_approval() -> None:
    officer, ice = Writer(*OFFICER), Writer(*ICE, device=OTHER_DEVICE)
    case = folded(officer("encounter_recorded", encounter()))
    assert steps(case) == ("Record the decision", "Nothing waits for you")
    decision = officer("decision_recorded", decision_data())
    asked = officer("review_requested", request_data(decision.head.id))
    case = fold(fold(case, decision, LAW), asked, LAW)
    assert steps(case) == ("Wait for ICE's review", "Review the decision")
    assert steps(replace(case, state="X1")) == ("Wait for ICE's review", "Review the decision")
    reasons = [{"ref": "", "code": "flight", "text": "Which court?"}]
    answer = {"about": "decision", "ref": asked.head.id, "decision": "return", "reasons": reasons}
    returned = fold(case, ice("review_answered", answer), LAW)
    assert steps(returned) == ("Answer 1 question of ICE", "Nothing waits for you")
    assert next_step(returned, standing("P-108", "CUSTODY", ""), LAW, NOON).text == "Returned by ICE to the officer"
    approved = fold(case, ice("review_answered", {**answer, "decision": "approve"}), LAW)
    assert steps(approved)[0] == "Nothing now. ICE approved the proposal"


def test_the_next_step_names_a_choice_a_wait_and_a_release_to_confirm() -> None:
    case = folded(Writer()("encounter_recorded", encounter(), 1))
    fact = case.facts["role"]
    assert steps(replace(case, conflicts={"role": (fact, fact)}))[0] == "Choose: two values for this person is"
    assert steps(replace(case, holds=("H1",)))[0] == "Wait for ICE and OPLA on citizenship"
    assert steps(replace(case, state="E8"))[0] == "Confirm ICE pick-up, or prepare release"
    assert steps(replace(case, state="X1"))[0] == "Nothing to do"
    locked = fold(case, Writer("", "")("release_locked", {}), LAW)
    assert next_step(locked, standing(), LAW, NOON).act == "confirm_release"


def test_the_line_under_the_name_says_where_the_case_stands() -> None:
    case = folded(Writer()("encounter_recorded", encounter("JEM", booking_no="26-04417", name="Sample, Alex")))
    parts = ("Booking screen", "Booking 26-04417", f"Case {case.number}", "Sample County Jail (training)")
    assert subtitle(case, LAW, PACK) == parts
    assert state_label(replace(case, holds=("H1", "H4")), LAW) == "Citizenship hold"
    assert place(replace(case, model="TFM", facility=""), PACK) == "Sample County"
    assert place(replace(case, facility=""), None) == ""


def test_the_one_to_call_first_is_the_one_whose_matter_it_is() -> None:
    assert [contact.role for contact in calls("under_18", PACK)][:2] == ["ICE_JUVENILE", "ICE_DUTY"]
    assert calls("", PACK)[0].role == "ICE_DUTY"
    assert calls("fear", None) == ()
