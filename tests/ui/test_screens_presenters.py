"""Presenters without a window: what they say, where they send a person, what they never do."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

import resources
from desktop.domain.decision import Evidence, Factor, cited, validate
from desktop.domain.problems import Problem
from desktop.models.queries import AttentionRow, WorklistPage
from desktop.ui import phrases, presenting
from desktop.ui.attention.presenter import AttentionPresenter, AttentionState
from desktop.ui.case.presenter import CasePresenter
from desktop.ui.case.state import CaseState
from desktop.ui.decision.form import FormEditor, complete
from desktop.ui.decision.presenter import DecisionPresenter
from desktop.ui.decision.state import DecisionState
from desktop.ui.drawers import asks
from desktop.ui.drawers.asking import AskState
from desktop.ui.drawers.asks import EndStopPresenter, EventPresenter, FactsPresenter
from desktop.ui.drawers.release import REASONS, ReleasePresenter, ReleaseState
from desktop.ui.drawers.stop_and_call import SAID, SENT_AS, WHICH_CARE, StopPresenter, StopState
from desktop.ui.drawers.why import WhyPresenter, WhyState
from desktop.ui.encounter import fields
from desktop.ui.encounter.presenter import EncounterPresenter, EncounterState
from desktop.ui.journal.presenter import JournalPresenter, JournalState
from desktop.ui.nav import Place
from desktop.ui.presenting import Once
from desktop.ui.review.presenter import ReviewPresenter
from desktop.ui.review.state import ReviewState
from desktop.ui.sync.presenter import SyncPresenter, SyncState
from desktop.ui.worklist.presenter import WorklistPresenter
from desktop.ui.worklist.state import WorklistState
from tests.ui import sample
from tests.ui.fake_desk import NOW, Direct, FakeDesk, Roads, Seen, here

PLACE = Place("case", case_id="a1")


def desk(**answers: object) -> FakeDesk:
    return FakeDesk({**sample.ANSWERS, **answers})


def test_no_presenter_brings_qt_with_it() -> None:
    names = "worklist encounter case decision review sync attention journal help"
    modules = [f"desktop.ui.{name}.presenter" for name in names.split()]
    modules += [f"desktop.ui.drawers.{name}" for name in ("asks", "release", "stop_and_call", "why")]
    code = f"import sys, {', '.join(modules)}; sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# ---- worklist


def worklist(**answers: object) -> tuple[WorklistPresenter, Seen[WorklistState], Roads]:
    roads, shown = Roads(), Seen[WorklistState]()
    presenter = WorklistPresenter(Direct(desk(**answers)), roads, here())
    presenter.attach(shown)
    presenter.open(Place("worklist"))
    return presenter, shown, roads


def test_a_row_says_its_label_value_and_state() -> None:
    _, shown, _ = worklist()
    assert shown.last.pinned[0].spoken == (
        "Sample, Alex, 26-04417. Hold: 1 h 48 min left, urgent. Immigration hold. "
        "Next: Confirm ICE pick-up, or prepare release. Received."
    )


def test_a_row_that_reaches_two_hours_is_pinned_at_once() -> None:
    presenter, shown, _ = worklist()
    assert [line.case_id for line in shown.last.pinned] == ["a1"]
    presenter.here = replace(presenter.here, now=lambda: NOW + timedelta(hours=3, minutes=21))
    presenter.tick()
    assert [line.case_id for line in shown.last.pinned] == ["a1", "a2"]


def test_an_empty_list_is_a_sentence_and_a_key() -> None:
    _, shown, _ = worklist(worklist=WorklistPage((), 0, {}))
    assert shown.last.empty == "Nothing waits for you. Ctrl+N starts an encounter."


def test_f9_on_the_list_means_the_due_row_before_the_chosen_one() -> None:
    rows = (sample.ROWS[0], replace(sample.ROWS[4], release_due=True))
    presenter, _, roads = worklist(worklist=WorklistPage(rows, 2, {}))
    presenter.choose("a1")
    presenter.let_go()
    assert roads.drawers[-1] == ("release", Place("worklist", case_id="a5"))


def test_f9_before_custody_ends_the_stop() -> None:
    rows = (replace(sample.ROWS[4], stop_open=True),)
    presenter, _, roads = worklist(worklist=WorklistPage(rows, 1, {}))
    assert roads.head.release_word == "End the stop"
    presenter.let_go()
    assert roads.drawers[-1][0] == "end_stop"


def test_a_return_is_told_in_a_quiet_line_that_names_case_and_reviewer() -> None:
    given = desk(case_page=sample.RETURNED)
    roads = Roads()
    presenter = WorklistPresenter(Direct(given), roads, here())
    given.changes.subscribe(presenter.changed)
    given.tell("a1", kinds=("review_answered",))
    assert roads.notices == ["Sample, Alex: returned with reasons by Q. Trainer."]


# ---- encounter


def encounter(model: str = "TFM") -> tuple[EncounterPresenter, Seen[EncounterState], Roads, FakeDesk]:
    given, roads, shown = desk(), Roads(), Seen[EncounterState]()
    presenter = EncounterPresenter(Direct(given), roads, here(model=model))
    presenter.attach(shown)
    presenter.open(Place("encounter"))
    return presenter, shown, roads, given


def test_the_stop_begins_now_and_its_minutes_run_in_the_head() -> None:
    presenter, _, roads, _ = encounter()
    presenter.here = replace(presenter.here, now=lambda: NOW + timedelta(minutes=6))
    presenter.tick()
    assert roads.head.note == "Stop 6 min"
    assert roads.head.release_word == "End the stop"


def test_no_step_towards_status_is_offered_for_a_victim() -> None:
    presenter, shown, _, _ = encounter()
    assert shown.last.status_steps
    presenter.typed("role", "victim")
    assert shown.last.status_steps == ()
    assert "not asked about status" in shown.last.no_status


def test_a_disk_that_is_full_is_said_and_nothing_typed_is_lost() -> None:
    presenter, shown, _, given = encounter()
    given.refuses = Problem("507.1")
    presenter.typed("where", "Mile 12")
    presenter.save_draft()
    assert "507.1" in shown.last.saved
    given.refuses = None
    presenter.save_draft()
    assert given.done == ["save_draft"]
    assert presenter.values["where"] == "Mile 12"


def test_the_codes_of_the_form_are_those_of_the_law() -> None:
    documents: Any = resources.documents()
    transition = next(t for t in documents["mandatory_fields"]["transitions"] if t["id"] == "T-a")
    options = {f["id"]: {o["code"] for o in f.get("options", ())} for f in transition["fields"]}
    for form in (fields.FIELD_FORM, fields.BOOKING_FORM):
        for field in form:
            if field.kind == "choice" and field.name != "place_type":
                assert {code for code, _ in field.choices} <= options[field.name], field.name


def test_what_a_role_may_never_do_is_absent() -> None:
    documents: Any = resources.documents()
    may = {role["code"]: set(role["may"]) for role in documents["roles"]["roles"]}
    assert {code for code in may if "record_encounter" in may[code]} - {"WSO"} == presenting.RECORDS
    assert {code for code in may if "edit_facts" in may[code]} == presenting.FACTS
    assert {code for code in may if "comment" in may[code]} == presenting.NOTES
    assert {code for code in may if "read_case" in may[code]} == presenting.READS


def test_a_warrant_officer_has_no_form() -> None:
    assert fields.form_of("WSO") == ()


# ---- case


def case(page: object = sample.PAGE, role: str = "TFO") -> tuple[CasePresenter, Seen[CaseState], Roads]:
    roads, shown = Roads(), Seen[CaseState]()
    presenter = CasePresenter(Direct(desk(case_page=page)), roads, here(role))
    presenter.attach(shown)
    presenter.open(PLACE)
    return presenter, shown, roads


def test_the_strip_shows_the_nearest_three_and_counts_the_rest() -> None:
    more = (*sample.CLOCKS, replace(sample.CLOCKS[1], id="D21"))
    _, shown, _ = case(replace(sample.PAGE, clocks=more))
    assert [clock.id for clock in shown.last.clocks] == ["D2", "D13", "D1"]
    assert shown.last.more_clocks == 1


def test_a_clock_that_only_informs_never_alarms() -> None:
    soft = replace(sample.CLOCKS[0], hard=False)
    _, shown, _ = case(replace(sample.PAGE, clocks=(soft,)))
    assert shown.last.clocks[0].level == "running"


def test_release_due_names_the_person_and_the_time() -> None:
    _, shown, _ = case(sample.DUE)
    assert shown.last.due is not None
    assert shown.last.due.title == "Release Alex Sample now."
    assert shown.last.due.line == "The limit ended at 14:58, 14 min ago. No approval is needed."


def test_the_next_step_opens_where_it_says() -> None:
    presenter, shown, roads = case(sample.RETURNED)
    assert shown.last.next_label == "Answer the return"
    presenter.primary()
    assert roads.places == [Place("decision", case_id="a1")]


def test_a_warrant_officer_has_no_decision_on_the_case() -> None:
    _, shown, _ = case(role="WSO")
    assert [code for code, _, _ in shown.last.tabs] == ["facts", "journal"]


# ---- decision


def test_evidence_that_comes_and_goes_moves_the_numbers_that_cite_it() -> None:
    edit = FormEditor(lambda redraw: None)
    edit.load(complete(sample.FORM))
    edit.step = "flight"
    edit.add("for", "A fifth point", "Self")
    assert cited(edit.reason()) == (2, 6, 8)
    edit.remove(2)
    assert cited(edit.reason()) == (5, 7)
    assert "[?]" in edit.reason()


def test_the_standing_of_a_charge_keeps_three_lists_apart() -> None:
    given, shown = desk(), Seen[DecisionState]()
    presenter = DecisionPresenter(Direct(given), Roads(), here())
    presenter.attach(shown)
    presenter.open(Place("decision", case_id="a1"))
    presenter.choose_step("threat")
    presenter.edit.add("for", "Following too closely", "citation", "alleged")
    lists = shown.last.columns[0].lists
    assert [(label, len(pieces)) for label, pieces in lists] == [("Convicted", 0), ("Charged", 0), ("Alleged", 1)]


def test_nothing_is_preset_on_a_proposal() -> None:
    shown = Seen[DecisionState]()
    presenter = DecisionPresenter(Direct(desk()), Roads(), here())
    presenter.attach(shown)
    presenter.open(Place("decision", case_id="a1"))
    assert shown.last.proposal == ""
    assert {answer for _, _, answer in shown.last.vulnerabilities} == {""}
    assert [code for code, _ in shown.last.proposals] == ["custody", "release_conditions", "release"]


def test_a_second_person_is_asked_for_only_against_the_listed_evidence() -> None:
    shown = Seen[DecisionState]()
    presenter = DecisionPresenter(Direct(desk()), Roads(), here())
    presenter.attach(shown)
    presenter.open(Place("decision", case_id="a1"))
    factors = {"flight": Factor("flight", (Evidence("Sister", "Self", "against"),))}
    presenter.edit.load(replace(sample.FORM, factors=factors))
    presenter.edit.propose("custody")
    assert shown.last.second_asked
    presenter.edit.propose("release")
    assert not shown.last.second_asked


def test_an_answer_to_a_return_corrects_the_earlier_proposal() -> None:
    given, roads = desk(case_page=sample.RETURNED), Roads()
    presenter = DecisionPresenter(Direct(given), roads, here())
    presenter.open(Place("decision", case_id="a1"))
    assert validate(presenter.edit.form) == ()
    presenter.primary()
    assert given.done == ["record_decision"]
    assert given.given[-1]["corrects"] == "d1"
    assert roads.places[-1] == PLACE


def test_a_proposal_that_is_refused_keeps_every_word() -> None:
    given, shown = desk(case_page=sample.RETURNED), Seen[DecisionState]()
    presenter = DecisionPresenter(Direct(given), Roads(), here())
    presenter.attach(shown)
    presenter.open(Place("decision", case_id="a1"))
    given.refuses = Problem("403.1", "The authorization has ended (G01).")
    presenter.primary()
    assert presenter.edit.form.reason == sample.WHOLE.reason
    assert "403.1" in shown.last.problem


# ---- review


def review(**answers: object) -> tuple[ReviewPresenter, Seen[ReviewState], Roads, FakeDesk]:
    given, roads, shown = desk(**answers), Roads(), Seen[ReviewState]()
    presenter = ReviewPresenter(Direct(given), roads, here("ICE_SUPERVISOR", ""))
    presenter.attach(shown)
    presenter.open(Place("review", case_id="a1", request_id="r2"))
    return presenter, shown, roads, given


def test_who_is_in_custody_stands_first_in_the_queue() -> None:
    presenter, shown, _, _ = review()
    presenter.open(Place("review"))
    assert [line.request_id for line in shown.last.queue] == ["r2", "r3"]
    assert (shown.last.queue[0].waiting, shown.last.queue[0].limit) == ("2 h 10 min", "of 4 h 00 min")


def test_what_was_added_since_the_return_is_marked() -> None:
    _, shown, _, _ = review()
    marked = [line.value for group in shown.last.groups for line in group.lines if line.changed]
    assert "9  The clerk says no notice was sent in 2024" in marked


def test_who_wrote_part_of_it_cannot_answer() -> None:
    own = replace(sample.REVIEW, cannot="You cannot review this: you wrote part of it.")
    presenter, shown, _, given = review(review_page=own)
    presenter.answer("approve")
    presenter.primary()
    assert given.done == []
    assert shown.last.blocked == "You cannot review this: you wrote part of it."


def test_approval_asks_title_badge_and_authority() -> None:
    presenter, shown, _, given = review()
    presenter.answer("approve")
    presenter.write("reason", "Enough evidence for it.")
    presenter.primary()
    assert set(shown.last.problems) == {"title", "authority"}
    presenter.write("title", "SDDO")
    presenter.write("authority", "8 CFR 287.5(e)(2)")
    presenter.primary()
    assert given.done[-1] == "answer_review"


# ---- drawers


def test_a_release_is_recorded_even_when_the_case_cannot_be_read() -> None:
    given, shown = desk(), Seen[ReleaseState]()
    presenter = ReleasePresenter(Direct(given), Roads(), here())
    presenter.attach(shown)
    presenter.open(Place("release", case_id="unknown"))
    presenter.primary()
    assert given.done == ["release"]
    assert shown.last.recorded == "Released, recorded 15:12. Saved here, sent first."


def test_a_second_press_after_a_release_records_nothing_twice() -> None:
    given, roads = desk(), Roads()
    presenter = ReleasePresenter(Direct(given), roads, here())
    presenter.open(Place("release", case_id="a1"))
    presenter.primary()
    presenter.primary()
    assert given.done == ["release"]
    assert roads.closed == 1


def test_a_release_on_a_full_disk_is_done_first_and_told_where_there_is_room() -> None:
    given, shown = desk(), Seen[ReleaseState]()
    given.refuses = Problem("507.1")
    presenter = ReleasePresenter(Direct(given), Roads(), here())
    presenter.attach(shown)
    presenter.open(Place("release", case_id="a1"))
    presenter.primary()
    assert shown.last.trouble.startswith("Release the person.")
    assert shown.last.trouble.endswith("(507.1) Ctrl+L locks; F9 there has room of its own.")
    given.refuses = None
    presenter.primary()
    assert given.done == ["release"]


def test_the_reasons_of_a_release_are_those_of_the_list() -> None:
    documents: Any = resources.documents()
    assert {code for code, _ in REASONS} <= {row["code"] for row in documents["release_reasons"]["local"]}


def test_what_can_be_said_is_what_the_states_know() -> None:
    documents: Any = resources.documents()
    known = {row["said_or_seen"] for row in documents["states"]["stop_and_call"]["raises"]} | {"other"}
    codes = [said.code for said in SAID] + [code for code, _ in WHICH_CARE]
    assert {SENT_AS.get(code, code) for code in codes} == known


def test_stop_and_call_works_without_a_case() -> None:
    given, shown = desk(stop_and_call="new"), Seen[StopState]()
    presenter = StopPresenter(Direct(given), Roads(), here())
    presenter.attach(shown)
    presenter.open(Place("stop_and_call"))
    presenter.primary()
    assert shown.last.problem == "Choose one. 7 is something else."
    presenter.choose("fear")
    presenter.primary()
    assert given.given[-1]["case_id"] == ""
    assert shown.last.recorded == "Stopped, recorded 15:12. Call now:"


def test_why_names_gate_basis_and_who_clears() -> None:
    shown = Seen[WhyState]()
    presenter = WhyPresenter(Direct(desk()), Roads(), here())
    presenter.attach(shown)
    presenter.open(Place("why", case_id="a1", at="start_hold"))
    assert shown.last.blocked[0].act == "start_hold"
    line = next(line for line in shown.last.blocked if line.act == "transfer_custody")
    assert (line.basis, line.clears) == ("Basis: 8 CFR 236.1(e)", "Who clears it: you, by doing it")
    assert shown.last.passed == 14


def test_an_event_asks_what_when_and_source_and_says_so_beside_the_field() -> None:
    given, shown = desk(), Seen[AskState]()
    presenter = EventPresenter(Direct(given), Roads(), here())
    presenter.attach(shown)
    presenter.open(PLACE)
    presenter.primary()
    assert list(shown.last.problems) == ["what"]
    presenter.typed("what", "release_event")
    assert "event" in [field.name for field in shown.last.fields]
    presenter.typed("event", "bond_posted")
    presenter.typed("source", "Jail record")
    presenter.primary()
    assert given.done[-1] == "record_event"
    assert given.given[-1]["event"] == "bond_posted"


def test_the_events_are_those_of_the_functions() -> None:
    documents: Any = resources.documents()
    assert {code for code, _ in asks.WHAT} == {row["kind"] for row in documents["functions"]["record_kinds"]}


def test_a_fact_is_saved_with_its_source() -> None:
    given, roads = desk(), Roads()
    presenter = FactsPresenter(Direct(given), roads, here())
    presenter.open(Place("case", case_id="a1", at="name"))
    assert presenter.values["value"] == "Sample, Alex"
    presenter.typed("value", "Sample, Alexa")
    presenter.typed("source", "Document")
    presenter.typed("detail", "county ID")
    presenter.primary()
    changes: Any = given.given[-1]["changes"]
    assert changes == [{"field": "name", "value": "Sample, Alexa", "source": "Document, county ID"}]
    assert roads.closed == 1


def test_the_end_of_a_stop_needs_nothing() -> None:
    given = desk()
    presenter = EndStopPresenter(Direct(given), Roads(), here())
    presenter.open(PLACE)
    presenter.primary()
    assert given.done == ["end_stop"]


# ---- attention, sync, journal


def test_both_values_stand_side_by_side_and_keeping_one_is_an_entry() -> None:
    given, shown = desk(case_page=sample.TWO), Seen[AttentionState]()
    presenter = AttentionPresenter(Direct(given), Roads(), here())
    presenter.attach(shown)
    presenter.open(Place("attention"))
    assert [value.text for value in shown.last.values] == ["3 Mar 1991", "3 May 1991"]
    assert shown.last.values[1].rows[0] == ("Written by", "S. Desk")
    presenter.keep(1)
    assert (given.done[-1], given.given[-1]["field"], given.given[-1]["keep"]) == ("resolve_conflict", "birth_date", 1)


def test_a_refused_entry_opens_its_form_again() -> None:
    refused = replace(sample.ATTENTION[1], kind="decision_recorded")
    roads = Roads()
    presenter = AttentionPresenter(Direct(desk(attention=(refused,))), roads, here())
    presenter.open(Place("attention"))
    presenter.primary()
    assert roads.places == [Place("decision", case_id="a7")]


def test_all_received_stands_only_where_nothing_waits() -> None:
    shown = Seen[SyncState]()
    presenter = SyncPresenter(Direct(desk()), Roads(), here(), lambda: None, lambda: ("sending", Problem("503.2")))
    presenter.attach(shown)
    presenter.open(Place("sync"))
    assert shown.last.all_received == ""
    assert "503.2" in shown.last.problem
    quiet = replace(sample.SYNC, waiting=(), attention_count=0)
    other = SyncPresenter(Direct(desk(sync_page=quiet)), Roads(), here(), lambda: None, lambda: ("", None))
    other.attach(shown)
    other.open(Place("sync"))
    assert shown.last.all_received == "All received at 15:08"


def test_a_correction_stands_under_what_it_corrects() -> None:
    shown = Seen[JournalState]()
    found = "All 9 entries are in order and signed."
    presenter = JournalPresenter(Direct(desk()), Roads(), here(), lambda case_id, told: told(found))
    presenter.attach(shown)
    presenter.open(Place("journal", case_id="a1"))
    order = [line.entry_id for line in shown.last.lines]
    assert order[order.index("e4") + 1] == "c1"
    presenter.verify()
    assert shown.last.finding == found


# ---- small parts


def test_many_announcements_while_a_read_runs_ask_once_more() -> None:
    reads: list[int] = []
    once = Once(lambda: reads.append(1))
    for _ in range(5):
        once.ask()
    assert len(reads) == 1
    once.done()
    assert len(reads) == 2
    once.done()
    assert len(reads) == 2


@pytest.mark.parametrize(
    ("subtitle", "said"),
    [("Immigration hold  ·  Booking 26-04417  ·  Case 26-A", "Alex  ·  Booking 26-04417"), ("", "Alex")],
)
def test_a_drawer_names_the_person_and_one_number(subtitle: str, said: str) -> None:
    assert phrases.who("Alex", subtitle) == said


def test_a_booking_knows_the_jail_it_is_made_in() -> None:
    presenter, shown, roads, given = encounter("JEM")
    for name, value in (
        ("booking_no", "26-04417"),
        ("name", "Sample, Alex"),
        ("call_for_service", "no"),
        ("offence", "Sample Code 45-6 · theft · NCIC 2399"),
    ):
        presenter.typed(name, value)
    presenter.primary()
    assert shown.last.problems == {}
    form: Any = given.given[-1]["form"]
    assert (given.done[-1], form.facility, form.model) == ("record_encounter", "FAC-1", "JEM")
    assert roads.places[-1].screen == "case"


def test_what_was_set_aside_goes_out_again_and_what_was_refused_opens_its_form() -> None:
    aside = AttentionRow("x9", "a7", "26-04451", "note_added", "Note", "Set aside after five faults.", NOW)
    desk, roads, shown = FakeDesk({**sample.ANSWERS, "attention": (aside,)}), Roads(), Seen[AttentionState]()
    presenter = AttentionPresenter(Direct(desk), roads, here())
    presenter.attach(shown)
    presenter.open(Place("attention"))
    assert shown.last.send_again == "Send again"
    presenter.send_again()
    assert (desk.done, roads.places) == (["send_again"], [])
    desk.answers["attention"] = (replace(aside, reason="This case was closed. (409.1)"),)
    presenter.refresh()
    assert shown.last.send_again == "Edit and send again"
    presenter.send_again()
    assert roads.places[-1] == Place("case", case_id="a7")
