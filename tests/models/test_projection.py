"""Entries of others come in under ours; what is refused is left out; what is missing is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from desktop.actions.add_note import add_note
from desktop.actions.answer_review import answer_review
from desktop.actions.edit_facts import edit_facts
from desktop.actions.record_decision import record_decision
from desktop.actions.record_encounter import record_encounter
from desktop.actions.release import release
from desktop.actions.stop_and_call import stop_and_call
from desktop.domain.journal import Event
from desktop.domain.problems import Problem
from desktop.models import held, projection, queries, tables
from desktop.models.store import Store
from desktop.models.tables import ACCEPTED, CASE_ROW, ENTRY, REFUSED, WAITING
from desktop.models.tx import Tx
from desktop.models.worklist import PAGES
from desktop.seal import canonical, ids
from desktop.seal.entry import Parsed, Sealed, parse
from tests.builders import COLLEAGUE, SUPERVISOR, Desktop, decision, done, encounter, review


@pytest.fixture
def other(desktop: Desktop, tmp_path: Path) -> Iterator[Desktop]:
    """The supervisor's device, in the same agency."""
    device = Desktop(tmp_path / "other", agency=desktop.agency, who=SUPERVISOR)
    yield device
    device.close()


def waiting(store: Store) -> list[Parsed]:
    """What a store has that no endpoint has answered."""

    def read(tx: Tx) -> list[Parsed]:
        rows = tx.sql.execute(sa.select(ENTRY).where(ENTRY.c.state == WAITING).order_by(ENTRY.c.no))
        return [parse(Sealed(row.head, row.data, row.salt, row.by_sig).line) for row in rows]

    return store.read(read).result()


