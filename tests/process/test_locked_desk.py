"""What the locked window shows, what it says when something is wrong, and how a release leaves it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import resources
from desktop.domain.problems import Problem, World
from desktop.domain.times import to_text
from desktop.locked.box import unsent
from desktop.locked.desk import LockedDesk
from desktop.locked.sending import Sending
from desktop.locked.state import ROLES, LockedState
from desktop.seal import board as files
from desktop.seal import ids
from desktop.seal.board import Board, BoardRow, BoxRecord, Desk, DeskKeys
from desktop.seal.primitives import new_p384, random

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
KEYS = DeskKeys(random(32), random(32))
DESK = Desk(
    store_id="0" * 32,
    device=ids.new_id(),
    agency="ZZ0000100",
    place="Sample jail",
    zone="America/New_York",
    endpoint="https://127.0.0.1:1",
    pins=("pin",),
    tls_root="PEM",
    intake=new_p384()[1],
    store_intake=new_p384()[1],
    training=True,
    signins=({"name": "Emery Mockup", "role": "TFO", "badge": "105", "passphrase": "words"},),
)
ROWS = (
    BoardRow("24-0002", "B", NOW + timedelta(hours=3), "26-B", "D2", ids.new_id()),
    BoardRow("", "A", NOW + timedelta(hours=1), "26-A", "D2", ids.new_id()),
)


class Seat:
    """A locked desk with a view that remembers, a clock that is moved, and tones that are counted."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, NOW
        self.shown: list[LockedState] = []
        self.heard: list[str] = []
        self.desk = LockedDesk(folder, self.shown.append, lambda: self.now, self.heard.append)

    @property
    def state(self) -> LockedState:
        return self.shown[-1]


@pytest.fixture
def seat(tmp_path: Path) -> Seat:
    (tmp_path / files.DESK_FILE).write_bytes(files.encode_desk(DESK))
    board = Board(ROWS, 3, to_text(NOW))
    (tmp_path / files.BOARD_FILE).write_bytes(files.seal_board(KEYS.board, DESK.store_id, board))
    (tmp_path / files.BOX_FILE).write_bytes(files.new_box())
    return Seat(tmp_path)


def test_before_the_key_ring_answers_the_place_stands_and_the_clocks_are_not_known(seat: Seat) -> None:
    assert (seat.state.place, seat.state.clocks, seat.state.training) == ("Sample jail", None, True)
    assert (seat.state.signins[0].role, seat.state.signins[0].passphrase) == ("Task force officer", "words")


def test_then_the_clocks_stand_the_nearest_first_a_vehicle_by_its_case_number(seat: Seat) -> None:
    seat.desk.take_keys(KEYS.to_text())
    assert [clock.booking_no for clock in seat.state.clocks or ()] == ["26-A", "24-0002"]
    assert (seat.state.waiting, seat.state.clocks_problem) == (3, "")


def test_a_key_ring_that_is_silent_is_said_after_a_beat(seat: Seat) -> None:
    assert seat.desk.wants_keys()
    seat.desk.beat()
    assert seat.state.clocks_problem == ""
    seat.now = NOW + timedelta(seconds=10)
    seat.desk.beat()
    assert "has not answered yet" in seat.state.clocks_problem
    seat.desk.take_keys(KEYS.to_text())
    assert seat.state.clocks_problem == ""


def test_a_key_ring_is_asked_again_until_it_gives_keys_and_never_twice_at_once(seat: Seat) -> None:
    assert [seat.desk.wants_keys(), seat.desk.wants_keys()] == [True, False]
    seat.desk.take_keys(None)
    assert seat.desk.wants_keys()
    seat.desk.take_keys(KEYS.to_text())
    assert not seat.desk.wants_keys()
    assert seat.state.clocks_problem == ""


def test_without_keys_it_says_that_the_clocks_cannot_be_read(seat: Seat) -> None:
    seat.desk.take_keys(None)
    assert seat.state.clocks == ()
    assert "key ring" in seat.state.clocks_problem


def test_a_damaged_board_says_so(seat: Seat) -> None:
    (seat.folder / files.BOARD_FILE).write_bytes(b"cut")
    seat.desk.take_keys(KEYS.to_text())
    assert "damaged" in seat.state.clocks_problem


