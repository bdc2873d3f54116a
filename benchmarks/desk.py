"""Stores for the benchmarks: made under a practice agency, and filled as sync fills them, fast.

A desk is one real encrypted store with its person signed in. `fill` brings in whole cases as entries of a colleague,
signed, through `models.arrivals`, some hundred entries in each transaction. No network, no screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from desktop.cli import practice
from desktop.domain import encounter, times
from desktop.domain.encounter import EncounterForm
from desktop.domain.journal import KINDS
from desktop.models import arrivals, introduction, making, opening
from desktop.models.arrivals import Arrived, Piece
from desktop.models.secrets import DeviceSecrets
from desktop.models.store import Store
from desktop.models.thread import Database
from desktop.models.tx import Tx
from desktop.seal import entry, ids
from desktop.seal.entry import Parsed
from desktop.seal.primitives import SigningKey
from desktop.sync.enrol import Applicant

PASSPHRASE = "seven quiet lamps at noon"
ZONE = "America/New_York"
COLLEAGUE = "P-106"
PER_TRANSACTION = 500
HELD_EVERY = 200  # one case in so many has a clock that runs
Act = tuple[str, Mapping[str, object]]

WORDS = (
    "The person said that family lives at the address given and was found there before; the neighbour who opened "
    "confirmed it. Asked whether medicine is needed, the person named one, twice a day, and had it along. The papers "
    "shown were copied, both sides, and given back. Nothing else was asked and nothing else was said at this time. "
)


class MemoryKeyring:
    """A key ring for as long as the benchmark runs."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def get(self, user: str) -> str | None:
        return self._kept.get(user)

    def set(self, user: str, value: str) -> None:
        self._kept[user] = value

    def delete(self, user: str) -> None:
        self._kept.pop(user, None)


@dataclass
class Desk:
    """A folder with a store, and what opens it."""

    folder: Path
    secrets: DeviceSecrets = field(default_factory=MemoryKeyring)
    filler: Filler = field(default_factory=lambda: Filler())

    def unlock(self, database: Database | None = None) -> Store:
        """Signs the person in. database: its thread, a new one if none."""
        return opening.unlock(self.folder, practice.BADGE, PASSPHRASE, self.secrets, database=database or Database())


def make(folder: Path, secrets: DeviceSecrets | None = None) -> Desk:
    """A new store with pack and authorization taken in."""
    desk = Desk(folder, secrets or MemoryKeyring())
    agency, applicant = practice.Practice(datetime.now(UTC)), Applicant.new()
    making.create(folder, practice.new_store(agency, applicant, PASSPHRASE), desk.secrets)
    store = desk.unlock()
    papers = [agency.pack(), agency.authorization(applicant)]
    store.write(lambda tx: introduction.take(tx, papers)).result()
    store.write(lambda tx: introduction.heard(tx, datetime.now(UTC))).result()
    store.close()
    return desk


@dataclass
class Filler:
    """A colleague at another device, whose cases come in under the endpoint's numbers."""

    device: str = field(default_factory=ids.new_id)
    key: SigningKey = field(default_factory=SigningKey.new)
    seq: int = 0
    case_ids: list[str] = field(default_factory=list)

    def fill(self, store: Store, cases: int, entries: int) -> list[str]:
        """So many cases of so many entries each. Answers with their ids."""
        first = len(self.case_ids)
        coming = self._coming(store, cases, entries)
        size = max(1, PER_TRANSACTION // entries) * entries
        while piece := tuple(islice(coming, size)):
            store.write(_taking(piece)).result()
        return self.case_ids[first:]

    def _coming(self, store: Store, cases: int, entries: int) -> Iterator[Arrived]:
        pack = store.read(lambda tx: tx.pack).result()
        for number in range(len(self.case_ids), len(self.case_ids) + cases):
            case_id = ids.new_id()
            self.case_ids.append(case_id)
            stopped = _stopped(number)
            opened = encounter.to_data(_form(number, stopped), case_id, pack, datetime.now(UTC))
            acts = [("encounter_recorded", opened), *_acts(number, stopped, entries - 1)]
            start = stopped + timedelta(minutes=5)
            for case_no, (kind, data) in enumerate(acts, 1):
                yield self._arrived(store.me.agency, case_id, case_no, kind, data, start + timedelta(seconds=case_no))

    def _arrived(
        self, agency: str, case_id: str, case_no: int, kind: str, data: Mapping[str, object], at: datetime
    ) -> Arrived:
        self.seq += 1
        head, sealed = entry.make(self._head(agency, case_id, case_no - 1, kind, at), data, self.key.sign)
        item: tuple[int, int, str, int, tuple[str, ...], str]
        item = (self.seq, case_no, self.device, case_no, (), times.to_text(at))
        return Arrived(agency, False, item, Parsed(head, dict(data), sealed))

    def _head(self, agency: str, case_id: str, base_no: int, kind: str, at: datetime) -> dict[str, object]:
        return {
            "v": 1,
            "id": ids.new_id(),
            "agency": agency,
            "case_id": case_id,
            "kind": kind,
            "kind_v": 1,
            "actor": COLLEAGUE,
            "role": "TFO",
            "auth": "",
            "device": self.device,
            "occurred_at": at,
            "tz": ZONE,
            "clock": "ok",
            "base_no": base_no,
            "pack": "",
            "must_know": KINDS[kind].must_know,
        }


def _taking(piece: Sequence[Arrived]) -> Callable[[Tx], object]:
    return lambda tx: arrivals.take(tx, None, Piece(tuple(piece)), {})


def _stopped(number: int) -> datetime:
    """When the stop of this case began: some hours or weeks ago; of a case with a clock, within the day."""
    within = timedelta(hours=4 + number % 20)
    return datetime.now(UTC) - (within if _is_held(number) else timedelta(minutes=30 + number % 50_000))


def _is_held(number: int) -> bool:
    return number % HELD_EVERY == 0


def _form(number: int, stopped: datetime) -> EncounterForm:
    """A traffic stop."""
    return EncounterForm(
        model="TFM",
        contact_reason="traffic_stop",
        call_for_service="no",
        offence="ZZ 1-1 · speeding",
        role="suspect",
        place_type="road",
        where=f"County road {number % 90}, mile {number % 40}",
        stop_start=stopped,
        name=f"Sample, {number:05}",
    )


def _acts(number: int, stopped: datetime, count: int) -> list[Act]:
    """What follows in a case: facts, notes and, in some, an arrest; in turns."""
    made: list[Act] = []
    for turn in range(count):
        if turn == 0 and _is_held(number):
            at = times.with_zone(stopped + timedelta(minutes=4), ZONE)
            made.append(("event_recorded", {"what": "arrest_without_warrant", "at": at, "source": "officer"}))
        elif turn % 4 == 1:
            made.append(("facts_edited", {"changes": [fact(turn, number)]}))
        else:
            made.append(("note_added", {"text": f"{number}.{turn} {WORDS}"}))
    return made


def fact(turn: int, number: int) -> dict[str, Any]:
    """One change of one fact."""
    fields = ("care", "children", "lawyer", "consulate")
    return {"field": fields[turn % 4], "value": f"Noted {number}.{turn}", "source": "self", "reliability": "said"}
