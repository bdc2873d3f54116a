"""A release recorded while locked reaches the disk whatever else is broken (S-31, S-33)."""

import ast
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.domain.problems import World
from desktop.domain.times import from_text, to_text
from desktop.locked import box
from desktop.locked.board import Known, look, read_again, with_keys
from desktop.locked.box import LockedRelease, mark_received, record, unsent
from desktop.seal import board as files
from desktop.seal import canonical, entry, ids
from desktop.seal.board import Board, BoardRow, Desk, DeskKeys
from desktop.seal.primitives import SigningKey, hpke_open, new_p384, random, verify

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
STORE_SECRET, STORE_PUBLIC = new_p384()
INTAKE_SECRET, INTAKE_PUBLIC = new_p384()
KEYS = DeskKeys(random(32), random(32))
DESK = Desk(
    "0" * 32, ids.new_id(), "XX0000001", "Sample jail", "America/New_York", "https://127.0.0.1:1", ("pin",), "PEM",
    INTAKE_PUBLIC, STORE_PUBLIC,
)  # fmt: skip
ROW = BoardRow("24-0001", "Unit B", NOW + timedelta(hours=2), "26-ABC123", "D2", ids.new_id())
ASKED = LockedRelease("24-0001", NOW - timedelta(minutes=1), "116")


@pytest.fixture
def known(tmp_path: Path) -> Known:
    """A locked desk as a store leaves it behind."""
    (tmp_path / files.DESK_FILE).write_bytes(files.encode_desk(DESK))
    board = files.seal_board(KEYS.board, DESK.store_id, Board((ROW,), 3, to_text(NOW - timedelta(hours=1))))
    (tmp_path / files.BOARD_FILE).write_bytes(board)
    (tmp_path / files.BOX_FILE).write_bytes(files.new_box())
    return with_keys(look(tmp_path), KEYS.to_text())


def opened(known: Known, at: int = -1) -> entry.Parsed:
    """What the next sign-in will find."""
    kept = list(files.records((known.folder / files.BOX_FILE).read_bytes()))[at]
    line = hpke_open(STORE_SECRET, kept.box, files.release_info(DESK.device))
    return entry.parse(line, signed=False)


def test_the_locked_window_knows_the_clocks_and_the_waiting(known: Known) -> None:
    assert (known.board.rows, known.board.waiting, known.board_read) == ((ROW,), 3, True)


def test_board_bin_shows_nothing_without_its_key(known: Known) -> None:
    raw = (known.folder / files.BOARD_FILE).read_bytes()
    assert not any(word.encode() in raw for word in (ROW.booking_no, ROW.place, ROW.number))


def test_a_release_is_sealed_to_the_store_and_to_the_endpoint_and_signed_by_the_desk(known: Known) -> None:
    kept = record(known, ASKED, NOW)
    parsed = opened(known)
    assert (parsed.head.id, parsed.head.case_id, parsed.head.kind) == (kept.entry_id, ROW.case_id, "release_locked")
    assert parsed.data == {
        "booking_no": "24-0001",
        "badge": "116",
        "at": {"utc": "2026-11-24T14:59:00.000Z", "zone": "America/New_York"},
    }
    desk = SigningKey(KEYS.desk_seed)
    assert verify(desk.public, "entry", parsed.sealed.hash, parsed.sealed.by)
    assert kept.ask is not None
    line = hpke_open(INTAKE_SECRET, canonical.from_b64(kept.ask["box"]), files.release_info(DESK.device))
    assert line == parsed.sealed.line
    assert verify(desk.public, "release", entry.message_bytes(kept.ask), canonical.from_b64(kept.ask["sig"]))


def test_without_the_key_ring_it_is_written_unsigned_and_not_sent(known: Known) -> None:
    locked = with_keys(look(known.folder), None)
    kept = record(locked, ASKED, NOW)
    assert (kept.ask, opened(known).sealed.by, unsent(known.folder)) == (None, b"", ())


