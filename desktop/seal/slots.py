"""`store.slots`: how a person's passphrase and this machine's secret open the store, without a copy of either.

`models/opening.py` reads it at sign-in; `slotmaker` writes it. The bytes are those of security.md §2. A damaged file, a
wrong passphrase and a missing device secret are one and the same answer (Problem 401.1): nobody learns which it was.
Slots of a newer kind are stepped over and kept. It never touches a file or the key ring itself.
"""

import base64
import struct
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from desktop.domain.problems import Problem
from desktop.seal import codes
from desktop.seal.primitives import aead_open, argon2, hkdf, hpke_open, is_p384, labelled, sha256, verify

MAGIC = b"FCSLOTS\0"
VERSION = 1
LARGEST_FILE = 64 * 1024
MOST_SLOTS = 64
PERSON, SPARE, INVITATION, RECOVERY = 1, 2, 3, 4
WITH_DEVICE_SECRET = 1
FLOOR_KIB, TOP_KIB = 64 * 1024, 1024 * 1024
_T, _P = range(3, 17), range(4, 17)

_FILE = struct.Struct(">8sH16sI16sH")
_SLOT = struct.Struct(">BBBB16s16sQ16sIIB97s12s128s145s145s")
_KEYRING = struct.Struct(">B32sIQ32s")
_SIG = 64


