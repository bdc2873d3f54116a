"""S-03, S-04, S-06: what opens a store, what does not, and what it costs to guess."""

import functools
from datetime import UTC, datetime
from typing import Any

import pytest

from desktop.domain.problems import Problem
from desktop.seal import codes, primitives, slotmaker, slots
from desktop.seal.primitives import SigningKey, p384_public
from desktop.seal.slotmaker import Material, Place
from tests.seal.vectors import slots as vectors
from tests.seal.vectors import un

FILES = vectors()["files"]
NOW = datetime.fromtimestamp(1790000000, UTC)
argon2 = functools.cache(primitives.argon2)
EVERY = [(file, slot) for file in FILES for slot in file["slots"]]
NAMES = [f"{file['name']}, slot {i}" for file in FILES for i, _ in enumerate(file["slots"])]


def opened(file: slots.SlotsFile, vector: dict[str, Any], now: datetime = NOW) -> slots.Opened:
    return slots.open_slot(file, un(vector["slot_id"]), vector["secret"], un(vector["ds"]), now, argon2)


@pytest.mark.parametrize(("vector", "slot"), EVERY, ids=NAMES)
def test_s02_a_slot_of_the_vectors_opens_to_the_keys_of_the_vectors(
    vector: dict[str, Any], slot: dict[str, Any]
) -> None:
    file = slots.read(un(vector["file"]))
    keys = opened(file, slot)
    assert (keys.dk, keys.upk, keys.kem_sk) == (un(vector["dk"]), un(slot["upk"]), un(slot["kem_sk"]))
    assert keys.device_pub == un(vector["device_pub"])
    of_person = slot["of_person"]
    assert slots.sign_seed(keys.upk, file.store_id) == un(of_person["sign"])
    assert slots.drafts_key(keys.upk, file.store_id) == un(of_person["drafts"])
    assert slots.roles_key(keys.upk, file.store_id) == un(of_person["roles"])
    assert file.find(keys.slot_id) in file.of_person(slot["badge"], slot["kind"])
    assert slots.person_id(file.store_id, slot["badge"]) == un(slot["person_id"])


@pytest.mark.parametrize("vector", FILES, ids=lambda v: v["name"])
def test_s02_the_keys_of_the_store_are_those_of_the_vectors(vector: dict[str, Any]) -> None:
    file = slots.read(un(vector["file"]))
    dk, store_id = un(vector["dk"]), file.store_id
    assert (file.gen, file.db_salt) == (vector["gen"], un(vector["db_salt"]))
    assert slots.store_key(dk, store_id) == un(vector["store_key"])
    assert slots.head_key(dk, store_id) == un(vector["k_head"])
    assert slots.pragma_key_hex(dk, store_id, file.db_salt) == vector["pragma_key_hex"]
    assert len(file.slots) == len(vector["order"])


@pytest.mark.parametrize("vector", FILES, ids=lambda v: v["name"])
def test_s09_the_recovery_key_opens_the_store_and_every_persons_key(vector: dict[str, Any]) -> None:
    file = slots.read(un(vector["file"]))
    dk, people = slots.open_recovery(file, un(vector["recovery_secret"]))
    assert dk == un(vector["dk"])
    assert people == {un(one["slot_id"]): un(one["upk"]) for one in vector["slots"]}
    assert slots.signed_by(file, un(vector["device_pub"]))
    with pytest.raises(Problem):
        slots.open_recovery(file, primitives.new_p384()[0])


def sealed_as_in(vector: dict[str, Any]) -> slotmaker.HpkeSeal:
    """HPKE with the ciphertext the vector gives for exactly this key, text and info; anything else fails."""
    store_id, answers = un(vector["store_id"]), {}
    file = slots.read(un(vector["file"]))
    for slot in file.known():
        info = slots.dk_info(store_id, slot.slot_id, vector["gen"])
        answers[(slot.kem_pub, un(vector["dk"]), info)] = slot.dk_ct
    for one in vector["slots"]:
        key = (un(vector["recovery_pub"]), un(one["upk"]), un(one["upk_info"]))
        slot_ = file.find(un(one["slot_id"]))
        assert slot_ is not None
        answers[key] = slot_.upk_rc
    return lambda public, text, info: answers[(public, text, info)]


def place_of(vector: dict[str, Any]) -> Place:
    names = ("device_pub", "recovery_pub")
    return Place(un(vector["store_id"]), vector["gen"], un(vector["dk"]), *(un(vector[name]) for name in names))


