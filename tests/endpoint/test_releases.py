"""A release is accepted whatever is missing, expired, suspended or out of order; what looks odd is a flag."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from desktop.seal import canonical, entry, ids
from desktop.seal.primitives import SigningKey
from desktop.sync import protocol
from endpoint.pace import EXCHANGES
from endpoint.store import logs
from tests.endpoint.kit import NOW, Act, Device, World


def wrong_signature(device: Device) -> Act:
    return device.freed(ids.new_id(), by=SigningKey.new())


def unknown_person(device: Device) -> Act:
    return device.freed(ids.new_id(), actor="P-999")


def used_id(device: Device) -> Act:
    first = device.encounter()
    device.exchange([first])
    return device.freed(ids.new_id(), id=first.id)


def used_number(device: Device) -> Act:
    first = device.encounter()
    device.exchange([first])
    return replace(device.freed(first.case_id), number=1)


def another_agency(device: Device) -> Act:
    return device.freed(ids.new_id(), agency="ZZ-OTHER")


def not_canonical(device: Device) -> Act:
    act = device.freed(ids.new_id())
    return replace(act, line=act.line.replace(b'"head":{', b'"head": {'))


def no_case(device: Device) -> Act:
    act = device.freed(ids.new_id())
    return replace(act, line=act.line.replace(act.case_id.encode(), b"a case nobody knows ......................"))


def nothing_but_its_kind(device: Device) -> Act:
    return Act(b'{"head":{"kind":"release_recorded"}}', "", "", 0)


def too_large(device: Device) -> Act:
    return device_line(device, b'{"at":"' + b"x" * 70_000)


def device_line(device: Device, start: bytes) -> Act:
    act = device.freed(ids.new_id())
    return replace(act, line=act.line.replace(b'{"at":', start + b'","also":', 1))


def erased(device: Device) -> Act:
    act = device.freed(ids.new_id())
    sealed = entry.parse(act.line).sealed
    return replace(act, line=entry.Sealed(sealed.head, None, None, sealed.by).line)


ODD = (
    wrong_signature,
    unknown_person,
    used_id,
    used_number,
    another_agency,
    not_canonical,
    no_case,
    nothing_but_its_kind,
    too_large,
    erased,
)


@pytest.mark.parametrize("make", ODD, ids=lambda make: make.__name__)
def test_a_release_in_an_odd_shape_is_accepted_and_flagged_and_keeps_its_verdict(
    officer: Device, make: Callable[[Device], Act]
) -> None:
    act = make(officer)
    said = officer.verdict(act)
    assert (said.verdict, said.flags) == ("accepted", ("odd_shape",))
    assert officer.verdict(act) == said


def test_a_release_before_what_it_follows_is_accepted_and_the_rest_follows(officer: Device) -> None:
    first = officer.encounter()
    note = officer.note(first.case_id)
    freed = officer.freed(first.case_id)
    said = officer.verdict(freed)
    assert (said.verdict, said.flags, said.case_no, said.device_no) == ("accepted", ("early",), 1, 3)
    later = officer.exchange([first, note, officer.note(first.case_id)])
    assert [(each.verdict, each.case_no) for each in later.verdicts] == [("accepted", no) for no in (2, 3, 4)]


@pytest.mark.parametrize("status", ["suspended", "revoked"])
def test_a_release_of_a_device_that_is_not_trusted_is_accepted_as_suspect(
    world: World, officer: Device, status: str
) -> None:
    with world.core.store.write() as con:
        logs.set_status(con, ids.to_bytes(officer.id), status)
    said = officer.exchange([officer.freed(ids.new_id()), officer.note(ids.new_id())])
    assert (said.verdicts[0].verdict, said.verdicts[0].flags) == ("accepted", ("suspect_device",))
    assert said.verdicts[1].verdict == "held"


def test_a_release_under_an_ended_authorization_and_a_wrong_clock_is_accepted(world: World, officer: Device) -> None:
    world.clock.time = NOW.replace(year=2030)
    officer.sign_in()
    said = officer.verdict(officer.freed(ids.new_id(), occurred_at=NOW.replace(year=2040), clock="back"))
    assert (said.verdict, said.flags) == ("accepted", ("odd_clock",))


def test_a_flood_is_slowed_and_a_push_with_a_release_is_not(officer: Device) -> None:
    for _ in range(int(EXCHANGES[1]) + 1):
        answer = officer.try_exchange()
    assert protocol.read_problem(429, answer.content).code == "429.10"
    assert answer.headers["retry-after"]
    assert officer.verdict(officer.freed(ids.new_id())).verdict == "accepted"


def test_a_locked_release_is_taken_at_once_and_a_repeat_is_told_the_same(world: World, officer: Device) -> None:
    act = officer.locked_release()
    body = officer.release_body(act)
    first = officer.post("/v1/release", body)
    assert first.status_code == 202
    assert protocol.read_answer(protocol.Released, first.content).id == act.id
    world.clock.on(hours=2)
    world.restart()
    assert officer.post("/v1/release", body).content == first.content
    again = officer.post("/v1/release", officer.release_body(act))
    assert again.content == first.content


def test_the_link_of_a_locked_release_is_answered_with_its_stored_verdict_and_its_number_counts(
    officer: Device,
) -> None:
    first = officer.encounter()
    officer.exchange([first])
    act = officer.locked_release(first.case_id)
    officer.post("/v1/release", officer.release_body(act))
    said = officer.exchange([act, officer.note(first.case_id)])
    assert [(each.verdict, each.case_no, each.device_no) for each in said.verdicts] == [
        ("accepted", 2, 0),
        ("accepted", 3, 3),
    ]
    assert said.verdicts[0].flags == ()


def test_a_locked_release_needs_no_session_no_version_and_no_certificate(world: World, officer: Device) -> None:
    with world.core.store.write() as con:
        logs.set_status(con, ids.to_bytes(officer.id), "revoked")
    answer = world.client.post("/v1/release", content=canonical.dumps(officer.release_body(officer.locked_release())))
    assert answer.status_code == 202


def test_a_release_signed_by_nobody_is_taken_when_its_box_is_the_desks(officer: Device) -> None:
    act = officer.locked_release()
    sealed = entry.parse(act.line).sealed
    bare = replace(act, line=entry.Sealed(sealed.head, sealed.data, sealed.salt, b"").line)
    assert officer.post("/v1/release", officer.release_body(bare)).status_code == 202
    assert officer.verdict(bare).flags == ("odd_shape",)


def test_another_hand_another_box_and_another_kind_get_numbered_problems(officer: Device) -> None:
    act = officer.locked_release()
    forged = officer.post("/v1/release", officer.release_body(act, key=SigningKey.new()))
    assert protocol.read_problem(422, forged.content).code == "422.10"
    note = officer.post("/v1/release", officer.release_body(officer.note(ids.new_id())))
    assert protocol.read_problem(400, note.content).code == "400.10"
    stranger = officer.release_body(act) | {"device": ids.new_id()}
    assert protocol.read_problem(404, officer.post("/v1/release", stranger).content).code == "404.10"
    body = {"device": officer.id, "box": canonical.to_b64(bytes(200)), "time": "2026-11-24T15:00:00.000Z"}
    body["sig"] = canonical.to_b64(officer.desk.sign("release", canonical.dumps(body)))
    assert protocol.read_problem(422, officer.post("/v1/release", body).content).code == "422.10"
