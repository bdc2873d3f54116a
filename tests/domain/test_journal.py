"""The head of an entry is exactly what the protocol says, or it is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.journal import Head, Lane
from desktop.domain.problems import Problem
from tests.domain.builders import Writer

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "wire.json").read_text("utf-8"))
HEADS: list[dict[str, Any]] = [entry["head"] for entry in VECTORS["entries"]]


@pytest.mark.parametrize("head", HEADS, ids=[head["kind"] for head in HEADS])
def test_a_head_is_written_as_it_was_read(head: dict[str, Any]) -> None:
    assert Head.from_json(head).to_json() == head


@pytest.mark.parametrize(
    "change",
    [
        {"x": 1},
        {"v": 2},
        {"v": True},
        {"v": "1"},
        {"kind_v": 0},
        {"base_no": -1},
        {"must_know": 1},
        {"clock": "late"},
        {"actor": None},
        {"occurred_at": "2026-05-26T02:11:18Z"},
        {"occurred_at": "2026-05-26T02:11:18.189"},
        {"occurred_at": "2026-05-26T02:11:18.189+00:00"},
        {"occurred_at": "2026-02-30T02:11:18.189Z"},
        {"id": "019E76EE-72DD-78A8-B85A-342F165DA3A2"},
        {"case_id": ""},
        {"device": "here"},
    ],
    ids=str,
)
def test_a_head_that_differs_in_anything_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Problem, match=r"400\.10"):
        Head.from_json({**HEADS[0], **change})


@pytest.mark.parametrize("name", sorted(HEADS[0]))
def test_a_head_without_one_of_its_fields_is_refused(name: str) -> None:
    with pytest.raises(Problem, match=r"400\.10"):
        Head.from_json({key: value for key, value in HEADS[0].items() if key != name})


def test_something_that_is_no_object_is_no_head() -> None:
    things: tuple[object, ...] = (None, [], "head", 7)
    for thing in things:
        with pytest.raises(Problem, match=r"400\.10"):
            Head.from_json(thing)


def test_each_entry_knows_its_road() -> None:
    write = Writer()
    lanes = [write(kind, {}).lane for kind in ("release_recorded", "stop_and_call", "note_added", "from_the_future")]
    assert lanes == [Lane.RELEASE, Lane.EXPRESS, Lane.NORMAL, Lane.NORMAL]
