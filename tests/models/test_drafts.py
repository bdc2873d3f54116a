"""What is being typed: kept for its person, sealed from everybody else."""

from __future__ import annotations

import pytest

from desktop.actions.drop_draft import drop_draft
from desktop.actions.save_draft import save_draft
from desktop.domain.problems import Problem
from desktop.models import drafts, queries
from desktop.models.tx import Tx
from desktop.seal.primitives import random
from tests.builders import Desktop, done


def test_a_draft_is_there_after_closing_and_opening(desktop: Desktop) -> None:
    store = desktop.ready()
    draft_id = done(store, save_draft(case_id="", kind="encounter", form={"where": "County road 7"}))
    store.close()
    (draft,) = desktop.unlock().read(queries.drafts_of_me()).result()
    assert (draft.id, draft.kind, draft.form) == (draft_id, "encounter", {"where": "County road 7"})


def test_saving_again_replaces_what_was_saved(desktop: Desktop) -> None:
    store = desktop.ready()
    draft_id = done(store, save_draft(kind="note", form={"text": "a"}))
    assert done(store, save_draft(draft_id, kind="note", form={"text": "ab"})) == draft_id
    assert [draft.form for draft in store.read(queries.drafts_of_me()).result()] == [{"text": "ab"}]


def test_the_newest_draft_stands_first(desktop: Desktop) -> None:
    store = desktop.ready()
    for text in ("old", "new"):
        done(store, save_draft(kind="note", form={"text": text}))
        desktop.time.goes_on(seconds=5)
    assert [draft.form["text"] for draft in store.read(queries.drafts_of_me()).result()] == ["new", "old"]


def test_a_dropped_draft_is_gone_and_an_unknown_one_is_no_fault(desktop: Desktop) -> None:
    store = desktop.ready()
    draft_id = done(store, save_draft(kind="note", form={}))
    done(store, drop_draft(draft_id))
    done(store, drop_draft(draft_id))
    done(store, drop_draft(""))
    assert store.read(queries.drafts_of_me()).result() == ()


def test_another_person_s_key_opens_no_draft(desktop: Desktop) -> None:
    """S-07: a colleague holds the store's key, and not this one."""
    store = desktop.ready()
    done(store, save_draft(kind="note", form={"text": "mine"}))
    assert store.read(lambda tx: drafts.of(tx.sql, random(32), tx.me.person, None)).result() == ()


def test_another_person_neither_overwrites_nor_drops_a_draft(desktop: Desktop) -> None:
    store = desktop.ready()
    draft_id = done(store, save_draft(kind="note", form={"text": "mine"}))

    def meddle(tx: Tx) -> None:
        sql, row = tx.sql, tx.drafts()[0]
        drafts.drop(sql, "P-106", draft_id)
        drafts.save(sql, random(32), "P-106", row, tx.now())

    store.write(meddle).result()
    assert [draft.form for draft in store.read(queries.drafts_of_me()).result()] == [{"text": "mine"}]


def test_a_draft_moved_to_another_place_does_not_open(desktop: Desktop) -> None:
    store = desktop.ready()
    done(store, save_draft(kind="note", form={"text": "mine"}))
    store.write(lambda tx: tx.sql.exec_driver_sql("update draft set id = randomblob(16)")).result()
    assert store.read(queries.drafts_of_me()).result() == ()


def test_a_form_that_json_cannot_hold_is_said_so(desktop: Desktop) -> None:
    store = desktop.ready()
    with pytest.raises(Problem) as problem:
        done(store, save_draft(kind="note", form={"text": object()}))
    assert (problem.value.code, problem.value.field) == ("422.1", "form")