@pytest.mark.parametrize("vector", FILES, ids=lambda v: v["name"])
def test_s02_a_file_is_written_byte_for_byte(vector: dict[str, Any]) -> None:
    place, seal = place_of(vector), sealed_as_in(vector)
    by_id: dict[str, slots.Slot | bytes] = {}
    for one in vector["slots"]:
        material = Material(*(un(one[name]) for name in ("slot_id", "upk", "kem_sk", "kdf_salt", "nonce")))
        how = {"kind": one["kind"], "not_after": one["not_after"], "m_kib": one["m_kib"], "ds": un(one["ds"])}
        made = slotmaker.make(place, one["badge"], one["secret"], material, **how, stretch=argon2, seal=seal)
        assert made.pack() == un(one["slot"])
        by_id[one["slot_id"]] = made
    recovery = vector["recovery_slot"]["slot_id"]
    by_id[recovery] = slotmaker.make_recovery(place, un(recovery), seal)
    every = tuple(by_id.get(name) or un(name.removeprefix("unknown: ")) for name in vector["order"])
    device = SigningKey(un(vector["device_seed"]))
    assert slotmaker.write(place.store_id, place.gen, un(vector["db_salt"]), every, device) == un(vector["file"])


@pytest.mark.parametrize(("vector", "slot"), EVERY, ids=NAMES)
def test_s06_what_the_key_ring_keeps_is_that_of_the_vectors(vector: dict[str, Any], slot: dict[str, Any]) -> None:
    if not slot["keyring"]:
        return
    secret = slots.DeviceSecret.from_text(slot["keyring"])
    assert (secret.ds, secret.gen, secret.to_text()) == (un(slot["ds"]), vector["gen"], slot["keyring"])


@pytest.mark.parametrize("text", ["", "AAAA", "é", "A" * 104, "AQ" + "A" * 101 + "!"])
def test_s06_a_damaged_key_ring_value_is_not_right(text: str) -> None:
    with pytest.raises(Problem) as bad:
        slots.DeviceSecret.from_text(text)
    assert bad.value.code == "401.1"


@pytest.mark.parametrize("vector", vectors()["damaged"], ids=lambda v: v["name"])
def test_s03_what_is_damaged_or_wrong_has_one_plain_answer(vector: dict[str, Any]) -> None:
    now = datetime.fromtimestamp(vector["try"]["now"], UTC)
    raw = un(vector["file"])
    if not vector["when"].startswith("shape"):
        slots.read(raw)
    with pytest.raises(Problem) as bad:
        opened(slots.read(raw), vector["try"], now)
    assert (bad.value.code, bad.value.detail) == ("401.1", "")


def flipped(raw: bytes, bit: int) -> bytes:
    changed = bytearray(raw)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def refuses(raw: bytes, vector: dict[str, Any]) -> bool:
    try:
        opened(slots.read(raw), vector)
    except Problem as problem:
        return problem.code == "401.1"
    return False


def costly(first_slot: int) -> set[int]:
    """Bytes that change what Argon2id is given: store_id, slot_id, salt, memory, rounds, lanes."""
    spans = [(10, 16), (first_slot + 4, 16), (first_slot + 44, 25)]
    return {at for start, size in spans for at in range(start, start + size)}


