"""Security.md §4: each link from the roots down to one signature, and each link broken."""

import json
from typing import Any

import pytest

from desktop.domain.problems import Problem
from desktop.seal import dsse, entry
from desktop.seal.canonical import to_b64
from desktop.seal.primitives import SigningKey
from desktop.seal.trust import ICE_ROLES, Trust
from resources import folder
from tests.seal.world import AGENCY, Device, Person, World, act, enrolment


def started(world: World, **how: Any) -> Trust:
    trust = Trust.start(world.roots(), **how)
    trust.with_keys(world.keys())
    return trust


def refused(check: Any, *document: Any) -> None:
    with pytest.raises(Problem) as bad:
        check(*document)
    assert bad.value.code == "422.10"


WORLD, CAR, EMERY, FINLEY = World(), Device(), Person("P-105", "105"), Person("P-106", "106")
STRANGER = SigningKey.new()


def test_roots_begin_with_their_own_signatures_and_the_root_key_of_the_slip() -> None:
    root_key = WORLD.offices["endpoint"].public
    assert Trust.start(WORLD.roots(), root_key).roots.agency == AGENCY
    refused(Trust.start, WORLD.roots(), STRANGER.public)
    refused(Trust.start, {**WORLD.roots(), "signatures": []})
    for broken in ({}, {**WORLD.roots(), "payload": to_b64(b"{}")}, {**WORLD.roots(), "payload": to_b64(b"x")}, None):
        refused(Trust.start, broken)


@pytest.mark.parametrize(
    "changed",
    [
        {"keys": {"0" * 64: to_b64(STRANGER.public)}},
        {"roles": {"roots": {"keys": [], "threshold": 0}}},
        {"roles": {}},
        {"recovery": "AA=="},
        {"training": 1},
    ],
)
def test_roots_out_of_shape_are_refused(changed: dict[str, Any]) -> None:
    refused(Trust.start, WORLD.roots(**changed))


def test_the_next_roots_need_the_old_signers_and_the_new() -> None:
    world = World()
    trust, old = Trust.start(world.roots()), world.offices["roots"]
    world.offices["roots"] = SigningKey.new()
    refused(trust.follow, world.roots(2))
    refused(trust.follow, world.roots(3, (old,)))
    refused(trust.follow, world.roots(2, (old,), training=False))
    refused(trust.follow, world.roots(2, (old,), agency="ZZ-B"))
    assert trust.follow(world.roots(2, (old,))).version == 2
    refused(trust.follow, world.roots(2, (old,)))


def test_an_office_that_changed_no_longer_signs_but_for_history() -> None:
    world = World()
    now, past, old = started(world), started(world, history=True), world.keys()
    world.offices["endpoint"] = SigningKey.new()
    for trust in (now, past):
        trust.follow(world.roots(2, (world.offices["roots"],)))
        trust.with_keys(world.keys(2))
    refused(now.with_keys, old)
    assert past.with_keys(old).version == 1


def test_the_keys_come_from_the_root_key_and_never_go_back() -> None:
    trust = started(WORLD)
    trust.with_keys(WORLD.keys(3))
    refused(trust.with_keys, WORLD.keys(2))
    refused(trust.with_keys, dsse.sign("keys", {"endpoint": "x"}, [STRANGER]))
    refused(trust.with_keys, WORLD.keys(4, endpoint="other.example"))
    refused(trust.with_keys, WORLD.keys(4, keys={"receipt": [1]}))
    refused(trust.with_keys, WORLD.keys(4, keys={"receipt": []}))


def test_a_key_of_the_endpoint_counts_until_its_end() -> None:
    trust = Trust.start(WORLD.roots())
    trust.with_keys(WORLD.keys(until={"receipt": "2026-06-01T00:00:00.000Z"}))
    (key,) = trust.endpoint_keys("receipt")
    assert trust.endpoint_keys("receipt", "2026-06-01T00:00:00.000Z") == (key,)
    assert trust.endpoint_keys("receipt", "2026-06-01T00:00:00.001Z") == ()
    assert trust.endpoint_keys("receipt", "no time") == ()
    message: dict[str, Any] = {"id": "x", "time": "2026-05-01T00:00:00.000Z"}
    message["sig"] = to_b64(WORLD.uses["receipt"].sign("released", entry.message_bytes(message)))
    assert trust.said("receipt", "released", message, message["time"])
    assert not trust.said("receipt", "receipt", message)
    assert not trust.said("receipt", "released", {**message, "id": "y"})
    assert not trust.said("receipt", "released", {**message, "sig": 1})


def test_a_device_has_its_certificate_from_the_issue_key_of_its_agency() -> None:
    trust = started(WORLD)
    refused(trust.device, WORLD.cert(CAR, signer=STRANGER))
    refused(trust.device, WORLD.cert(CAR, agency="ZZ-B"))
    refused(trust.device, WORLD.cert(CAR, desk_key="AA=="))
    assert trust.device(WORLD.cert(CAR)).sign_key == CAR.sign.public


def test_a_person_is_known_by_the_issue_key_and_a_colleague_by_the_one_who_invited_them() -> None:
    trust = started(WORLD)
    invited = enrolment(FINLEY, CAR, WORLD.invited(FINLEY, CAR, EMERY))
    note = act(CAR, "P-106", FINLEY.key.sign, "note_added", {"text": "x"})
    assert trust.enrolled(invited) is None
    assert trust.fits(note) is None
    assert trust.enrolled(enrolment(EMERY, CAR, WORLD.first(EMERY, CAR))) is True
    assert trust.enrolled(invited) is True
    assert trust.fits(note) is True
    assert trust.fits(act(CAR, "P-106", EMERY.key.sign, "note_added", {"text": "x"})) is False
    assert trust.fits(act(Device(), "P-106", FINLEY.key.sign, "note_added", {"text": "x"})) is None


