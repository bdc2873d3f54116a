"""Section 10 of security.md: whatever bytes arrive, a reader of `seal` gives a value or a numbered problem."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.problems import Problem
from desktop.seal import canonical, checkpoint, dsse, entry, slots, tree
from desktop.seal.primitives import verify_plain
from desktop.seal.trust import Trust
from desktop.seal.verify import verify
from tests.seal.exports import story
from tests.seal.vectors import key, un, wire
from tests.seal.vectors import slots as slot_vectors

LINES = [one["line"].encode() for one in wire()["entries"]]
SLOTS = [un(one["file"]) for one in slot_vectors()["files"]]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=8), inside, max_size=4),
    max_leaves=12,
)


@st.composite
def damaged(draw: st.DrawFn, originals: list[bytes]) -> bytes:
    """An original with a piece of it replaced by other bytes."""
    raw = draw(st.sampled_from(originals))
    start = draw(st.integers(0, len(raw)))
    end = draw(st.integers(start, min(len(raw), start + 8)))
    return raw[:start] + draw(st.binary(max_size=8)) + raw[end:]


def answers(reader: Callable[..., Any], *args: Any) -> str:
    """The code of the problem, or "" for a value."""
    try:
        reader(*args)
    except Problem as problem:
        return problem.code
    return ""


@given(st.binary(max_size=300) | damaged(LINES))
def test_any_line_is_an_entry_or_a_numbered_problem(line: bytes) -> None:
    assert answers(entry.parse, line) in ("", "400.10", "413.10")
    assert len(entry.line_hash(line)) == 32
    entry.odd_release(line)


@given(st.binary(max_size=300) | damaged(SLOTS))
def test_any_slots_file_has_a_good_shape_or_is_not_right(raw: bytes) -> None:
    assert answers(slots.read, raw) in ("", "401.1")


@given(VALUES)
def test_any_value_is_written_and_read_back_or_refused(value: object) -> None:
    if answers(canonical.dumps, value) == "":
        assert canonical.loads(canonical.dumps(value)) == value


@given(st.binary(max_size=60))
def test_any_bytes_are_canonical_or_refused(raw: bytes) -> None:
    if answers(canonical.loads, raw) == "":
        assert canonical.dumps(canonical.loads(raw)) == raw


@given(VALUES | st.fixed_dictionaries({"payload": VALUES, "payloadType": VALUES, "signatures": VALUES}))
def test_anything_handed_in_as_a_document_is_refused(value: object) -> None:
    trust = Trust.start(story().roots)
    documents = (trust.with_keys, trust.device, trust.authorization, trust.revocation, trust.pack, trust.follow)
    assert {answers(reader, value) for reader in (*documents, Trust.start)} == {"422.10"}
    assert dsse.kind_of(value) == ""


@given(VALUES, st.sampled_from(["agency", "version", "training", "roles", "keys", "seals", "recovery"]))
def test_roots_with_any_value_in_a_field_are_roots_or_refused(value: Any, field: str) -> None:
    changed: dict[str, Any] = {field: value}
    if answers(canonical.dumps, value) == "":
        assert answers(Trust.start, story().world.roots(**changed)) in ("", "422.10")
        assert answers(Trust.start, story().world.roots(**changed), bytes(32)) == "422.10"


@given(st.text(max_size=200))
def test_any_text_is_no_checkpoint_no_secret_and_no_proof(text: str) -> None:
    assert answers(checkpoint.read, text, "x/y", key("checkpoint")) == "422.10"
    assert answers(slots.DeviceSecret.from_text, text) == "401.1"
    now = story().journal.leaves[0]
    assert not verify_plain(text.encode(), b"", now["id"].encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_a_frontier_or_refused(raw: bytes) -> None:
    assert answers(tree.Frontier.from_bytes, raw) in ("", "400.10")


@settings(max_examples=200)
@given(st.lists(VALUES, max_size=4))
def test_any_lines_closed_as_an_export_end_with_a_code(values: list[Any]) -> None:
    lines = [canonical.dumps(value) for value in values if answers(canonical.dumps, value) == ""]
    assert verify(story().close(lines), story().roots).code in (1, 2)
    assert verify(b"\n".join(lines), story().roots).code in (2, 3)


@pytest.mark.parametrize("depth", [17, 5000, 200_000])
def test_s54_deep_nesting_costs_nothing(depth: int) -> None:
    assert answers(canonical.loads, b"[" * depth + b"]" * depth) == "400.10"
    assert answers(entry.parse, (b"[" * depth + b"]" * depth)[: entry.LIMIT]) == "400.10"
