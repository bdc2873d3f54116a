"""Which waiting entries go next, and in which order.

delivery.py asks, with the light half of the rows; nothing here touches the file. A release never waits for anything;
an urgent entry takes the earlier ones of its case along; all else goes by age. Source: protocol.md section 3, "Up".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from desktop.domain.journal import KINDS, Lane

_URGENCY: Final = {Lane.RELEASE: 0, Lane.EXPRESS: 1, Lane.NORMAL: 2}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One entry without an answer. no: order of arrival here; size: bytes of its line; later: it was held, let others
    go.

    faults: how often the endpoint failed on it.
    """

    no: int
    case_id: bytes
    device_no: int
    kind: str
    size: int
    faults: int = 0
    later: bool = False

    @property
    def is_release(self) -> bool:
        """Whether it travels before all else and out of order."""
        return lane_of(self.kind) is Lane.RELEASE


@dataclass(frozen=True, slots=True)
class Room:
    """What fits into one push: entries, a count, and bytes of their lines; one always fits. most: of bare links."""

    links: int
    bytes: int
    most: int = 500


def lane_of(kind: str) -> Lane:
    """The road of a kind; one we do not know travels with the rest."""
    known = KINDS.get(kind)
    return known.lane if known else Lane.NORMAL


def choose(waiting: Sequence[Waiting], room: Room, stopped: Iterable[bytes] = ()) -> list[Waiting]:
    """The entries of the next push, in the order of their links.

    stopped: cases with an entry that was set aside: of them only releases go. An entry the endpoint failed on goes
    last and alone, so that it can take no other with it; the later ones of its case wait for its verdict.
    """
    chosen: list[Waiting] = []
    size = 0
    for row in _in_order(waiting, frozenset(stopped)):
        full = len(chosen) == room.links or size + row.size > room.bytes or row.faults
        if chosen and (full or chosen[0].faults):
            break
        chosen.append(row)
        size += row.size
    return chosen


def _in_order(waiting: Sequence[Waiting], stopped: frozenset[bytes]) -> Iterator[Waiting]:
    """Every entry that may go, each once, no entry before an earlier one of its case unless it is a release."""
    cases = _by_case(waiting)
    taken: set[int] = set()
    for row in sorted(waiting, key=_rank):
        if row.is_release:
            yield row
            continue
        for each in () if row.case_id in stopped else _up_to(row, cases[row.case_id]):
            if each.no not in taken:
                taken.add(each.no)
                yield each


def _rank(row: Waiting) -> tuple[bool, bool, int, int]:
    return row.faults > 0, row.later, _URGENCY[lane_of(row.kind)], row.no


def _by_case(waiting: Sequence[Waiting]) -> dict[bytes, list[Waiting]]:
    cases: defaultdict[bytes, list[Waiting]] = defaultdict(list)
    for row in sorted(waiting, key=lambda each: each.device_no):
        if not row.is_release:
            cases[row.case_id].append(row)
    return cases


def _up_to(row: Waiting, case: list[Waiting]) -> list[Waiting]:
    """The entries of the case up to this one; none if an earlier one met a fault and still has no verdict."""
    earlier = [each for each in case if each.device_no <= row.device_no]
    if any(each.faults for each in earlier if each is not row):
        return []
    return earlier
