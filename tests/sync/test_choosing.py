"""What goes first: models/choosing.py."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.models.choosing import Room, Waiting, choose

ROOM = Room(links=500, bytes=500_000)
NOTE, URGENT, RELEASE = "note_added", "stop_and_call", "release_recorded"


def row(no: int, case: str, device_no: int, kind: str = NOTE, faults: int = 0, later: bool = False) -> Waiting:
    return Waiting(no, case.encode(), device_no, kind, 1000, faults, later)


def numbers(rows: list[Waiting]) -> list[int]:
    return [each.no for each in rows]


def test_a_release_goes_before_all_else_and_before_the_earlier_ones_of_its_case() -> None:
    assert numbers(choose([row(1, "a", 1), row(2, "b", 1), row(3, "b", 2, RELEASE)], ROOM)) == [3, 1, 2]


def test_an_urgent_entry_takes_the_earlier_ones_of_its_case_along() -> None:
    waiting = [row(1, "a", 1), row(2, "b", 1), row(3, "b", 2), row(4, "b", 3, URGENT), row(5, "b", 4)]
    assert numbers(choose(waiting, ROOM)) == [2, 3, 4, 1, 5]


def test_the_order_of_a_case_is_its_device_numbers_even_when_they_came_otherwise() -> None:
    assert numbers(choose([row(1, "a", 2), row(2, "a", 1)], ROOM)) == [2, 1]


def test_an_entry_the_endpoint_failed_on_goes_last_and_alone_and_holds_its_case_only() -> None:
    waiting = [row(1, "a", 1, faults=1), row(2, "a", 2), row(3, "b", 1)]
    assert numbers(choose(waiting, ROOM)) == [3]
    assert numbers(choose(waiting[:2], ROOM)) == [1]


def test_of_a_case_with_an_entry_set_aside_only_releases_go() -> None:
    waiting = [row(1, "a", 2), row(2, "a", 3, RELEASE), row(3, "b", 1)]
    assert numbers(choose(waiting, ROOM, stopped=[b"a"])) == [2, 3]


def test_what_was_held_lets_the_others_go_first() -> None:
    assert numbers(choose([row(1, "a", 1, later=True), row(2, "b", 1)], ROOM)) == [2, 1]


def test_a_batch_ends_where_links_or_bytes_end_but_one_always_goes() -> None:
    waiting = [row(number, f"case {number}", 1) for number in range(1, 6)]
    assert numbers(choose(waiting, Room(2, 500_000))) == [1, 2]
    assert numbers(choose(waiting, Room(500, 3_500))) == [1, 2, 3]
    assert numbers(choose(waiting, Room(500, 10))) == [1]


KINDS = st.sampled_from([NOTE, URGENT, RELEASE])
ROWS = st.lists(st.tuples(st.sampled_from("abc"), KINDS, st.integers(0, 1), st.booleans()), max_size=12)


@given(ROWS)
def test_nothing_goes_twice_and_nothing_but_a_release_before_an_earlier_one(
    made: list[tuple[str, str, int, bool]],
) -> None:
    waiting = [row(no, case, no, kind, faults, later) for no, (case, kind, faults, later) in enumerate(made, 1)]
    chosen = choose(waiting, ROOM)
    assert len(set(numbers(chosen))) == len(chosen)
    assert bool(chosen) == bool(waiting)
    for place, each in enumerate(chosen):
        earlier = {
            other.no
            for other in waiting
            if other.case_id == each.case_id and other.no < each.no and not other.is_release
        }
        assert each.is_release or earlier <= set(numbers(chosen[:place]))
