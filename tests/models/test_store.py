"""One transaction: journal, projection and head change together or not at all."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from desktop.actions.add_note import add_note
from desktop.actions.record_decision import record_decision
from desktop.actions.record_encounter import record_encounter
from desktop.actions.record_event import record_event
from desktop.actions.release import release
from desktop.actions.stop_and_call import stop_and_call
from desktop.domain.problems import Problem, World
from desktop.models import projection, queries
from desktop.models.changes import Changed
from desktop.models.store import Store
from desktop.models.tables import CASE_ROW, DERIVED, ENTRY
from desktop.models.tx import Tx
from desktop.seal.entry import Sealed, parse
from desktop.seal.primitives import verify
from tests.builders import NOW, Desktop, decision, done, encounter


def count(tx: Tx) -> int:
    return tx.sql.execute(sa.select(sa.func.count()).select_from(ENTRY)).scalar_one()


def test_an_act_is_an_entry_signed_by_its_person(desktop: Desktop) -> None:
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))

    def last(tx: Tx) -> Sealed:
        row = tx.sql.execute(sa.select(ENTRY).order_by(ENTRY.c.no.desc()).limit(1)).one()
        return Sealed(row.head, row.data, row.salt, row.by_sig)

    parsed = parse(store.read(last).result().line)
    assert parsed.head.case_id == case_id
    assert parsed.head.actor == "P-105"
    assert parsed.head.auth == "AUT-P-105-1"
    assert verify(desktop.new.person_sign.public, "entry", parsed.sealed.hash, parsed.sealed.by)


def test_entries_of_a_case_are_numbered_from_one_without_a_gap(desktop: Desktop) -> None:
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))
    for text in ("one", "two"):
        done(store, add_note(case_id, text))
    numbers = store.read(
        lambda tx: tx.sql.execute(sa.select(ENTRY.c.device_no).where(ENTRY.c.kind != "person_enrolled")).scalars().all()
    ).result()
    assert list(numbers) == [1, 2, 3]


def test_a_problem_undoes_everything_and_the_next_act_goes_on_as_if_nothing_had_been(desktop: Desktop) -> None:
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))
    before = store.read(count).result()

    def half(tx: Tx) -> None:
        tx.append("note_added", case_id, {"text": "half"})
        raise Problem("422.1")

    with pytest.raises(Problem):
        store.write(half).result()
    assert store.read(count).result() == before
    done(store, add_note(case_id, "whole"))
    assert [row.text for row in store.read(queries.journal(case_id)).result()] == ["Encounter recorded", "Note: whole"]


def test_what_changed_is_announced_after_the_commit_with_who_asked(desktop: Desktop) -> None:
    store = desktop.ready()
    heard: list[Changed] = []
    leave = store.changes.subscribe(heard.append)
    asker = object()
    case_id = done(store, record_encounter(encounter()), by=asker)
    leave()
    done(store, add_note(case_id, "unheard"))
    assert heard == [Changed(frozenset({case_id}), frozenset({"encounter_recorded"}), asker)]


def test_a_listener_is_not_told_of_what_did_not_happen(desktop: Desktop) -> None:
    store = desktop.ready()
    heard: list[Changed] = []
    store.changes.subscribe(heard.append)
    with pytest.raises(Problem):
        done(store, add_note("01a20e9f-aadf-7519-9528-9c5f63249e4f", "  "))
    assert heard == []


def test_dropping_all_derived_tables_and_rebuilding_them_gives_the_same_rows(desktop: Desktop) -> None:
    store = desktop.ready()
    fill(store)

    def rows(tx: Tx) -> list[list[tuple[object, ...]]]:
        return [sorted(map(tuple, tx.sql.execute(sa.select(table)).all()), key=repr) for table in DERIVED]

    before = store.read(rows).result()
    cases = store.write(lambda tx: projection.rebuild(tx.work)).result()
    assert cases == 6
    assert store.read(rows).result() == before
    assert all(before[place] for place in (0, 1, 3))


def fill(store: Store) -> None:
    """Cases in several states: in the field, decided, arrested, released."""
    from_the_field = [done(store, record_encounter(encounter(name=f"Sample, {name}"))) for name in "ABCD"]
    done(store, record_decision(from_the_field[0], decision()))
    done(store, record_event(from_the_field[1], "arrest_without_warrant", NOW))
    done(store, record_event(from_the_field[2], "arrest_without_warrant", NOW))
    done(store, release(from_the_field[2]))
    done(store, stop_and_call("", "citizenship"))


def test_a_full_disk_is_one_plain_problem_and_nothing_changed(desktop: Desktop) -> None:
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))
    before = store.read(count).result()

    def fill_disk(tx: Tx) -> None:
        pages = tx.sql.exec_driver_sql("pragma page_count").scalar_one()
        tx.sql.exec_driver_sql(f"pragma max_page_count={pages}")
        tx.append("note_added", case_id, {"text": "x" * 60_000})

    with pytest.raises(World) as problem:
        store.write(fill_disk).result()
    assert problem.value.code == "507.1"
    assert store.read(count).result() == before


def test_the_store_is_opened_with_the_pragmas_it_promises(desktop: Desktop) -> None:
    store = desktop.ready()

    def pragma(name: str) -> str:
        return str(store.read(lambda tx: tx.sql.exec_driver_sql(f"pragma {name}").scalar()).result())

    assert pragma("cipher_memory_security") == "1"
    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == "2"
    assert pragma("temp_store") == "2"
    assert pragma("secure_delete") == "1"
    assert pragma("foreign_keys") == "1"
    assert pragma("cipher_log_level") == "NONE"


def test_a_case_that_is_not_here_is_said_so(desktop: Desktop) -> None:
    store = desktop.ready()
    with pytest.raises(Problem) as problem:
        store.read(queries.case_page("01a20e9f-aadf-7519-9528-9c5f63249e4f")).result()
    assert problem.value.code == "404.1"


def test_reading_keeps_nothing(desktop: Desktop) -> None:
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))
    store.read(lambda tx: tx.sql.execute(sa.delete(CASE_ROW))).result()
    assert store.read(queries.worklist()).result().rows[0].case_id == case_id
