"""Making a new store, once the endpoint has answered and a person has said that the six words match.

`app.py` calls this at first run with what enrolment brought. The slots file is written last and by one rename: before
it there is no store, after it there is a whole one. It speaks to nobody. Source: security.md §2, §4.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from desktop.domain.problems import Problem, World
from desktop.models import board, file, office, opening, schema, settings
from desktop.models.desk import write_desk, write_whole
from desktop.models.headfile import NAME as HEAD_NAME
from desktop.models.headfile import HeadFile, Tip
from desktop.models.lawbook import law
from desktop.models.people import Keys, Me
from desktop.models.secrets import DeviceSecrets, Tries, slot_user, tries_user
from desktop.models.session import Session
from desktop.models.tables import PERSON
from desktop.models.tx import Tx
from desktop.seal import canonical, ids, slotmaker, slots
from desktop.seal.papers import Cert
from desktop.seal.primitives import LABEL, SigningKey, aead_seal, new_p384, p384_public, random
from desktop.seal.slotmaker import Material, Place
from desktop.seal.slots import DeviceSecret
from desktop.seal.trust import Trust

SHORTEST: Final = 12
LONGEST: Final = 128
FIRST: Final = 1
_SEAL_AAD: Final = LABEL + b"person.seal\0"


@dataclass(frozen=True, slots=True, repr=False)
class NewStore:
    """Everything a new store keeps.

    sign, seal, desk, material, person_seal, store_id, device: the keys enrolment was asked with. roots, keys, cert:
    envelopes; root_key: 32 bytes; countersign: as answered. endpoint: "https://host:port". place: id or code of the
    facility, "" in the field. signins: of training alone. m_kib: memory of the passphrase's derivation, 0: measured.
    """

    store_id: bytes
    device: str
    sign: SigningKey
    seal: bytes
    desk: SigningKey
    material: Material
    person_seal: bytes
    badge: str
    passphrase: str
    person: str
    name: str
    role: str
    agency: str
    roots: Mapping[str, Any]
    root_key: bytes
    keys: Mapping[str, Any]
    cert: Mapping[str, Any]
    countersign: Mapping[str, Any]
    endpoint: str
    tls_root: str
    pins: tuple[str, ...]
    training: bool = False
    place: str = ""
    zone: str = "UTC"
    signins: tuple[Mapping[str, str], ...] = field(default=())
    m_kib: int = 0

    @property
    def person_sign(self) -> SigningKey:
        """The person's key, which their slot alone gives."""
        return SigningKey(slots.sign_seed(self.material.upk, self.store_id))

    @property
    def drafts_key(self) -> bytes:
        return slots.drafts_key(self.material.upk, self.store_id)


def create(
    folder: Path, new: NewStore, secrets: DeviceSecrets, clock: Callable[[], datetime] = opening.utc_now
) -> None:
    """Makes the store. Problem 422.1 for a passphrase out of 12 to 128 signs, 422.10 if the documents do not hold,
    503.1 without a key ring, 507.x of the disk, 507.2 if there is a store already.
    """
    check_passphrase(new.passphrase)
    if opening.exists(folder):
        raise World("507.2", "There is a store in this folder already.")
    trust = Trust.start(new.roots, new.root_key)
    trust.with_keys(new.keys)
    _check_cert(trust.device(new.cert), new)
    with file.plain_words():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _clear(folder)
        dk, db_salt, ds = random(32), random(16), random(32)
        tip = _fill(folder, new, dk, db_salt, clock)
        _tell_keyring(secrets, new, DeviceSecret(ds, FIRST, tip.n, tip.head))
        every = _slots(new, trust, dk, ds)
        write_whole(folder / opening.SLOTS_NAME, slotmaker.write(new.store_id, FIRST, db_salt, every, new.sign))


def check_passphrase(passphrase: str) -> None:
    """12 to 128 signs, any of them; no other rule (S-20). Problem 422.1 with the field."""
    if not SHORTEST <= len(passphrase) <= LONGEST:
        raise Problem("422.1", f"A passphrase has {SHORTEST} to {LONGEST} signs.", "passphrase")


def person_row(new_person: Mapping[str, Any], slot_id: bytes, seal: bytes, drafts: bytes) -> dict[str, Any]:
    """The row of a person who can sign in here. seal: their P-384 secret, kept under their own drafts key."""
    return {
        **new_person,
        "slot_id": slot_id,
        "seal_key": p384_public(seal),
        "seal_box": aead_seal(drafts, seal, _SEAL_AAD + slot_id),
    }


def _check_cert(cert: Cert, new: NewStore) -> None:
    ours = (new.device, new.sign.public, p384_public(new.seal), new.desk.public)
    if (cert.device, cert.sign_key, cert.seal_key, cert.desk_key) != ours:
        raise Problem("422.10", "The certificate is of another device.")


