"""Another person at the same store: invited by a colleague who is signed in, joined with a code and an own passphrase.

`app.py` calls `invite` through the store and `join` from the locked window, with no line needed. The code lives 15
minutes and works once; the newcomer gets a slot, keys and drafts of their own, and an entry that both have signed.
Until the office signs an authorization they capture only. Source: security.md §2 ("add a person"), protocol.md §10.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from desktop.domain import times
from desktop.domain.problems import Problem
from desktop.models import file, making, opening, settings
from desktop.models.desk import write_whole
from desktop.models.headfile import NAME as HEAD_NAME
from desktop.models.headfile import HeadFile, Tip
from desktop.models.lawbook import law
from desktop.models.people import Keys, Me
from desktop.models.secrets import DeviceSecrets, Tries, slot_user, tries_user
from desktop.models.session import Session
from desktop.models.tables import PERSON
from desktop.models.tries import Guard
from desktop.models.tx import Tx
from desktop.seal import canonical, codes, ids, papers, slotmaker, slots
from desktop.seal.primitives import SigningKey, new_p384, p384_public, random
from desktop.seal.slotmaker import Material, Place
from desktop.seal.slots import FLOOR_KIB, INVITATION, DeviceSecret, Opened, SlotsFile

LIVES: Final = timedelta(minutes=15)
_PUT = insert(PERSON)
_PUT = _PUT.on_conflict_do_update(
    index_elements=["person"],
    set_={each.name: _PUT.excluded[each.name] for each in PERSON.columns if not each.primary_key},
)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who is invited. role: a code of roles.json, until an authorization says otherwise."""

    person: str
    badge: str
    name: str
    role: str


@dataclass(frozen=True, slots=True, repr=False)
class Invitation:
    """The code to hand over, 20 signs in groups of five, and until when it works."""

    code: str
    until: datetime


def invite(folder: Path, newcomer: Newcomer) -> Callable[[Tx], Invitation]:
    """A job for `Store.write`. Problem 403.1 unless this person may enrol others, 422.1 for a badge that is taken."""

    def job(tx: Tx) -> Invitation:
        _may_enrol(tx)
        _check(tx, newcomer)
        until = tx.now() + LIVES
        door, code, material = opening.read_door(folder), codes.new(), Material.new()
        place = _place(door, tx.keys, tx.session.office.trust.roots.recovery)
        slot = slotmaker.make(
            place,
            newcomer.badge,
            code,
            material,
            kind=INVITATION,
            not_after=int(until.timestamp()),
            m_kib=FLOOR_KIB,
        )
        _keep_half(tx, newcomer, material, door.store_id, slot.not_after)
        kept = tuple(one for one in door.slots if not _is_spent(one, newcomer.badge, door.store_id, tx.now()))
        raw = slotmaker.write(door.store_id, door.gen, door.db_salt, (*kept, slot), tx.keys.device)
        write_whole(folder / opening.SLOTS_NAME, raw)
        return Invitation(code, until)

    return job


def join(
    folder: Path,
    badge: str,
    code: str,
    passphrase: str,
    secrets: DeviceSecrets,
    *,
    clock: Callable[[], datetime] = opening.utc_now,
    m_kib: int = 0,
) -> None:
    """The newcomer's side, while nobody is signed in. Afterwards they unlock like everybody else.

    m_kib: as for a new store. Problem 401.1 for a code that is wrong, spent or too old, 422.1 for the passphrase.
    """
    making.check_passphrase(passphrase)
    with file.plain_words():
        door = opening.read_door(folder)
        opened = _open_invitation(door, badge, code, secrets, clock())
        joining = _Joining(folder, door, opened, badge, passphrase, secrets, clock)
        joining.finish(m_kib or slotmaker.choose_m_kib())


