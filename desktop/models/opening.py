"""Making a store and opening it.

`app.py` calls this on the database thread: first run makes a store, Enter in the locked window opens it. What can go
wrong (wrong passphrase, a cut file, a newer one, no key ring, a full disk) is one plain Problem each, and then nothing
was changed. It never keeps a passphrase. Source: security.md §2, S-03, S-06, S-12, S-21.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from desktop.domain.problems import Problem, World
from desktop.models import file, schema, settings, tries
from desktop.models.desk import DeskFiles
from desktop.models.headfile import NAME as HEAD_NAME
from desktop.models.headfile import HeadFile, Tip
from desktop.models.lawbook import law
from desktop.models.people import Keys, Me
from desktop.models.secrets import DeviceSecrets, slot_user
from desktop.models.session import Session, tip_of
from desktop.models.store import Store
from desktop.models.tables import ENTRY, PERSON
from desktop.models.thread import Database
from desktop.seal import slots
from desktop.seal.primitives import SigningKey
from desktop.seal.slots import DeviceSecret, Opened, SlotsFile

SLOTS_NAME: Final = "store.slots"


def utc_now() -> datetime:
    """This machine's clock."""
    return datetime.now(UTC)


def exists(folder: Path) -> bool:
    """Whether this folder holds a store."""
    return (folder / SLOTS_NAME).exists()


def unlock(
    folder: Path,
    badge: str,
    passphrase: str,
    secrets: DeviceSecrets,
    *,
    database: Database | None = None,
    clock: Callable[[], datetime] = utc_now,
    anyway: bool = False,
) -> Store:
    """Opens the store for the person with this badge. `anyway`: also when entries are missing, after a person said so.

    Runs on the thread that calls; the store then works on `database` (its own if None).
    Problem 401.1 not right, with the wait in its detail; 401.2 closed after five wrong; 409.2 newer file; 500.1
    damaged; 500.2 entries missing; 503.1 no key ring; 507.1 disk full; 507.2 read-only.
    """
    with file.plain_words():
        door = read_door(folder)
        opened, secret = _open_slot(door, badge, passphrase, secrets, clock())
        return open_store(Unlocked(folder, door, opened, secret), secrets, database or Database(), clock, anyway)


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A slot that opened: the folder, the slots file, the keys it held, and what the key ring said of it."""

    folder: Path
    door: SlotsFile
    opened: Opened
    secret: DeviceSecret

    @property
    def path(self) -> Path:
        """The store's file: a rekey writes the next one before the slots file names it."""
        return store_path(self.folder, self.door.gen)


def store_path(folder: Path, gen: int) -> Path:
    return folder / f"store-{gen}.db"


def read_door(folder: Path) -> SlotsFile:
    """The slots file. Problem 401.1 if it is damaged, 404.1 where there is no store."""
    try:
        return slots.read((folder / SLOTS_NAME).read_bytes())
    except FileNotFoundError:
        raise Problem("404.1", "There is no store in this folder.") from None


def open_store(
    unlocked: Unlocked, secrets: DeviceSecrets, database: Database, clock: Callable[[], datetime], anyway: bool = False
) -> Store:
    """The store behind a slot that opened. Problems as `unlock`."""
    door, opened = unlocked.door, unlocked.opened
    if not unlocked.path.exists():
        raise World("500.1", "The store's file is gone.")
    if unlocked.path.stat().st_size < file.PAGE:
        raise World("500.1", "The store's file is cut.")
    engine = file.engine(unlocked.path, slots.pragma_key_hex(opened.dk, door.store_id, door.db_salt))
    with ExitStack() as undo:
        undo.callback(engine.dispose)
        _bring_up_to_date(unlocked, engine)
        sql = undo.enter_context(engine.connect())
        head = HeadFile(unlocked.folder / HEAD_NAME, slots.head_key(opened.dk, door.store_id))
        undo.callback(head.close)
        session = _session(sql, unlocked, head, clock, anyway)
        user = slot_user(door.store_id, opened.slot_id)
        desk = DeskFiles(unlocked.folder, door.store_id.hex(), secrets, session.keys.desk.seed, user)
        if anyway:
            head.reset(session.tip)
            desk.remember(session.tip, shorter=True)
        undo.pop_all()
        return Store(database, sql, session, head, desk)