def _clear(folder: Path) -> None:
    """What an attempt that was cut off left behind: without a slots file it opens to nobody."""
    for name in (*(f"{opening.store_path(folder, FIRST).name}{end}" for end in ("", "-wal", "-shm")), HEAD_NAME):
        (folder / name).unlink(missing_ok=True)


def _fill(folder: Path, new: NewStore, dk: bytes, db_salt: bytes, clock: Callable[[], datetime]) -> Tip:
    """Tables, keys, documents, the person, and the first entry."""
    path = opening.store_path(folder, FIRST)
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    engine = file.engine(path, slots.pragma_key_hex(dk, new.store_id, db_salt))
    head = HeadFile(folder / HEAD_NAME, slots.head_key(dk, new.store_id))
    try:
        with engine.begin() as sql:
            schema.make(sql)
            _keep(sql, new)
            session = Session(sql, _me(new), _keys(new, dk), law(), clock)
            tip = _enrol(Tx(sql, session), new)
            write_desk(folder, board.desk_of(sql, session))
        head.write(tip)
    finally:
        head.close()
        engine.dispose()
    return tip


def _keep(sql: sa.Connection, new: NewStore) -> None:
    values: dict[str, bytes] = {
        settings.STORE_ID: new.store_id,
        settings.DEVICE: new.device.encode(),
        settings.AGENCY: new.agency.encode(),
        settings.DEVICE_SIGN: new.sign.seed,
        settings.DEVICE_SEAL: new.seal,
        settings.DEVICE_DESK: new.desk.seed,
        settings.INTAKE: new_p384()[0],
        settings.ROOT_KEY: new.root_key,
        settings.ENDPOINT: canonical.dumps({"address": new.endpoint, "pins": list(new.pins), "tls_root": new.tls_root}),
        settings.FIRST_PERSON: new.person.encode(),
        settings.TRAINING: b"1" if new.training else b"",
        settings.PLACE: new.place.encode(),
        settings.ZONE: new.zone.encode(),
        settings.SIGNINS: canonical.dumps([dict(each) for each in new.signins]),
    }
    for key, value in values.items():
        settings.put(sql, key, value)
    office.keep_document(sql, office.ROOTS, "1", new.roots)
    office.keep_document(sql, office.KEYS, "1", new.keys)
    office.keep_document(sql, office.DEVICE, new.device, new.cert)
    who: dict[str, Any] = {"person": new.person, "badge": new.badge, "name": new.name, "role": new.role}
    who["sign_key"] = new.person_sign.public
    sql.execute(sa.insert(PERSON).values(person_row(who, new.material.slot_id, new.person_seal, new.drafts_key)))


def _enrol(tx: Tx, new: NewStore) -> Tip:
    """The first entry: this person's keys, countersigned by the endpoint."""
    data = {
        "person": new.person,
        "badge": new.badge,
        "sign_key": canonical.to_b64(new.person_sign.public),
        "seal_key": canonical.to_b64(p384_public(new.person_seal)),
        "slot_id": ids.to_text(new.material.slot_id),
        "countersign": dict(new.countersign),
    }
    append_enrolled(tx, data)
    return tx.work.tip


def append_enrolled(tx: Tx, data: Mapping[str, Any]) -> None:
    """The entry that makes a person's keys known, and where to find it."""
    entry_id = tx.append("person_enrolled", tx.new_case(), data)
    settings.put(tx.sql, settings.enrolled_by(tx.me.person), ids.to_bytes(entry_id))
    tx.work.settle()


def _tell_keyring(secrets: DeviceSecrets, new: NewStore, secret: DeviceSecret) -> None:
    secrets.set(slot_user(new.store_id, new.material.slot_id), secret.to_text())
    for slot_id in (new.material.slot_id, None):
        secrets.set(tries_user(new.store_id, slot_id), Tries().to_text())


def _slots(new: NewStore, trust: Trust, dk: bytes, ds: bytes) -> tuple[slots.Slot, ...]:
    """The person's slot and the agency's recovery slot."""
    place = Place(new.store_id, FIRST, dk, new.sign.public, trust.roots.recovery)
    m_kib = new.m_kib or slotmaker.choose_m_kib()
    mine = slotmaker.make(place, new.badge, new.passphrase, new.material, ds=ds, m_kib=m_kib)
    return mine, slotmaker.make_recovery(place)


def _me(new: NewStore) -> Me:
    return Me(new.person, new.name, new.badge, new.role, new.device, new.agency, new.zone)


def _keys(new: NewStore, dk: bytes) -> Keys:
    return Keys(new.person_sign, new.sign, new.desk, new.drafts_key, new.seal, dk)
