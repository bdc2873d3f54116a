"""Discover, enrolment, tokens: how one joins, and how one does not."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from desktop.seal import canonical, ids
from desktop.seal.primitives import SigningKey, verify
from desktop.seal.trust import Trust
from desktop.sync import protocol
from endpoint.sessions import TRIES
from endpoint.store import people
from resources import folder
from tests.endpoint.kit import AGENCY, Device, Person, World


def told(answer: Any, status: int) -> str:
    assert answer.status_code == status, answer.text
    return protocol.read_problem(status, answer.content).code


def test_discover_is_signed_over_the_callers_nonce(world: World) -> None:
    answer = world.client.get("/v1", params={"nonce": "0" * 32})
    said = protocol.read_answer(protocol.Discover, answer.content)
    key = world.core.keys.receipt.public
    assert verify(key, "discover", said.signed(), canonical.from_b64(said.sig))
    assert (said.nonce, said.training, said.protocols, said.wait_s) == ("0" * 32, True, (1,), 1)
    assert told(world.client.get("/v1"), 400) == "400.10"


def test_an_enrolled_device_gets_all_that_its_trust_rests_on(world: World) -> None:
    officer = Device(world, world.slip("officer"))
    said = officer.enrol()
    trust = Trust.start(said.roots.plain(), canonical.from_b64(said.root_key))
    trust.with_keys(said.keys.plain())
    assert trust.device(said.cert.plain()).device == officer.id
    words = (folder("data") / "words.txt").read_text("ascii").split()
    assert " ".join(trust.six_words(canonical.from_b64(said.root_key), words)) == world.slip("officer")["words"]
    assert said.pins[0] == world.slip("officer")["pin"]
    assert said.agency == AGENCY


def test_the_same_code_and_keys_get_the_same_answer(world: World) -> None:
    officer = Device(world, world.slip("officer"))
    body = officer.enrol_body()
    once = officer.post("/v1/enrol", body)
    again = officer.post("/v1/enrol", body)
    assert (once.status_code, once.content) == (201, again.content)


def test_a_spent_code_enrols_nobody_else(world: World) -> None:
    Device(world, world.slip("officer")).enrol()
    other = Device(world, world.slip("officer"))
    assert told(other.post("/v1/enrol", other.enrol_body()), 410) == "410.10"


def test_a_code_runs_out_after_fifteen_minutes(world: World) -> None:
    late = Device(world, world.code("P-101"))
    world.clock.on(minutes=15)
    assert told(late.post("/v1/enrol", late.enrol_body()), 410) == "410.10"


def test_a_code_is_dead_after_five_wrong_tries_that_began_like_it(world: World) -> None:
    slip = world.code("P-101")
    right = Device(world, slip)
    wrong = right.enrol_body(code=slip["code"][:-1] + ("0" if slip["code"][-1] != "0" else "1"))
    for _ in range(TRIES):
        world.clock.on(seconds=1)
        assert told(right.post("/v1/enrol", wrong), 410) == "410.10"
    world.clock.on(minutes=13)
    assert told(right.post("/v1/enrol", right.enrol_body()), 410) == "410.10"


def test_one_address_may_guess_five_times_an_hour(world: World) -> None:
    guess = Device(world, {"code": "0000-0000-00", "person": "P-101", "badge": "101"})
    codes = [told(guess.post("/v1/enrol", guess.enrol_body()), status) for status in (410,) * 5]
    assert codes == ["410.10"] * 5
    answer = guess.post("/v1/enrol", guess.enrol_body())
    assert told(answer, 429) == "429.10"
    world.clock.on(minutes=13)
    assert told(guess.post("/v1/enrol", guess.enrol_body()), 410) == "410.10"


def test_a_code_is_for_the_person_it_was_made_for(world: World) -> None:
    slip = world.code("P-101")
    other = Device(world, slip | {"person": "P-102"})
    assert told(other.post("/v1/enrol", other.enrol_body()), 410) == "410.10"


def test_an_enrolment_that_its_device_did_not_sign_is_refused_and_the_code_lives(world: World) -> None:
    officer = Device(world, world.slip("officer"))
    body = officer.enrol_body() | {"name": "another"}
    assert told(officer.post("/v1/enrol", body), 422) == "422.10"
    flat = officer.enrol_body(seal_key=canonical.to_b64(bytes(97)))
    assert told(officer.post("/v1/enrol", flat), 422) == "422.10"
    officer.enrol()


def test_a_token_opens_a_session_for_fifteen_minutes_and_is_stored_as_a_hash(world: World, officer: Device) -> None:
    said = officer.sign_in()
    assert officer.get("/v1/packs").status_code == 200
    world.clock.on(minutes=15)
    assert told(officer.get("/v1/packs"), 401) == "401.10"
    kept = (world.folder / "endpoint.db").read_bytes() + (world.folder / "endpoint.db-wal").read_bytes()
    assert said.token.encode() not in kept
    assert canonical.from_b64(said.token) not in kept


def test_a_token_is_asked_by_device_and_person_together(world: World, officer: Device) -> None:
    stranger = Person.new("P-105")
    assert told(officer.post("/v1/token", officer.token_body(stranger)), 401) == "401.11"
    thief, nobody = copy.copy(officer), copy.copy(officer)
    thief.sign, nobody.id = SigningKey.new(), ids.new_id()
    assert told(officer.post("/v1/token", thief.token_body()), 401) == "401.11"
    assert told(officer.post("/v1/token", nobody.token_body()), 401) == "401.11"
    late = officer.token_body(time="2026-11-24T15:05:00.001Z")
    answer = officer.post("/v1/token", late)
    assert told(answer, 401) == "401.11"
    assert answer.json()["time"] == "2026-11-24T15:00:00.000Z"


def test_an_invited_colleague_signs_in_with_their_own_enrolment_and_writes(world: World, officer: Device) -> None:
    colleague, enrolment = officer.invited("P-106")
    assert told(officer.post("/v1/token", officer.token_body(colleague)), 401) == "401.11"
    officer.sign_in(colleague, enrolled=enrolment.line.decode())
    first = officer.encounter()
    said = officer.exchange([enrolment, first])
    assert [each.verdict for each in said.verdicts] == ["accepted", "accepted"]
    assert said.new.auth == 2


def test_an_enrolment_that_leads_to_nobody_is_refused(world: World, officer: Device) -> None:
    colleague, _ = officer.invited("P-106")
    stranger = copy.copy(officer)
    stranger.me = Person.new("P-105")
    forged, line = stranger.invited("P-106")
    asked = officer.token_body(forged, enrolled=line.line.decode())
    assert told(officer.post("/v1/token", asked), 422) == "422.10"
    assert officer.verdict(line).verdict == "refused"
    broken = officer.token_body(colleague, enrolled="{}")
    assert told(officer.post("/v1/token", broken), 400) == "400.10"


def test_sign_ins_and_refusals_leave_a_trail(world: World, officer: Device) -> None:
    officer.sign_in()
    other = Device(world, world.slip("officer"))
    other.post("/v1/enrol", other.enrol_body())
    with world.core.store.read() as con:
        trail = [(person, what) for _, person, what in people.trail(con)]
    assert trail == [("P-105", "enrol"), ("P-105", "sign-in"), ("", "enrol.refused")]


@pytest.mark.parametrize("name", ["custody", "supervisor"])
def test_each_slip_of_the_training_agency_enrols_its_store(world: World, name: str) -> None:
    device = world.device(name)
    assert device.exchange().new.auth == 1