def _session(
    sql: sa.Connection, unlocked: Unlocked, head: HeadFile, clock: Callable[[], datetime], anyway: bool
) -> Session:
    with sql.begin():
        _check_belongs(sql, unlocked)
        _check_whole(sql, head.read(), unlocked.secret, anyway)
        me, keys = _person(sql, unlocked)
        return Session(sql, me, keys, law(), clock)


def _open_slot(
    door: SlotsFile, badge: str, passphrase: str, secrets: DeviceSecrets, now: datetime
) -> tuple[Opened, DeviceSecret]:
    """The slot of this badge, if passphrase and device secret fit; each wrong try is counted first."""
    found = door.of_person(badge)
    guard = tries.Guard(secrets, door.store_id, found[0].slot_id if found else None)
    guard.enter(now)
    known: dict[bytes, DeviceSecret] = {}

    def secret_of(slot_id: bytes) -> bytes:
        text = secrets.get(slot_user(door.store_id, slot_id))
        if text is None:
            return b""
        known[slot_id] = DeviceSecret.from_text(text)
        return known[slot_id].ds

    try:
        opened = slots.open_person(door, badge, passphrase, secret_of, now)
    except Problem:
        raise guard.wrong(now) from None
    guard.right()
    return opened, known.get(opened.slot_id) or DeviceSecret(b"", door.gen)


def _bring_up_to_date(unlocked: Unlocked, engine: sa.Engine) -> None:
    """An old file is migrated, a newer one refused. The migrations are loaded only when they are needed."""
    with engine.connect() as sql, sql.begin():
        version = schema.version(sql)
    if version == schema.HEAD:
        unlocked.path.with_name(unlocked.path.name + schema.COPY_END).unlink(missing_ok=True)
        return
    if version not in schema.KNOWN:
        raise Problem("409.2") if version else World("500.1", "The file has no version.")
    migrating: Any = importlib.import_module("desktop.models.migrating")
    migrating.migrate(unlocked.path, engine)


def _check_belongs(sql: sa.Connection, unlocked: Unlocked) -> None:
    """The device key that signed the slots file must be the one in the store."""
    device = SigningKey(settings.need(sql, settings.DEVICE_SIGN))
    if settings.need(sql, settings.STORE_ID) != unlocked.door.store_id or device.public != unlocked.opened.device_pub:
        raise World("500.1", "The sign-in file belongs to another store.")


def _check_whole(sql: sa.Connection, head: Tip, secret: DeviceSecret, anyway: bool) -> None:
    """The journal must be at least as long as `store.head` and the key ring say, and be the same one (S-12, S-42)."""
    here = tip_of(sql)
    for said in (head, Tip(secret.head_n, secret.head)):
        if anyway or said.n == 0:
            continue
        if said.n > here.n:
            missing = said.n - here.n
            raise World("500.2", f"{missing} {'entry is' if missing == 1 else 'entries are'} missing here.")
        tip = sql.execute(sa.select(ENTRY.c.tip).where(ENTRY.c.no == said.n)).scalar()
        if tip != said.head:
            raise World("500.2", "The journal here is not the one this device wrote.")


def _person(sql: sa.Connection, unlocked: Unlocked) -> tuple[Me, Keys]:
    opened, store_id = unlocked.opened, unlocked.door.store_id
    row = sql.execute(sa.select(PERSON).where(PERSON.c.slot_id == opened.slot_id)).one_or_none()
    if row is None:
        raise World("500.1", "The store does not know this sign-in.")
    keys = Keys(
        person=SigningKey(slots.sign_seed(opened.upk, store_id)),
        device=SigningKey(settings.need(sql, settings.DEVICE_SIGN)),
        desk=SigningKey(settings.need(sql, settings.DEVICE_DESK)),
        drafts=slots.drafts_key(opened.upk, store_id),
        seal=settings.need(sql, settings.DEVICE_SEAL),
        dk=opened.dk,
    )
    me = Me(
        person=row.person,
        name=row.name,
        badge=row.badge,
        role=row.role,
        device=settings.text(sql, settings.DEVICE),
        agency=settings.text(sql, settings.AGENCY),
        zone=settings.text(sql, settings.ZONE) or "UTC",
    )
    return me, keys
