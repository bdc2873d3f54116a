"""Each verb as a person meets it: what is recorded, what is shown after, what is refused and what never is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop.actions.add_note import add_note
from desktop.actions.answer_review import answer_review
from desktop.actions.confirm_locked_release import confirm_locked_release
from desktop.actions.correct_release import correct_release
from desktop.actions.edit_facts import edit_facts
from desktop.actions.end_stop import end_stop
from desktop.actions.operation import Operation
from desktop.actions.record_decision import record_decision
from desktop.actions.record_encounter import record_encounter
from desktop.actions.record_event import record_event
from desktop.actions.release import release
from desktop.actions.save_draft import save_draft
from desktop.actions.see_alarm import see_alarm
from desktop.actions.stop_and_call import stop_and_call
from desktop.domain.problems import Problem
from desktop.models import queries
from desktop.models.queries import CasePage
from desktop.models.store import Store
from tests.builders import NOW, SUPERVISOR, Desktop, decision, done, encounter, review


def page(store: Store, case_id: str) -> CasePage:
    return store.read(queries.case_page(case_id)).result()


def kinds(store: Store, case_id: str) -> list[str]:
    return [row.kind for row in store.read(queries.journal(case_id)).result()]


def test_recording_an_encounter_begins_a_case_and_ends_its_draft(desktop: Desktop) -> None:
    store = desktop.ready()
    draft_id = done(store, save_draft(kind="encounter", form={"where": "County road 7"}))
    case_id = done(store, record_encounter(encounter(), draft_id))
    shown = page(store, case_id)
    assert (shown.title, shown.state, shown.stop_open, shown.next_act) == (
        "Sample, Alex",
        "E1",
        True,
        "record_decision",
    )
    assert store.read(queries.drafts_of_me()).result() == ()


def test_an_encounter_without_its_fields_names_the_first_and_keeps_the_draft(desktop: Desktop) -> None:
    store = desktop.ready()
    draft_id = done(store, save_draft(kind="encounter", form={}))
    with pytest.raises(Problem) as problem:
        done(store, record_encounter(encounter(contact_reason=""), draft_id))
    assert (problem.value.code, problem.value.field) == ("422.1", "contact_reason")
    assert len(store.read(queries.drafts_of_me()).result()) == 1
    assert store.read(queries.worklist()).result().total == 0


def test_a_decision_and_the_request_for_its_review_are_one_act(desktop: Desktop) -> None:
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))
    draft_id = done(store, save_draft(case_id=case_id, kind="decision", form={}))
    decided = done(store, record_decision(case_id, decision(), draft_id=draft_id))
    assert kinds(store, case_id) == ["encounter_recorded", "decision_recorded", "review_requested"]
    (shown,) = page(store, case_id).decisions
    assert (shown.entry_id, shown.form, shown.answers) == (decided, decision(), ())
    assert shown.request_id
    assert store.read(queries.drafts_of_me()).result() == ()


def test_a_decision_with_a_thin_reason_is_refused_beside_its_field(desktop: Desktop) -> None:
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))
    with pytest.raises(Problem) as problem:
        done(store, record_decision(case_id, decision(reason="Too thin [1].")))
    assert (problem.value.code, problem.value.field) == ("422.2", "reason")
    assert kinds(store, case_id) == ["encounter_recorded"]


def test_a_reason_copied_from_another_case_is_seen(desktop: Desktop) -> None:
    store = desktop.ready()
    first, second = (done(store, record_encounter(encounter())) for _ in range(2))
    done(store, record_decision(first, decision()))
    with pytest.raises(Problem) as problem:
        done(store, record_decision(second, decision()))
    assert problem.value.code == "422.6"
    done(store, record_decision(second, decision("in this case")))


def test_facts_are_shown_with_their_source(desktop: Desktop) -> None:
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))
    change = {"field": "booking_no", "value": "26-04417", "source": "booking sheet", "reliability": ""}
    done(store, edit_facts(case_id, [change]))
    fact = next(row for row in page(store, case_id).facts if row.field == "booking_no")
    assert (fact.value, fact.source, fact.by) == ("26-04417", "booking sheet", "Emery Mockup")
    assert store.read(queries.worklist()).result().rows[0].booking_no == "26-04417"


def test_an_edit_without_a_change_and_a_note_without_words_are_refused(desktop: Desktop) -> None:
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))
    for verb in (edit_facts(case_id, []), add_note(case_id, " ")):
        with pytest.raises(Problem):
            done(store, verb)


def test_an_arrest_starts_the_clocks_and_a_release_ends_them(desktop: Desktop) -> None:
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))
    done(store, record_event(case_id, "arrest_without_warrant", NOW, "arrest report"))
    assert {clock.id for clock in page(store, case_id).clocks if clock.hard} == {"D4", "D22"}
    (row,) = store.read(queries.worklist("clocks")).result().rows
    assert row.ends_at == NOW + timedelta(hours=48)
    done(store, release(case_id, NOW + timedelta(minutes=1), "OTHER"))
    assert not [clock for clock in page(store, case_id).clocks if clock.hard]
    assert store.read(queries.worklist("clocks")).result().rows == ()


def test_a_release_recorded_by_mistake_leaves_every_clock_as_if_it_had_not_been(desktop: Desktop) -> None:
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))
    done(store, record_event(case_id, "arrest_without_warrant", NOW))
    before = page(store, case_id).clocks
    released = done(store, release(case_id, NOW + timedelta(minutes=1)))
    done(store, correct_release(case_id, released, "the wrong row"))
    assert page(store, case_id).clocks == before
    assert store.read(queries.journal(case_id)).result()[-1].corrects == released


def test_at_the_limit_the_case_is_due_by_itself(desktop: Desktop) -> None:
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))
    done(store, record_event(case_id, "arrest_without_warrant", NOW))
    desktop.time.goes_on(hours=48)
    shown = page(store, case_id)
    assert shown.release_due is not None
    assert (shown.next_act, shown.state_label) == ("release", "Release due")
    (row,) = store.read(queries.worklist("clocks")).result().rows
    assert row.release_due
    assert row.next_step == "Release now"


def test_a_clock_set_back_does_not_lengthen_a_hold(desktop: Desktop) -> None:
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))
    done(store, record_event(case_id, "arrest_without_warrant", NOW))
    desktop.time.goes_on(hours=49)
    done(store, add_note(case_id, "still here"))
    store.close()
    desktop.time.goes_on(hours=-48)
    assert page(desktop.unlock(), case_id).release_due is not None


def test_nothing_stands_before_a_release(desktop: Desktop) -> None:
    """No authorization, no pack, a case nobody knows, a clock in doubt: it is recorded."""
    desktop.make()
    store = desktop.unlock()
    case_id = store.read(lambda tx: tx.new_case()).result()
    done(store, release(case_id))
    assert kinds(store, case_id) == ["release_recorded"]
    assert page(store, case_id).complete


def test_an_officer_without_authority_saves_facts_and_releases(desktop: Desktop) -> None:
    store = desktop.ready(authorized=False)
    case_id = done(store, record_encounter(encounter()))
    done(store, edit_facts(case_id, [{"field": "name", "value": "Sample, A.", "source": "card", "reliability": ""}]))
    done(store, release(case_id))
    assert kinds(store, case_id) == ["encounter_recorded", "facts_edited", "release_recorded"]


def test_stop_and_call_without_a_case_begins_one(desktop: Desktop) -> None:
    store = desktop.ready()
    case_id = done(store, stop_and_call("", "citizenship", "says born in Ohio", NOW, "duty line"))
    assert kinds(store, case_id) == ["stop_and_call"]
    assert page(store, case_id).calls


def test_ending_the_stop_closes_what_was_only_a_stop(desktop: Desktop) -> None:
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))
    done(store, end_stop(case_id, NOW, "no_action"))
    assert page(store, case_id).stop_open is False
    assert store.read(queries.worklist()).result().total == 0


def test_seeing_an_alarm_and_confirming_a_locked_release_are_recorded(desktop: Desktop) -> None:
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))
    ref = done(store, release(case_id))
    done(store, see_alarm(case_id, "D2", "urgent"))
    done(store, confirm_locked_release(case_id, ref))
    assert kinds(store, case_id)[-2:] == ["alarm_seen", "release_confirmed"]


def test_an_officer_may_not_answer_a_review(desktop: Desktop) -> None:
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))
    decided = done(store, record_decision(case_id, decision()))
    (asked,) = store.read(queries.review_queue()).result()
    with pytest.raises(Problem) as problem:
        done(store, answer_review(asked.request_id, review("approve", decided)))
    assert problem.value.code == "403.1"
    assert store.read(queries.review_page(asked.request_id)).result().cannot


def test_an_answer_to_a_request_that_is_not_here_is_said_so(desktop: Desktop) -> None:
    desktop.who = SUPERVISOR
    store = desktop.ready()
    with pytest.raises(Problem) as problem:
        done(store, answer_review("01a20e9f-aadf-7519-9528-9c5f63249e4f", review("approve")))
    assert problem.value.code == "404.1"


NOWHERE = "01a20e9f-aadf-7519-9528-9c5f63249e4f"


@pytest.mark.parametrize(
    "verb",
    [
        add_note(NOWHERE, "x"),
        edit_facts(NOWHERE, [{"field": "name", "value": "x", "source": "y", "reliability": ""}]),
        record_decision(NOWHERE, decision()),
    ],
    ids=lambda verb: str(verb.name),
)
def test_nothing_is_written_into_a_case_that_is_not_here(desktop: Desktop, verb: Operation[str]) -> None:
    store = desktop.ready()
    with pytest.raises(Problem) as problem:
        done(store, verb)
    assert problem.value.code == "404.1"
    assert store.read(queries.worklist()).result().total == 0