@dataclass(frozen=True, slots=True, repr=False)
class _Joining:
    """One newcomer on the way in: key ring, then journal, then the slots file, whose rename decides."""

    folder: Path
    door: SlotsFile
    invitation: Opened
    badge: str
    passphrase: str
    secrets: DeviceSecrets
    clock: Callable[[], datetime]

    def finish(self, m_kib: int) -> None:
        door, material, ds = self.door, Material.new(), random(32)
        engine = file.engine(
            opening.store_path(self.folder, door.gen),
            slots.pragma_key_hex(self.invitation.dk, door.store_id, door.db_salt),
        )
        head = HeadFile(self.folder / HEAD_NAME, slots.head_key(self.invitation.dk, door.store_id))
        try:
            with engine.begin() as sql:
                device, recovery, tip = self._enrol(sql, material)
            head.write(tip)
        finally:
            head.close()
            engine.dispose()
        self._tell_keyring(material, ds, tip)
        place = Place(door.store_id, door.gen, self.invitation.dk, device.public, recovery)
        mine = slotmaker.make(place, self.badge, self.passphrase, material, ds=ds, m_kib=m_kib)
        spent = self.invitation.slot_id
        kept = tuple(one for one in door.slots if isinstance(one, bytes) or one.slot_id != spent)
        raw = slotmaker.write(door.store_id, door.gen, door.db_salt, (*kept, mine), device)
        write_whole(self.folder / opening.SLOTS_NAME, raw)

    def _enrol(self, sql: sa.Connection, material: Material) -> tuple[SigningKey, bytes, Tip]:
        """Person, keys and the entry signed by both, in one transaction."""
        half = _half(sql, self.invitation.slot_id)
        store_id, seal = self.door.store_id, new_p384()[0]
        keys = Keys(
            person=SigningKey(slots.sign_seed(material.upk, store_id)),
            device=SigningKey(settings.need(sql, settings.DEVICE_SIGN)),
            desk=SigningKey(settings.need(sql, settings.DEVICE_DESK)),
            drafts=slots.drafts_key(material.upk, store_id),
            seal=settings.need(sql, settings.DEVICE_SEAL),
            dk=self.invitation.dk,
        )
        who = {name: half[name] for name in ("person", "badge", "name", "role")}
        row = making.person_row(who | {"sign_key": keys.person.public}, material.slot_id, seal, keys.drafts)
        sql.execute(_PUT, row)
        device, agency = settings.text(sql, settings.DEVICE), settings.text(sql, settings.AGENCY)
        zone = settings.text(sql, settings.ZONE) or "UTC"
        session = Session(sql, Me(device=device, agency=agency, zone=zone, **who), keys, law(), self.clock)
        tx = Tx(sql, session)
        making.append_enrolled(tx, self._data(keys, half, material, seal, device, agency))
        return keys.device, session.office.trust.roots.recovery, tx.work.tip

    def _data(
        self, keys: Keys, half: dict[str, Any], material: Material, seal: bytes, device: str, agency: str
    ) -> dict[str, Any]:
        public = {
            "badge": half["badge"],
            "person": half["person"],
            "seal_key": canonical.to_b64(p384_public(seal)),
            "sign_key": canonical.to_b64(keys.person.public),
            "slot_id": ids.to_text(material.slot_id),
        }
        key = SigningKey(slots.sign_seed(self.invitation.upk, self.door.store_id))
        signed = key.sign("person", papers.person_bytes(agency, device=device, **public))
        countersign = {name: half[name] for name in ("by", "key", "not_after", "slot_id", "half")}
        return {**public, "countersign": countersign | {"sig": canonical.to_b64(signed)}}

    def _tell_keyring(self, material: Material, ds: bytes, tip: Tip) -> None:
        store_id = self.door.store_id
        secret = DeviceSecret(ds, self.door.gen, tip.n, tip.head)
        self.secrets.set(slot_user(store_id, material.slot_id), secret.to_text())
        self.secrets.set(tries_user(store_id, material.slot_id), Tries().to_text())


def _open_invitation(door: SlotsFile, badge: str, code: str, secrets: DeviceSecrets, now: datetime) -> Opened:
    guard = Guard(secrets, door.store_id, None)
    guard.enter(now)
    try:
        found = door.of_person(badge, INVITATION)
        if not found:
            raise Problem("401.1")
        opened = slots.open_slot(door, found[-1].slot_id, code, b"", now)
    except Problem:
        raise guard.wrong(now) from None
    guard.right()
    return opened


def _may_enrol(tx: Tx) -> None:
    """The first person of a store, and whom a token names for it."""
    letter = tx.standing().authorization
    first = settings.text(tx.sql, settings.FIRST_PERSON) == tx.me.person
    if not first and not (letter and "enrol" in letter.functions):
        raise Problem("403.1", "The first person of this device enrols others, or one whose authorization says so.")


def _check(tx: Tx, newcomer: Newcomer) -> None:
    if not (newcomer.person.strip() and newcomer.badge.strip()):
        raise Problem("422.1", "Write the person's number and badge.", "badge")
    taken = sa.select(PERSON.c.person).where(PERSON.c.badge == newcomer.badge)
    if tx.sql.execute(taken).first() is not None:
        raise Problem("422.1", "This badge can sign in here already.", "badge")


def _place(door: SlotsFile, keys: Keys, recovery: bytes) -> Place:
    return Place(door.store_id, door.gen, keys.dk, keys.device.public, recovery)


def _keep_half(tx: Tx, newcomer: Newcomer, material: Material, store_id: bytes, not_after: int) -> None:
    """The inviter's half lies in the store; who opens the invitation's slot finds it there."""
    slot_id = ids.to_text(material.slot_id)
    key = canonical.to_b64(SigningKey(slots.sign_seed(material.upk, store_id)).public)
    signed = tx.keys.person.sign("invite", papers.invite_bytes(tx.me.person, tx.me.device, key, not_after, slot_id))
    half = {
        "person": newcomer.person,
        "badge": newcomer.badge,
        "name": newcomer.name,
        "role": newcomer.role,
        "by": tx.me.person,
        "key": key,
        "not_after": not_after,
        "slot_id": slot_id,
        "half": canonical.to_b64(signed),
        "made_at": times.to_text(tx.now()),
    }
    settings.put(tx.sql, settings.invitation(slot_id), canonical.dumps(half))


def _half(sql: sa.Connection, slot_id: bytes) -> dict[str, Any]:
    raw = settings.get(sql, settings.invitation(ids.to_text(slot_id)))
    if raw is None:
        raise Problem("401.1")
    found: dict[str, Any] = canonical.loads(raw)
    return found


def _is_spent(one: slots.Slot | bytes, badge: str, store_id: bytes, now: datetime) -> bool:
    """An invitation that is too old, or stands for the same badge."""
    if isinstance(one, bytes) or one.kind != INVITATION:
        return False
    return one.not_after < now.timestamp() or one.person_id == slots.person_id(store_id, badge)
