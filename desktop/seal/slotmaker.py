"""Writes `store.slots`: new people, invitations, recovery, and the change of the data key.

`models` calls this at enrolment, when someone is added or removed, and to rekey, and puts the bytes on disk. Each write
is a whole new file signed by the device. A slot is sealed to a public key, so a rekey asks nobody's passphrase.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from desktop.domain.problems import Problem
from desktop.seal import ids, slots
from desktop.seal.primitives import SigningKey, aead_seal, argon2, hpke_seal, new_p384, p384_public, random
from desktop.seal.slots import Slot, SlotsFile, Stretch

HpkeSeal = Callable[[bytes, bytes, bytes], bytes]
MOST_KIB = 512 * 1024
SECONDS = 0.8
_ROUNDS, _LANES = 3, 4


@dataclass(frozen=True, slots=True)
class Place:
    """The store a slot opens: its id, the generation of its data key, its device, the agency's recovery key."""

    store_id: bytes
    gen: int
    dk: bytes = field(repr=False)
    device_pub: bytes
    recovery_pub: bytes


@dataclass(frozen=True, slots=True)
class Material:
    """The random parts of a slot. A changed passphrase keeps `upk` and `kem_sk`: the person stays the same person."""

    slot_id: bytes
    upk: bytes = field(repr=False)
    kem_sk: bytes = field(repr=False)
    kdf_salt: bytes
    nonce: bytes

    @classmethod
    def new(cls, upk: bytes = b"", kem_sk: bytes = b"") -> "Material":
        """Fresh ones, but for what is given."""
        slot_id = ids.to_bytes(ids.new_id())
        return cls(slot_id, upk or random(32), kem_sk or new_p384()[0], random(16), random(12))


def choose_m_kib(clock: Callable[[], float] = time.perf_counter, stretch: Stretch = argon2) -> int:
    """The memory of the passphrase's key derivation on this machine, in KiB.

    From the floor of 64 MiB it doubles up to 512 MiB while a run stays under 0.8 s; a slow machine keeps it (S-04).
    """
    chosen = m_kib = slots.FLOOR_KIB
    while m_kib <= MOST_KIB:
        start = clock()
        stretch(b"measure", bytes(16), m_kib=m_kib, t=_ROUNDS, p=_LANES, ad=b"")
        if clock() - start >= SECONDS:
            break
        chosen, m_kib = m_kib, m_kib * 2
    return chosen


def make(
    place: Place,
    badge: str,
    secret: str,
    material: Material,
    *,
    ds: bytes = b"",
    kind: int = slots.PERSON,
    not_after: int = 0,
    m_kib: int = slots.FLOOR_KIB,
    stretch: Stretch = argon2,
    seal: HpkeSeal = hpke_seal,
) -> Slot:
    """A slot of kind 1, 2 or 3.

    secret: passphrase or code. ds: 32 bytes, or none for an invitation. not_after: seconds since 1970, 0 never.
    Raises Problem 401.1 if its cost is below the floor or above the limits.
    """
    flags = slots.WITH_DEVICE_SECRET if ds else 0
    kem_pub = p384_public(material.kem_sk)
    person = slots.person_id(place.store_id, badge)
    fields = (kind, 1, 1, flags, material.slot_id, person, not_after, material.kdf_salt, m_kib, _ROUNDS, _LANES)
    slot = Slot(*fields, kem_pub, material.nonce, bytes(128), bytes(145), bytes(145))
    if not slots.FLOOR_KIB <= m_kib <= slots.TOP_KIB:
        raise Problem("401.1")
    kek = slots.kek_of(place.store_id, slot, secret, ds, stretch)
    plain = material.upk + material.kem_sk + place.device_pub
    box = aead_seal(kek, plain, slots.box_aad(place.store_id, slot), material.nonce)
    dk_ct = seal(kem_pub, place.dk, slots.dk_info(place.store_id, slot.slot_id, place.gen))
    upk_rc = seal(place.recovery_pub, material.upk, slots.upk_info(place.store_id, slot.slot_id))
    return replace(slot, box=box[len(material.nonce) :], dk_ct=dk_ct, upk_rc=upk_rc)


def make_recovery(place: Place, slot_id: bytes = b"", seal: HpkeSeal = hpke_seal) -> Slot:
    """The slot of the agency's recovery key (kind 4). Each store has one from its first day."""
    slot_id = slot_id or ids.to_bytes(ids.new_id())
    dk_ct = seal(place.recovery_pub, place.dk, slots.dk_info(place.store_id, slot_id, place.gen))
    empty = (bytes(16), 0, bytes(16), 0, 0, 0)
    return Slot(slots.RECOVERY, 1, 0, 0, slot_id, *empty, place.recovery_pub, bytes(12), bytes(128), dk_ct, bytes(145))


def write(store_id: bytes, gen: int, db_salt: bytes, every: tuple[Slot | bytes, ...], device: SigningKey) -> bytes:
    """A whole slots file, signed by the device. Raises Problem 401.1 if nobody could read it back."""
    text = slots.pack(store_id, gen, db_salt, every)
    raw = text + device.sign("slots", text)
    slots.read(raw)
    return raw


def add(file: SlotsFile, slot: Slot, device: SigningKey) -> bytes:
    """The file with one slot more."""
    return write(file.store_id, file.gen, file.db_salt, (*file.slots, slot), device)


def remove(file: SlotsFile, slot_id: bytes, device: SigningKey) -> bytes:
    """The file without that slot. The recovery slot stays, whoever asks. Raises Problem 401.1 if there is none."""
    slot = file.find(slot_id)
    if slot is None or slot.kind == slots.RECOVERY:
        raise Problem("401.1")
    rest = tuple(one for one in file.slots if one is not slot)
    return write(file.store_id, file.gen, file.db_salt, rest, device)


def rekey(file: SlotsFile, dk: bytes, db_salt: bytes, device: SigningKey, seal: HpkeSeal = hpke_seal) -> bytes:
    """The file for a new data key and store: generation + 1, the key sealed anew to every slot we know.

    Nobody's passphrase, device secret or own key changes. Slots of a kind we do not know are kept as they are.
    """
    gen = file.gen + 1
    every = tuple(_resealed(one, file.store_id, gen, dk, seal) for one in file.slots)
    return write(file.store_id, gen, db_salt, every, device)


def _resealed(slot: Slot | bytes, store_id: bytes, gen: int, dk: bytes, seal: HpkeSeal) -> Slot | bytes:
    if isinstance(slot, bytes):
        return slot
    return replace(slot, dk_ct=seal(slot.kem_pub, dk, slots.dk_info(store_id, slot.slot_id, gen)))
