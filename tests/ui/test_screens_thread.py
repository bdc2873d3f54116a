"""The thread of the first issue through the presenters, on a real store: encounter, proposal, review, answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.models import queries
from desktop.models.store import Store
from desktop.ui.case.presenter import CasePresenter
from desktop.ui.case.state import CaseState
from desktop.ui.decision.presenter import DecisionPresenter
from desktop.ui.decision.state import DecisionState
from desktop.ui.drawers.asks import FactsPresenter, NotePresenter
from desktop.ui.drawers.release import ReleasePresenter, ReleaseState
from desktop.ui.encounter.presenter import EncounterPresenter, EncounterState
from desktop.ui.journal.presenter import JournalPresenter, JournalState
from desktop.ui.nav import Place
from desktop.ui.presenting import Here
from desktop.ui.sync.presenter import SyncPresenter, SyncState
from desktop.ui.worklist.presenter import WorklistPresenter
from desktop.ui.worklist.state import WorklistState
from tests.builders import SUPERVISOR, Desktop
from tests.models.test_projection import Endpoint, deliver
from tests.ui.fake_desk import Direct, Roads, Seen

REASON = (
    "Lives with a sister at a fixed address [1] and has kept every date so far. The charge is minor [2], and nothing "
    "listed here points to flight."
)


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    device = Desktop(tmp_path / "store")
    yield device
    device.close()


@pytest.fixture
def store(desktop: Desktop) -> Store:
    return desktop.ready()


@pytest.fixture
def here(desktop: Desktop, store: Store) -> Here:
    me = store.read(queries.me()).result()
    return Here(desktop.time, store.me.zone, me.role, me.person, me.name, me.badge, me.model, me.place)


def encounter(store: Store, here: Here, roads: Roads) -> str:
    """A traffic stop, typed and saved; the id of its case."""
    presenter = EncounterPresenter(Direct(store), roads, here)
    presenter.open(Place("encounter"))
    for name, value in (
        ("contact_reason", "traffic_stop"),
        ("call_for_service", "no"),
        ("offence", "Sample Code 12-3 · following too closely · NCIC 5499"),
        ("role", "suspect"),
        ("place_type", "road"),
        ("where", "Mile 12"),
        ("name", "Sample, Alex"),
    ):
        presenter.typed(name, value)
    presenter.primary()
    return roads.places[-1].case_id


def propose(presenter: DecisionPresenter) -> None:
    """Evidence in two factors, none in one, a proposal with its reasons."""
    edit = presenter.edit
    for item in ("minor", "care", "family_care"):
        edit.answer(item, "no")
    presenter.choose_step("flight")
    edit.add("against", "Lives with a sister in Sample City", "Self, interview")
    edit.write(REASON)
    presenter.choose_step("repeat")
    edit.none_found(True)
    presenter.choose_step("threat")
    edit.add("for", "Following too closely", "Document, citation 12", "alleged")
    edit.write(f"A traffic matter only. {REASON}")
    presenter.choose_step("proposal")
    edit.write(f"Conditions are enough. {REASON}")
    edit.propose("release_conditions")


def test_an_encounter_a_fact_and_a_proposal_stand_on_the_case_page(store: Store, here: Here) -> None:
    roads, tasks = Roads(), Direct(store)
    case_id = encounter(store, here, roads)
    facts = FactsPresenter(tasks, roads, here)
    facts.open(Place("case", case_id=case_id))
    for name, value in (("field", "birth_date"), ("value", "1990-01-01"), ("source", "Document")):
        facts.typed(name, value)
    facts.primary()
    decision = DecisionPresenter(tasks, roads, here)
    decision.open(Place("decision", case_id=case_id))
    propose(decision)
    decision.primary()
    assert roads.places[-1] == Place("case", case_id=case_id)

    shown = Seen[CaseState]()
    case = CasePresenter(tasks, roads, here)
    case.attach(shown)
    case.open(Place("case", case_id=case_id, at="decision"))
    state = shown.last
    assert roads.head.title == "Sample, Alex"
    assert [line.title for line in state.decisions] == ["Propose release with conditions"]
    assert "Birth date" in [line.label for group in state.facts for line in group.lines]
    assert state.delivery.endswith("saved here")
    assert state.passed > 0


def test_a_half_typed_encounter_comes_back_after_the_window_was_closed(store: Store, here: Here) -> None:
    roads, tasks = Roads(), Direct(store)
    first = EncounterPresenter(tasks, roads, here)
    first.open(Place("encounter"))
    first.typed("where", "Mile 12, Place")
    first.leave()

    listed = Seen[WorklistState]()
    worklist = WorklistPresenter(tasks, roads, here)
    worklist.attach(listed)
    worklist.open(Place("worklist"))
    ((draft_id, words),) = listed.last.drafts
    assert words.startswith("Encounter not finished, today")
    worklist.open_draft(draft_id)

    shown = Seen[EncounterState]()
    second = EncounterPresenter(tasks, roads, here)
    second.attach(shown)
    second.open(roads.places[-1])
    assert shown.last.values["where"] == "Mile 12, Place"


def test_a_proposal_that_was_being_written_goes_on_where_it_stopped(store: Store, here: Here) -> None:
    roads, tasks = Roads(), Direct(store)
    case_id = encounter(store, here, roads)
    first = DecisionPresenter(tasks, roads, here)
    first.open(Place("decision", case_id=case_id))
    first.choose_step("flight")
    first.edit.add("for", "No fixed address", "Self")
    first.edit.write("Half a sentence [1]")
    first.leave()

    shown = Seen[DecisionState]()
    second = DecisionPresenter(tasks, roads, here)
    second.attach(shown)
    second.open(Place("decision", case_id=case_id))
    assert shown.last.step == "flight"
    assert shown.last.reason == "Half a sentence [1]"


def test_release_is_recorded_and_the_case_says_so(store: Store, here: Here) -> None:
    roads, tasks = Roads(), Direct(store)
    case_id = encounter(store, here, roads)
    drawer = ReleasePresenter(tasks, roads, here)
    drawer.open(Place("release", case_id=case_id))
    drawer.primary()
    page = store.read(queries.case_page(case_id)).result()
    assert [row.kind for row in page.happened].count("release_recorded") == 1


def test_worklist_sync_and_journal_show_what_was_written(store: Store, here: Here) -> None:
    roads, tasks = Roads(), Direct(store)
    case_id = encounter(store, here, roads)
    note = NotePresenter(tasks, roads, here)
    note.open(Place("case", case_id=case_id))
    note.typed("text", "Called the clerk.")
    note.primary()

    listed, waiting, written = Seen[WorklistState](), Seen[SyncState](), Seen[JournalState]()
    worklist = WorklistPresenter(tasks, roads, here)
    worklist.attach(listed)
    worklist.open(Place("worklist"))
    assert [line.person for line in listed.last.lines] == ["Sample, Alex"]
    sync = SyncPresenter(tasks, roads, here, lambda: None, lambda: ("", None))
    sync.attach(waiting)
    sync.open(Place("sync"))
    assert {line.state for line in waiting.last.waiting} == {"Saved here"}
    journal = JournalPresenter(tasks, roads, here)
    journal.attach(written)
    journal.open(Place("journal", case_id=case_id))
    assert len(written.last.lines) == 2


def test_f9_of_an_ice_supervisor_orders_the_release_and_the_officer_reads_it(
    desktop: Desktop, store: Store, here: Here, tmp_path: Path
) -> None:
    case_id = encounter(store, here, Roads())
    theirs = Desktop(tmp_path / "ice", agency=desktop.agency, who=SUPERVISOR)
    ice, endpoint = theirs.ready(), Endpoint()
    deliver(ice, endpoint.accept(store))
    me = ice.read(queries.me()).result()
    there = Here(theirs.time, me.zone, me.role, me.person, me.name, me.badge, me.model, me.place)
    drawer, shown = ReleasePresenter(Direct(ice), Roads(), there), Seen[ReleaseState]()
    drawer.attach(shown)
    drawer.open(Place("release", case_id=case_id))
    assert shown.last.title == "Order the release of Alex Sample"
    drawer.choose_reason("CANCELLED")
    drawer.primary()
    assert (shown.last.recorded.partition(" ")[0], shown.last.trouble) == ("Ordered", "")
    deliver(store, [one for one in endpoint.accept(ice) if one[0].head.case_id == case_id])
    page = store.read(queries.case_page(case_id)).result()
    assert [row.kind for row in page.happened].count("release_ordered") == 1
    assert "release_recorded" not in [row.kind for row in page.happened]
    theirs.close()


def test_an_order_that_the_rules_refuse_is_said_and_writes_nothing(store: Store, here: Here) -> None:
    case_id = encounter(store, here, Roads())
    drawer, shown = ReleasePresenter(Direct(store), Roads(), replace(here, role="ICE_SUPERVISOR")), Seen[ReleaseState]()
    drawer.attach(shown)
    drawer.open(Place("release", case_id=case_id))
    drawer.primary()
    assert shown.last.trouble.startswith("Call whoever holds the person. It could not be written here:")
    assert "403.1" in shown.last.trouble
    assert len(store.read(queries.case_page(case_id)).result().happened) == 1