def test_a_number_on_no_clock_makes_a_case_of_its_own(known: Known) -> None:
    record(known, replace(ASKED, booking_no="nobody knows"), NOW)
    assert opened(known).head.case_id != ROW.case_id


@pytest.mark.parametrize("typed", ["", "\ud800", "x" * 5000, "'; drop table", "\0", "مرحبا"])
def test_nothing_that_is_typed_can_refuse_it(known: Known, typed: str) -> None:
    record(known, LockedRelease(typed, NOW + timedelta(days=4000), typed), NOW)
    assert opened(known).head.kind == "release_locked"


def test_a_clock_set_back_is_said_in_the_head(known: Known) -> None:
    record(known, ASKED, NOW - timedelta(days=3))
    assert opened(known).head.clock == "back"


def test_a_board_that_does_not_open_costs_the_clocks_and_not_the_release(known: Known) -> None:
    (known.folder / files.BOARD_FILE).write_bytes(b"cut")
    again = read_again(known)
    assert (again.board.rows, again.board_read) == ((), False)
    assert record(again, ASKED, NOW).ask


def test_the_room_is_on_the_disk_before_it_is_needed(known: Known) -> None:
    """A full disk takes no new block: the file must neither grow nor be replaced."""
    path = known.folder / files.BOX_FILE
    before = path.stat()
    for _ in range(10):
        record(known, ASKED, NOW)
    after = path.stat()
    assert (after.st_size, after.st_ino, after.st_blocks) == (before.st_size, before.st_ino, before.st_blocks)
    assert len(unsent(known.folder)) == 10


def test_a_box_that_is_damaged_is_put_aside_and_a_new_one_takes_the_release(known: Known) -> None:
    (known.folder / files.BOX_FILE).write_bytes(b"something else")
    record(known, ASKED, NOW)
    assert opened(known).head.kind == "release_locked"
    assert (known.folder / "release.damaged").read_bytes() == b"something else"


def test_a_torn_record_is_written_over_and_the_earlier_ones_stay(known: Known) -> None:
    first, second = record(known, ASKED, NOW), record(known, ASKED, NOW)
    path = known.folder / files.BOX_FILE
    data = bytearray(path.read_bytes())
    data[files.end_of(bytes(data)) - 1] ^= 1
    path.write_bytes(data)
    third = record(known, ASKED, NOW)
    assert [each.entry_id for each in unsent(known.folder)] == [first.entry_id, third.entry_id]
    assert second.entry_id != third.entry_id


def test_what_the_endpoint_has_is_not_sent_again_and_stays_for_the_journal(known: Known) -> None:
    first, second = record(known, ASKED, NOW), record(known, ASKED, NOW)
    mark_received(known.folder, first.entry_id)
    assert [each.entry_id for each in unsent(known.folder)] == [second.entry_id]
    assert opened(known, 0).head.id == first.entry_id


def test_a_folder_without_store_desk_says_so_plainly(tmp_path: Path) -> None:
    with pytest.raises(World) as said:
        record(look(tmp_path), ASKED, NOW)
    assert said.value.code == "500.1"


def test_a_disk_that_takes_nothing_is_the_worlds_fault(known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(World) as said:
        record(known, ASKED, NOW)
    assert said.value.code == "507.1"


def test_from_f9_to_disk_no_role_token_gate_pack_or_network_is_known() -> None:
    """S-33: what the module imports is all it can ask."""
    tree = ast.parse(Path(box.__file__).read_text())
    named = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    ours = {name for name in named if name.startswith("desktop")}
    assert ours <= {
        "desktop.domain.problems",
        "desktop.domain.times",
        "desktop.locked.board",
        "desktop.seal",
        "desktop.seal.board",
        "desktop.seal.primitives",
    }


def test_the_time_of_the_board_is_read_as_it_was_written(known: Known) -> None:
    assert from_text(known.board.written_at) == NOW - timedelta(hours=1)