class Stretch(Protocol):
    """`primitives.argon2`, or what a test puts in its place."""

    def __call__(self, secret: bytes, salt: bytes, *, m_kib: int, t: int, p: int, ad: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Slot:
    """One way into the store. The fields are those of security.md §2, in their order; sizes as there, in bytes."""

    kind: int
    suite: int
    kdf: int
    flags: int
    slot_id: bytes
    person_id: bytes
    not_after: int
    kdf_salt: bytes
    m_kib: int
    t: int
    p: int
    kem_pub: bytes
    nonce: bytes
    box: bytes
    dk_ct: bytes
    upk_rc: bytes

    def pack(self) -> bytes:
        """The 596 bytes after `len`."""
        return _SLOT.pack(*(getattr(self, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class SlotsFile:
    """A slots file of good shape; whether anyone may trust it shows only when a slot opens.

    slots: in their order; one of a kind we do not know stands as its bytes. signed: what `sig` covers.
    """

    store_id: bytes
    gen: int
    db_salt: bytes
    slots: tuple[Slot | bytes, ...]
    signed: bytes
    sig: bytes

    def known(self, *kinds: int) -> tuple[Slot, ...]:
        """The slots we can read, of these kinds (of all, if none is named)."""
        return tuple(one for one in self.slots if isinstance(one, Slot) and (not kinds or one.kind in kinds))

    def of_person(self, badge: str, *kinds: int) -> tuple[Slot, ...]:
        """The slots a badge finds. The file names nobody: it holds a hash of store and badge."""
        wanted = person_id(self.store_id, badge)
        return tuple(one for one in self.known(*kinds or (PERSON,)) if one.person_id == wanted)

    def find(self, slot_id: bytes) -> Slot | None:
        """The slot of that id, if it is one we can read."""
        return next((one for one in self.known() if one.slot_id == slot_id), None)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a slot held: keys of the store and of the person. They are for memory only."""

    slot_id: bytes
    dk: bytes = field(repr=False)
    upk: bytes = field(repr=False)
    kem_sk: bytes = field(repr=False)
    device_pub: bytes


@dataclass(frozen=True, slots=True)
class DeviceSecret:
    """What the key ring keeps for one slot: user "store_id/slot_id", base64.

    ds: 32 bytes. gen: of the slots file last seen. head_n, head: of the journal, to see a store rolled back.
    """

    ds: bytes = field(repr=False)
    gen: int
    head_n: int = 0
    head: bytes = bytes(32)

    def to_text(self) -> str:
        """ver:1 DS:32 gen:u32 head_n:u64 head:32, in base64."""
        return base64.b64encode(_KEYRING.pack(1, self.ds, self.gen, self.head_n, self.head)).decode()

    @staticmethod
    def from_text(text: str) -> "DeviceSecret":
        """Raises Problem 401.1 for anything else than we wrote."""
        try:
            version, *rest = _KEYRING.unpack(base64.b64decode(text, validate=True))
        except (ValueError, struct.error):
            raise Problem("401.1") from None
        if version != 1:
            raise Problem("401.1")
        return DeviceSecret(*rest)


def read(raw: bytes) -> SlotsFile:
    """Checks shape and limits of the whole file, before any costly work. Raises Problem 401.1."""
    try:
        return _read(raw)
    except (struct.error, ValueError):
        raise Problem("401.1") from None


def open_slot(
    file: SlotsFile, slot_id: bytes, secret: str, ds: bytes, now: datetime, stretch: Stretch = argon2
) -> Opened:
    """Opens a slot of kind 1, 2 or 3.

    secret: passphrase or code as typed. ds: the device secret, b"" if the key ring has none. now: UTC, for invitations.
    Order: box, signature of the file under the device key in the box, then the data key. Raises Problem 401.1.
    """
    slot = file.find(slot_id)
    if slot is None or slot.kind == RECOVERY or (slot.not_after and now.timestamp() > slot.not_after):
        raise Problem("401.1")
    kek = kek_of(file.store_id, slot, secret, ds, stretch)
    plain = aead_open(kek, slot.nonce + slot.box, box_aad(file.store_id, slot))
    upk, kem_sk, device_pub = plain[:32], plain[32:80], plain[80:]
    if not signed_by(file, device_pub):
        raise Problem("401.1")
    dk = hpke_open(kem_sk, slot.dk_ct, dk_info(file.store_id, slot.slot_id, file.gen))
    return Opened(slot_id, dk, upk, kem_sk, device_pub)


def open_person(
    file: SlotsFile,
    badge: str,
    passphrase: str,
    secret_of: Callable[[bytes], bytes],
    now: datetime,
    stretch: Stretch = argon2,
) -> Opened:
    """Opens the store for the person with this badge. secret_of: device secret by slot id, b"" if there is none.

    While a passphrase is being changed there may be two slots; either opens. Raises Problem 401.1.
    """
    for slot in file.of_person(badge):
        try:
            return open_slot(file, slot.slot_id, passphrase, secret_of(slot.slot_id), now, stretch)
        except Problem:
            continue
    raise Problem("401.1")


def open_recovery(file: SlotsFile, secret: bytes) -> tuple[bytes, dict[bytes, bytes]]:
    """The data key, and each person's UPK by slot id, for who holds the agency's recovery secret (48 bytes).

    The caller then opens the store and checks `signed_by` with the device key found there. Raises Problem 401.1.
    """
    for slot in file.known(RECOVERY):
        dk = hpke_open(secret, slot.dk_ct, dk_info(file.store_id, slot.slot_id, file.gen))
        people = file.known(PERSON, SPARE, INVITATION)
        return dk, {one.slot_id: hpke_open(secret, one.upk_rc, upk_info(file.store_id, one.slot_id)) for one in people}
    raise Problem("401.1")


def signed_by(file: SlotsFile, device_pub: bytes) -> bool:
    """Whether the device with this key wrote the file."""
    return verify(device_pub, "slots", file.signed, file.sig)


def store_key(dk: bytes, store_id: bytes) -> bytes:
    """The key of the SQLCipher store, 32 bytes."""
    return hkdf(dk, labelled("store", store_id))


def head_key(dk: bytes, store_id: bytes) -> bytes:
    """K_head: the HMAC key of `store.head`, 32 bytes."""
    return hkdf(dk, labelled("head", store_id))


def pragma_key_hex(dk: bytes, store_id: bytes, db_salt: bytes) -> str:
    """96 hex digits, key and salt, as SQLCipher takes a raw key."""
    return (store_key(dk, store_id) + db_salt).hex()


def sign_seed(upk: bytes, store_id: bytes) -> bytes:
    """The seed of the person's Ed25519 key."""
    return hkdf(upk, labelled("sign", store_id))


def drafts_key(upk: bytes, store_id: bytes) -> bytes:
    """The key of this person's drafts."""
    return hkdf(upk, labelled("drafts", store_id))


def roles_key(upk: bytes, store_id: bytes) -> bytes:
    """The key under which this person keeps role keys."""
    return hkdf(upk, labelled("roles", store_id))


def person_id(store_id: bytes, badge: str) -> bytes:
    """How a badge stands in a slot: the first 16 bytes of a hash over store and badge."""
    return sha256(labelled("badge", store_id + badge.encode()))[:16]


def kek_of(store_id: bytes, slot: Slot, secret: str, ds: bytes, stretch: Stretch) -> bytes:
    """The key of a slot's box, from what the person types and the device secret. Raises Problem 401.1."""
    with_ds = bool(slot.flags & WITH_DEVICE_SECRET)
    if with_ds and len(ds) != 32:
        raise Problem("401.1")
    where = store_id + slot.slot_id
    typed = typed_bytes(slot.kind, secret)
    pk = stretch(typed, slot.kdf_salt, m_kib=slot.m_kib, t=slot.t, p=slot.p, ad=labelled("pk", where))
    return hkdf(pk + ds if with_ds else pk, labelled("kek", where), slot.kdf_salt)


def typed_bytes(kind: int, secret: str) -> bytes:
    """What a person typed, as bytes: NFKC for a passphrase, the plain signs for a code. Raises Problem 401.1."""
    text = unicodedata.normalize("NFKC", secret) if kind == PERSON else codes.plain(secret)
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Problem("401.1") from None


def box_aad(store_id: bytes, slot: Slot) -> bytes:
    """The box is bound to its store and to every field before it."""
    return labelled("box", store_id + slot.pack()[: -(12 + 128 + 145 + 145)])


def dk_info(store_id: bytes, slot_id: bytes, gen: int) -> bytes:
    """What `dk_ct` is bound to."""
    return labelled("dk", store_id + slot_id + gen.to_bytes(4, "big"))


def upk_info(store_id: bytes, slot_id: bytes) -> bytes:
    """What `upk_rc` is bound to."""
    return labelled("upk", store_id + slot_id)


def pack(store_id: bytes, gen: int, db_salt: bytes, slots: tuple[Slot | bytes, ...]) -> bytes:
    """All of the file before its signature."""
    bodies = [one.pack() if isinstance(one, Slot) else one for one in slots]
    head = _FILE.pack(MAGIC, VERSION, store_id, gen, db_salt, len(bodies))
    return head + b"".join(len(body).to_bytes(4, "big") + body for body in bodies)


def _read(raw: bytes) -> SlotsFile:
    if len(raw) > LARGEST_FILE:
        raise ValueError("too large")
    magic, version, store_id, gen, db_salt, n = _FILE.unpack(raw[: _FILE.size])
    if (magic, version) != (MAGIC, VERSION) or n > MOST_SLOTS:
        raise ValueError("not a slots file")
    slots: list[Slot | bytes] = []
    at = _FILE.size
    for _ in range(n):
        body, at = _body(raw[:-_SIG], at)
        slots.append(_slot(body))
    if at != len(raw) - _SIG:
        raise ValueError("not the end")
    file = SlotsFile(store_id, gen, db_salt, tuple(slots), raw[:-_SIG], raw[-_SIG:])
    if len({one.slot_id for one in file.known()}) != len(file.known()):
        raise ValueError("two slots of one id")
    return file


def _body(raw: bytes, at: int) -> tuple[bytes, int]:
    size = int.from_bytes(raw[at : at + 4], "big")
    end = at + 4 + size
    if size < 4 or end > len(raw):
        raise ValueError("a slot is cut")
    return raw[at + 4 : end], end


def _slot(body: bytes) -> Slot | bytes:
    kind, suite, kdf = body[0], body[1], body[2]
    if kind not in (PERSON, SPARE, INVITATION, RECOVERY) or suite != 1 or kdf != (0 if kind == RECOVERY else 1):
        return body
    slot = Slot(*_SLOT.unpack(body))
    if not (_empty_but_key(slot) if kind == RECOVERY else _within_limits(slot)) or not is_p384(slot.kem_pub):
        raise ValueError("a slot is out of limits")
    return slot


def _within_limits(slot: Slot) -> bool:
    costly_enough = FLOOR_KIB <= slot.m_kib <= TOP_KIB and slot.t in _T and slot.p in _P
    return costly_enough and slot.flags in (0, WITH_DEVICE_SECRET)


def _empty_but_key(slot: Slot) -> bool:
    """A recovery slot holds the recovery key and the data key sealed to it; the rest is zero."""
    numbers = (slot.flags, slot.not_after, slot.m_kib, slot.t, slot.p)
    return not any(numbers) and not any(slot.person_id + slot.kdf_salt + slot.nonce + slot.box + slot.upk_rc)