def test_s03_every_single_bit_flipped_is_refused() -> None:
    """All 10,496 bits but those that would each cost a run of Argon2id; a few of these are tried too."""
    vector = FILES[0]
    raw, slot = un(vector["file"]), vector["slots"][0]
    dear = costly(48 + 4)
    assert not refuses(raw, slot)
    cheap = [bit for bit in range(len(raw) * 8) if bit // 8 not in dear]
    assert [bit for bit in cheap if not refuses(flipped(raw, bit), slot)] == []
    for bit in (10 * 8, (52 + 4) * 8 + 3, (52 + 44) * 8 + 7, (52 + 60 + 3) * 8, (52 + 64 + 3) * 8, (52 + 68) * 8):
        assert bit // 8 in dear
        assert refuses(flipped(raw, bit), slot)


def test_s03_every_cut_of_the_file_is_refused() -> None:
    raw, slot = un(FILES[0]["file"]), FILES[0]["slots"][0]
    assert all(refuses(raw[:size], slot) for size in range(len(raw)))


class Seconds:
    """A clock that a run of the fake Argon2id moves: so many seconds for each 64 MiB."""

    def __init__(self, each: float) -> None:
        self.now, self.each, self.asked = 0.0, each, [0]

    def __call__(self) -> float:
        return self.now

    def stretch(self, secret: bytes, salt: bytes, *, m_kib: int, t: int, p: int, ad: bytes) -> bytes:
        self.asked.append(m_kib)
        self.now += self.each * m_kib / slots.FLOOR_KIB
        return bytes(32)


@pytest.mark.parametrize(("each", "mib"), [(30.0, 64), (0.8, 64), (0.5, 64), (0.39, 128), (0.15, 256), (0.01, 512)])
def test_s04_the_cost_is_as_high_as_the_machine_allows_and_never_below_the_floor(each: float, mib: int) -> None:
    clock = Seconds(each)
    assert slotmaker.choose_m_kib(clock, clock.stretch) == mib * 1024
    assert max(clock.asked) <= 512 * 1024


def test_s04_a_slot_below_the_floor_is_not_made() -> None:
    with pytest.raises(Problem):
        slotmaker.make(place_of(FILES[0]), "1", "x", Material.new(), m_kib=slots.FLOOR_KIB - 1, stretch=argon2)


def a_store() -> tuple[SigningKey, Place, bytes]:
    """A device, its store and the agency's recovery secret."""
    secret, public = primitives.new_p384()
    device = SigningKey.new()
    return device, Place(primitives.random(16), 1, primitives.random(32), device.public, public), secret


def written(device: SigningKey, place: Place, *every: slots.Slot) -> slots.SlotsFile:
    return slots.read(slotmaker.write(place.store_id, place.gen, primitives.random(16), every, device))


def test_an_invited_person_comes_in_and_the_one_who_left_does_not() -> None:
    device, place, _ = a_store()
    ds = primitives.random(32)
    first = slotmaker.make(place, "105", "first passphrase", Material.new(), ds=ds, stretch=argon2)
    file = written(device, place, first, slotmaker.make_recovery(place))
    code, until = codes.new(), int(NOW.timestamp()) + 900
    invitation = slotmaker.make(
        place, "106", code, Material.new(), kind=slots.INVITATION, not_after=until, stretch=argon2
    )
    file = slots.read(slotmaker.add(file, invitation, device))
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert slots.open_slot(file, invitation.slot_id, typed, b"", NOW, argon2).dk == place.dk
    own = slotmaker.make(place, "106", "second passphrase", Material.new(), ds=ds, stretch=argon2)
    file = slots.read(slotmaker.add(slots.read(slotmaker.remove(file, invitation.slot_id, device)), own, device))
    assert slots.open_person(file, "106", "second passphrase", lambda _: ds, NOW, argon2).dk == place.dk
    file = slots.read(slotmaker.remove(file, first.slot_id, device))
    with pytest.raises(Problem):
        slots.open_person(file, "105", "first passphrase", lambda _: ds, NOW, argon2)


def test_a_changed_passphrase_keeps_the_person_and_the_old_one_opens_until_its_slot_is_gone() -> None:
    device, place, _ = a_store()
    old_ds, new_ds = primitives.random(32), primitives.random(32)
    old = slotmaker.make(place, "105", "old", Material.new(), ds=old_ds, stretch=argon2)
    before = written(device, place, old)
    keys = slots.open_person(before, "105", "old", lambda _: old_ds, NOW, argon2)
    new = slotmaker.make(place, "105", "new", Material.new(keys.upk, keys.kem_sk), ds=new_ds, stretch=argon2)
    both = slots.read(slotmaker.add(before, new, device))
    ring = {old.slot_id: old_ds, new.slot_id: new_ds}
    after = slots.open_person(both, "105", "new", ring.__getitem__, NOW, argon2)
    assert (after.upk, after.kem_sk, new.kem_pub) == (keys.upk, keys.kem_sk, old.kem_pub)
    assert slots.open_person(both, "105", "old", ring.__getitem__, NOW, argon2).slot_id == old.slot_id


def test_a_rekey_asks_no_passphrase_and_keeps_what_it_does_not_know() -> None:
    vector = FILES[1]
    file, device = slots.read(un(vector["file"])), SigningKey(un(vector["device_seed"]))
    new_dk, salt = primitives.random(32), primitives.random(16)
    after = slots.read(slotmaker.rekey(file, new_dk, salt, device))
    assert (after.gen, after.db_salt, after.store_id) == (file.gen + 1, salt, file.store_id)
    assert [one for one in after.slots if isinstance(one, bytes)] == [
        one for one in file.slots if isinstance(one, bytes)
    ]
    for one in vector["slots"]:
        assert opened(after, one).dk == new_dk
    assert slots.open_recovery(after, un(vector["recovery_secret"]))[0] == new_dk
    assert p384_public(un(vector["recovery_secret"])) == un(vector["recovery_pub"])


def test_the_recovery_slot_is_never_taken_out() -> None:
    device, place, _ = a_store()
    recovery = slotmaker.make_recovery(place)
    file = written(device, place, recovery)
    for wrong in (recovery.slot_id, bytes(16)):
        with pytest.raises(Problem):
            slotmaker.remove(file, wrong, device)


def test_keys_do_not_show_when_an_opened_slot_is_printed() -> None:
    keys = slots.Opened(b"i" * 16, b"DDDD", b"UUUU", b"KKKK", b"p" * 32)
    assert not [secret for secret in ("DDDD", "UUUU", "KKKK") if secret in repr(keys)]