@pytest.mark.parametrize("field", ["badge", "person", "seal_key", "sign_key", "slot_id", "countersign"])
def test_an_enrolment_changed_in_any_field_is_not_believed(field: str) -> None:
    trust = started(WORLD)
    other = {**Person("P-999", "999").public(), "countersign": World().first(EMERY, CAR)}
    assert trust.enrolled(enrolment(EMERY, CAR, WORLD.first(EMERY, CAR), **{field: other[field]})) is False
    assert trust.enrolled(enrolment(EMERY, CAR, WORLD.first(EMERY, CAR), **{field: 1})) is False
    assert trust.person_keys("P-105", CAR.id) == ()


@pytest.mark.parametrize("field", ["by", "key", "not_after", "sig", "slot_id", "half"])
def test_an_invitation_changed_in_any_field_is_not_believed(field: str) -> None:
    trust = started(WORLD)
    trust.enrolled(enrolment(EMERY, CAR, WORLD.first(EMERY, CAR)))
    other = WORLD.invited(FINLEY, CAR, EMERY)
    other |= {"by": "P-105 ", "not_after": 1}
    countersign = {**WORLD.invited(FINLEY, CAR, EMERY), field: other[field]}
    assert not trust.enrolled(enrolment(FINLEY, CAR, countersign))


def test_someone_else_cannot_hand_in_the_enrolment_of_a_person() -> None:
    trust = started(WORLD)
    data = {**EMERY.public(), "countersign": WORLD.first(EMERY, CAR)}
    assert trust.enrolled(act(CAR, "P-105", STRANGER.sign, "person_enrolled", data)) is False
    assert trust.enrolled(act(CAR, "P-106", EMERY.key.sign, "person_enrolled", data)) is False


def test_an_authorization_names_the_key_and_ends_what_the_enrolment_said() -> None:
    trust, anew = started(WORLD), Person("P-105", "105")
    trust.enrolled(enrolment(EMERY, CAR, WORLD.first(EMERY, CAR)))
    trust.authorization(WORLD.authorization(anew, CAR))
    assert trust.person_keys("P-105", CAR.id) == (anew.key.public,)


def test_only_the_authority_grants_functions_and_ice_roles() -> None:
    trust = started(WORLD)
    grants: list[dict[str, Any]] = [{"functions": ["F01"]}, {"roles": ["ICE_SUPERVISOR"]}]
    for grant in grants:
        refused(trust.authorization, WORLD.authorization(EMERY, CAR, **grant))
        assert trust.authorization(WORLD.authorization(EMERY, CAR, offices=("authority",), **grant))
    refused(trust.authorization, WORLD.authorization(EMERY, CAR, offices=("config",)))
    refused(trust.authorization, WORLD.authorization(EMERY, CAR, keys=[{"device": CAR.id}]))
    assert trust.person_keys("P-105", CAR.id) == (EMERY.key.public,)


def test_the_ice_roles_are_those_of_the_data() -> None:
    roles = json.loads((folder("data") / "roles.json").read_text("utf-8"))["roles"]
    assert {role["code"] for role in roles if role["side"] == "ICE"} == ICE_ROLES


def test_a_revocation_is_signed_by_an_office() -> None:
    trust, said = started(WORLD), {"agency": AGENCY, "person": "P-105", "serial": 2, "reason": "left", "at": "x"}
    assert trust.revocation(dsse.sign("revocation", said, [WORLD.offices["people"]]))["serial"] == 2
    refused(trust.revocation, dsse.sign("revocation", said, [WORLD.offices["config"]]))


def test_s37_a_pack_needs_configuration_and_counsel() -> None:
    trust, offices = started(WORLD), WORLD.offices
    both = [offices["config"], offices["counsel"]]
    assert trust.pack(dsse.sign("pack", {"pack_id": "p"}, both))["pack_id"] == "p"
    for signers in ([offices["config"]], [offices["counsel"]], [offices["config"], offices["people"]]):
        refused(trust.pack, dsse.sign("pack", {"pack_id": "p"}, signers))


def test_a_locked_release_is_signed_by_the_desk_and_names_nobody() -> None:
    trust = started(WORLD)
    release = act(CAR, "", CAR.desk.sign, "release_locked", {})
    assert trust.fits(release) is None
    trust.device(WORLD.cert(CAR))
    trust.authorization(WORLD.authorization(EMERY, CAR))
    assert trust.fits(release) is True
    assert trust.fits(act(CAR, "", EMERY.key.sign, "release_locked", {})) is False
    assert trust.fits(act(CAR, "P-105", EMERY.key.sign, "release_locked", {})) is False
    assert trust.fits(act(CAR, "", CAR.desk.sign, "note_added", {})) is False


def test_the_endpoint_signs_its_own_entries_with_its_entry_key() -> None:
    trust, endpoint = started(WORLD), Device(id=WORLD.device_id)
    forked = act(endpoint, "", WORLD.uses["entry"].sign, "device_forked", {})
    assert trust.fits(forked, "2026-06-01T00:00:00.000Z") is True
    assert trust.fits(act(endpoint, "", WORLD.uses["receipt"].sign, "device_forked", {})) is False


def test_six_words_change_with_the_roots() -> None:
    listed = (folder("data") / "words.txt").read_text("ascii").split()
    key = WORLD.offices["endpoint"].public
    one, other = (Trust.start(World().roots()).six_words(key, listed) for _ in range(2))
    assert len(one) == 6
    assert one != other
