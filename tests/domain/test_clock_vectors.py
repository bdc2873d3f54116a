import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.domain import deadlines, times
from desktop.domain.case import Case
from desktop.domain.deadlines import Witness, effective_now
from desktop.domain.fold import fold
from desktop.domain.journal import Event
from desktop.domain.policy import Pack
from tests.domain import builders
from tests.domain.builders import LAW, Writer

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "clocks.json").read_text("utf-8"))
CASES: list[dict[str, Any]] = VECTORS["cases"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def entry(write: Writer, event: Mapping[str, str], zone: str) -> Event:
    """The entry that a vector's event stands for."""
    recorded = at(event["recorded_at"])
    moment = {
        "utc": times.to_text(at(event.get("t0") or event.get("t1") or event.get("time") or "2026-01-01T00:00Z")),
        "zone": zone,
    }
    kinds: dict[str, tuple[str, dict[str, object]]] = {
        "release_event": ("event_recorded", {"what": "release_event", "at": moment}),
        "t0_earlier": ("event_recorded", {"what": "release_event", "at": moment}),
        "warrant_arrest": ("event_recorded", {"what": "warrant_arrest", "at": moment}),
        "arrest_without_warrant": ("arrest_made", {"at": moment}),
        "t0_later_asked": ("note_added", {"text": "Please move T0 to a later time."}),
        "t0_later_granted": ("t0_moved_later", {"t0": moment, "reason": "granted"}),
    }
    if event["kind"] == "d4_extended":
        limit = {"utc": times.to_text(at(event["new_limit"])), "zone": zone}
        extension = {"clock": "D4", "reason_code": event["code"], "narrative": event["narrative"], "new_limit": limit}
        return write("limit_extended", extension, at=recorded)
    kind, data = kinds[event["kind"]]
    return write(kind, data, at=recorded)


def as_case(given: Mapping[str, Any]) -> Case:
    write, now = Writer(), at(given["now"])
    start = builders.encounter(
        given["model"], at={"utc": "2026-01-01T00:00:00.000Z", "zone": given["zone"]}, facility_code=""
    )
    case = fold(None, write("encounter_recorded", start, at=at("2026-01-01T00:00Z")), LAW)
    for event in given["events"]:
        if at(event["recorded_at"]) <= now:
            case = fold(case, entry(write, event, given["zone"]), LAW)
    return case


def pack_of(given: Mapping[str, Any]) -> Pack:
    sample = json.loads(json.dumps(builders.DOCS["policy_pack.sample"]))
    for key, value in given.get("pack", {}).items():
        sample["values"][key]["value"] = value
    return Pack.parse(sample)


def witness(given: Mapping[str, Any]) -> Witness:
    known = given.get("witnesses") or {}
    monotonic = signed = None
    if known.get("system_at_record") and known.get("monotonic_since_record") is not None:
        monotonic = at(known["system_at_record"]) + timedelta(seconds=known["monotonic_since_record"])
    if known.get("last_signed_sync") and known.get("monotonic_since_sync") is not None:
        signed = at(known["last_signed_sync"]) + timedelta(seconds=known["monotonic_since_sync"])
    return Witness(at(given["now"]), monotonic, signed)


@pytest.mark.parametrize("vector", CASES, ids=[f"{v['id']} {v['why']}" for v in CASES])
def test_the_clocks_end_when_the_vectors_say(vector: dict[str, Any]) -> None:
    given, expected = vector["input"], vector["expect"]
    case, pack = as_case(given), pack_of(given)
    ends = {clock.id: clock.ends_at for clock in deadlines.running(case, pack, LAW)}
    for number in ("d1", "d2", "d3", "d4"):
        wanted = expected.get(f"{number}_ends")
        assert ends.get(number.upper()) == (at(wanted) if wanted else None), number
    if "t0_effective" in expected:
        assert deadlines.t0(case, pack, LAW) == at(expected["t0_effective"])
    if "second_person_task" in expected:
        assert deadlines.second_person_needed(case) is expected["second_person_task"]


@pytest.mark.parametrize("vector", CASES, ids=[f"{v['id']} {v['why']}" for v in CASES])
def test_the_hold_ends_when_the_vectors_say(vector: dict[str, Any]) -> None:
    given, expected = vector["input"], vector["expect"]
    case, pack, now = as_case(given), pack_of(given), effective_now(witness(given))
    end = deadlines.hold_end(case, pack, LAW)
    assert end == (at(expected["hold_ends"]), expected["ended_by"])
    assert end[0] == at(expected["hold_ends_utc"])
    assert now == at(expected["now_effective"])
    assert max(0, int((end[0] - now).total_seconds())) == expected["remaining_seconds"]
    assert (deadlines.release_due(case, pack, LAW, now) is not None) is expected["release_due"]


def test_the_examples_beside_the_clocks_hold_too() -> None:
    document: Any = builders.DOCS["clocks"]
    for example in document["examples"]:
        start = at(example["t0"])
        assert deadlines.working_end(start, 172_800, example["zone"], LAW) == at(example["d1_ends"])
        assert start + timedelta(seconds=172_800) == at(example["d2_ends"])