class Endpoint:
    """Gives case numbers, nothing else."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.log: list[tuple[Parsed, int]] = []

    def accept(self, store: Store) -> list[tuple[Parsed, int]]:
        """Takes everything a store has waiting."""
        accepted = []
        for parsed in waiting(store):
            number = self.numbers.get(parsed.head.case_id, 0) + 1
            self.numbers[parsed.head.case_id] = number
            accepted.append((parsed, number))
        self.log += accepted
        store.write(lambda tx: _answer(tx, accepted)).result()
        return accepted


def _answer(tx: Tx, accepted: list[tuple[Parsed, int]]) -> None:
    for parsed, number in accepted:
        projection.set_state(tx.work, parsed.head.id, state=ACCEPTED, case_no=number)


def deliver(store: Store, accepted: list[tuple[Parsed, int]], flags: tuple[str, ...] = ()) -> None:
    def take(tx: Tx) -> None:
        for parsed, number in accepted:
            event = Event(parsed.head, parsed.data, number, flags)
            tx.work.insert(
                event,
                parsed.sealed,
                device_no=number,
                seq=None,
                case_no=number,
                state=ACCEPTED,
                flags=" ".join(flags),
                mine=False,
            )
        for parsed, _ in accepted:
            tx.work.refold(parsed.head.case_id)
            tx.work.touch(parsed.head.case_id, parsed.head.kind)

    store.write(take).result()


def page(store: Store, case_id: str) -> queries.CasePage:
    return store.read(queries.case_page(case_id)).result()


def test_the_first_thread_officer_supervisor_and_back(desktop: Desktop, other: Desktop) -> None:
    officer, supervisor, endpoint = desktop.ready(), other.ready(), Endpoint()
    case_id = done(officer, record_encounter(encounter()))
    first = done(officer, record_decision(case_id, decision()))
    deliver(supervisor, endpoint.accept(officer))
    (asked,) = supervisor.read(queries.review_queue()).result()
    shown = supervisor.read(queries.review_page(asked.request_id)).result()
    assert (shown.decision.entry_id, shown.cannot, shown.row.again) == (first, "", False)
    assert supervisor.read(queries.worklist()).result().rows[0].next_step == "Review the decision"

    done(supervisor, answer_review(asked.request_id, review("return", first)))
    assert supervisor.read(queries.review_queue()).result() == ()
    before = endpoint.accept(supervisor)
    deliver(officer, [one for one in before if one[0].head.case_id == case_id])
    (row,) = officer.read(queries.worklist("returned")).result().rows
    assert (row.case_id, row.returned, row.delivery) == (case_id, True, "Received")
    assert page(officer, case_id).next_act == "answer_return"
    assert page(officer, case_id).decisions[0].answers[0].pinned[0][2] == "Who confirmed the address?"

    done(officer, record_decision(case_id, decision("and a call confirmed it"), corrects=first))
    assert officer.read(queries.worklist("returned")).result().rows == ()
    deliver(supervisor, endpoint.accept(officer))
    (again,) = supervisor.read(queries.review_queue()).result()
    assert again.again
    shown = supervisor.read(queries.review_page(again.request_id)).result()
    assert "Reason of the proposal changed" in shown.changed
    assert [each.entry_id for each in shown.earlier] == [first]
    done(supervisor, answer_review(again.request_id, review("approve", authority="8 CFR 287.5(e)(2)")))
    with pytest.raises(Problem) as problem:
        done(supervisor, answer_review(again.request_id, review("decline")))
    assert problem.value.code == "409.4"


def test_entries_of_others_are_folded_under_ours_that_wait(desktop: Desktop, other: Desktop) -> None:
    officer, supervisor, endpoint = desktop.ready(), other.ready(), Endpoint()
    case_id = done(officer, record_encounter(encounter()))
    deliver(supervisor, endpoint.accept(officer))
    done(officer, add_note(case_id, "mine"))
    done(supervisor, add_note(case_id, "theirs"))
    deliver(officer, [one for one in endpoint.accept(supervisor) if one[0].head.case_id == case_id])
    assert [row.text for row in page(officer, case_id).happened] == [
        "Encounter recorded",
        "Note: theirs",
        "Note: mine",
    ]


def test_a_refused_entry_is_kept_and_left_out_of_the_case(desktop: Desktop) -> None:
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))
    note = done(store, add_note(case_id, "not to be"))
    told = canonical.dumps({"code": "409.1", "title": "This case was closed.", "detail": "By M. Okafor."}).decode()
    store.write(lambda tx: projection.set_state(tx.work, note, state=REFUSED, problem=told)).result()
    shown = page(store, case_id)
    assert [row.text for row in shown.happened] == ["Encounter recorded"]
    assert shown.attention == 1
    (row,) = store.read(queries.attention()).result()
    assert (row.entry_id, row.text) == (note, "Note: not to be")
    assert row.reason == "This case was closed. By M. Okafor. (409.1)"
    assert store.read(queries.journal(case_id)).result()[-1].delivery == "Needs attention"
    assert store.read(queries.worklist()).result().rows[0].delivery == "Needs attention"


def test_two_values_of_one_field_both_stay_until_a_person_chooses(desktop: Desktop, other: Desktop) -> None:
    other.who = COLLEAGUE
    officer, colleague, endpoint = desktop.ready(), other.ready(), Endpoint()
    case_id = done(officer, record_encounter(encounter()))
    deliver(colleague, endpoint.accept(officer))

    def change(value: str) -> list[dict[str, object]]:
        return [{"field": "birth_date", "value": value, "source": "said", "reliability": ""}]

    done(officer, edit_facts(case_id, change("1990-01-01")))
    endpoint.accept(officer)
    rival = done(colleague, edit_facts(case_id, change("1991-01-01")))
    arrived = [one for one in endpoint.accept(colleague) if one[0].head.id == rival]
    deliver(officer, arrived, flags=("conflict:birth_date",))
    shown = page(officer, case_id)
    fact = next(row for row in shown.facts if row.field == "birth_date")
    assert fact.two_values == ("1990-01-01", "1991-01-01")
    (row,) = officer.read(queries.attention()).result()
    assert row.reason == "Two values: Birth date."


def test_a_case_with_a_hole_is_not_complete_and_release_stays_open(desktop: Desktop, other: Desktop) -> None:
    officer, supervisor, endpoint = desktop.ready(), other.ready(), Endpoint()
    case_id = done(officer, record_encounter(encounter()))
    for text in ("one", "two"):
        done(officer, add_note(case_id, text))
    arrived = [one for one in endpoint.accept(officer) if one[0].head.case_id == case_id]
    deliver(supervisor, [arrived[0], arrived[2]])
    shown = page(supervisor, case_id)
    assert (shown.complete, [row.text for row in shown.happened]) == (False, ["Encounter recorded"])
    with pytest.raises(Problem) as problem:
        done(supervisor, add_note(case_id, "too early"))
    assert problem.value.code == "403.1"
    done(supervisor, stop_and_call(case_id, "citizenship"))
    done(supervisor, release(case_id))
    deliver(supervisor, [arrived[1]])
    assert page(supervisor, case_id).complete


def test_a_case_whose_beginning_is_missing_stands_in_the_list_and_says_so(desktop: Desktop, other: Desktop) -> None:
    officer, supervisor, endpoint = desktop.ready(), other.ready(), Endpoint()
    case_id = done(officer, record_encounter(encounter()))
    done(officer, add_note(case_id, "one"))
    arrived = [one for one in endpoint.accept(officer) if one[0].head.case_id == case_id]
    deliver(supervisor, [arrived[1]])
    assert page(supervisor, case_id).title == "Not complete yet"
    assert supervisor.read(queries.worklist()).result().rows[0].state_label == "Not complete yet"
    deliver(supervisor, [arrived[0]])
    assert page(supervisor, case_id).title == "Sample, Alex"


def plan(store: Store, statement: sa.Select[Any], **asked: object) -> str:
    """How SQLite would run it, in its words."""

    def read(tx: Tx) -> str:
        compiled = statement.compile(dialect=tx.sql.dialect)
        values = tuple(asked[name] for name in compiled.positiontup or ())
        return str(tx.sql.exec_driver_sql(f"explain query plan {compiled}", values).all())

    return store.read(read).result()


def test_every_tab_reads_its_own_index_and_sorts_nothing(desktop: Desktop) -> None:
    store = desktop.ready()
    for tab, statement in PAGES.items():
        said = plan(store, statement, n=50, skip=0, who="P-105")
        assert f"USING INDEX case_{tab}" in said
        assert "TEMP B-TREE" not in said


@pytest.mark.parametrize("name", ["unanswered", "troubled", "conflict", "decision"])
def test_waiting_and_attention_are_read_from_their_indexes(desktop: Desktop, name: str) -> None:
    where = getattr(tables, f"IS_{name.upper()}")
    assert f"entry_{name}" in plan(desktop.ready(), sa.select(ENTRY.c.no).where(where))


def test_the_list_is_in_the_order_time_left_then_returned_then_oldest_change(desktop: Desktop) -> None:
    store = desktop.ready()
    cases = []
    for _ in range(3):
        cases.append(done(store, record_encounter(encounter())))
        desktop.time.goes_on(minutes=1)
    done(store, add_note(cases[0], "changed last"))
    assert [row.case_id for row in store.read(queries.worklist()).result().rows] == [cases[1], cases[2], cases[0]]
    assert store.read(queries.worklist(offset=2, limit=5)).result().rows[0].case_id == cases[0]


def test_events_are_handed_out_in_the_order_of_the_fold(desktop: Desktop) -> None:
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))
    done(store, add_note(case_id, "one"))
    events = store.read(lambda tx: tx.events(case_id)).result()
    assert [event.head.kind for event in events] == ["encounter_recorded", "note_added"]
    assert store.read(lambda tx: held.load(tx.sql, case_id, tx.work.device, tx.law).case == tx.case(case_id)).result()


def test_a_row_is_written_only_when_it_changed(desktop: Desktop) -> None:
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))
    before = store.read(lambda tx: tx.sql.execute(sa.select(CASE_ROW)).one()).result()
    done(store, add_note(case_id, "at the same minute"))
    after = store.read(lambda tx: tx.sql.execute(sa.select(CASE_ROW)).one()).result()
    assert before == after
    assert ids.to_text(after.case_id) == case_id