def test_a_store_nobody_signed_in_to_yet_has_no_clocks_and_no_complaint(seat: Seat) -> None:
    (seat.folder / files.BOARD_FILE).unlink()
    seat.desk.take_keys(None)
    assert (seat.state.clocks, seat.state.clocks_problem) == ((), "")


def test_a_wrong_passphrase_is_said_with_its_wait_and_nothing_more(seat: Seat) -> None:
    seat.desk.refuse(Problem("401.1", "Wait 4 seconds."))
    assert (seat.state.problem, seat.state.wait, seat.state.busy) == ("Not right.", 4, False)


def test_the_worlds_faults_carry_their_number(seat: Seat) -> None:
    seat.desk.refuse(World("507.1"))
    assert seat.state.problem.endswith("(507.1)")


def test_it_is_heard_when_a_step_is_passed_and_not_between(seat: Seat) -> None:
    seat.desk.take_keys(KEYS.to_text())
    seat.now = NOW + timedelta(seconds=10)
    seat.desk.beat()
    assert seat.heard == []
    seat.now = NOW + timedelta(hours=1, seconds=1)
    seat.desk.beat()
    assert seat.heard == ["overdue"]


def test_a_release_does_not_silence_it(seat: Seat) -> None:
    """S-32: a false release cannot hide a hold."""
    seat.desk.take_keys(KEYS.to_text())
    seat.desk.release("26-A", NOW, "116")
    seat.now = NOW + timedelta(hours=1, seconds=1)
    seat.desk.beat()
    assert seat.heard == ["overdue"]
    assert len(seat.state.clocks or ()) == 2


@pytest.mark.loud
def test_a_release_the_disk_refuses_belongs_on_paper(tmp_path: Path) -> None:
    seat = Seat(tmp_path)
    assert not seat.desk.release("24-0002", NOW, "116")
    assert "write it on paper" in seat.state.recorded


class Hand:
    """Runs what is handed aside when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def aside(self, job: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[Problem], None]) -> None:
        def run() -> None:
            try:
                result = job()
            except Problem as problem:
                failed(problem)
            else:
                done(result)

        self.waiting.append(run)

    def run(self) -> None:
        self.waiting.pop(0)()


class Wire:
    """The endpoint at the other end: takes releases unless the line is down."""

    def __init__(self) -> None:
        self.down = False
        self.got: list[str] = []

    def post(self, desk: Desk, record: BoxRecord) -> None:
        if self.down:
            raise World("503.2")
        self.got.append(record.entry_id)


def test_releases_go_out_one_after_the_other_and_what_fails_goes_again(seat: Seat) -> None:
    hand, wire = Hand(), Wire()
    sending = Sending(seat.desk, hand, wire.post)
    seat.desk.take_keys(KEYS.to_text())
    for _ in range(2):
        seat.desk.release("24-0002", NOW, "116")
        sending.go_on()
    assert len(hand.waiting) == 1
    wire.down = True
    hand.run()
    assert (len(unsent(seat.folder)), wire.got) == (2, [])
    wire.down = False
    sending.go_on()
    hand.run()
    hand.run()
    sending.go_on()
    assert (unsent(seat.folder), len(wire.got), hand.waiting) == ((), 2, [])
    assert seat.state.recorded == "Recorded here, and received."


def test_the_clear_half_survives_its_own_bytes() -> None:
    assert files.decode_desk(files.encode_desk(DESK)) == DESK
    with pytest.raises(World):
        files.decode_desk(files.encode_desk(replace(DESK, intake=b"short")))


def test_a_store_with_missing_entries_may_be_opened_all_the_same_once_a_person_says_so(seat: Seat) -> None:
    seat.desk.refuse(Problem("500.2", "2 entries are missing here."))
    assert seat.state.anyway
    assert seat.state.problem.startswith(
        "Entries that were saved here are missing. 2 entries are missing here. (500.2)"
    )
    seat.desk.say(busy=True)
    assert not seat.state.anyway
    seat.desk.refuse(Problem("401.1"))
    assert not seat.state.anyway


def test_roles_are_called_as_the_rules_call_them() -> None:
    roles: Any = resources.documents()["roles"]
    assert {row["code"]: row["label"] for row in roles["roles"]} == ROLES
