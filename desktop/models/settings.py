"""Small values the store keeps by name: this device's keys, the endpoint's address, when it last answered.

The rest of this folder and sync's delivery call it inside a transaction. It knows the names and shapes, not their use.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from desktop.domain import times
from desktop.models.tables import SETTING

STORE_ID: Final = "store_id"
AGENCY: Final = "agency"
DEVICE: Final = "device"
DEVICE_SIGN: Final = "device.sign"  # seed:32
DEVICE_SEAL: Final = "device.seal"  # P-384 secret:48
DEVICE_DESK: Final = "device.desk"  # seed:32
INTAKE: Final = "store.intake"  # P-384 secret:48, opens release.box
ROOT_KEY: Final = "root_key"
ENDPOINT: Final = "endpoint"  # canonical JSON {address, pins, tls_root}
TRAINING: Final = "training"  # b"1" or b""
FIRST_PERSON: Final = "first_person"  # who may enrol others without being named for it
PLACE: Final = "place"
ZONE: Final = "zone"
SIGNINS: Final = "signins"  # canonical JSON, under training roots only
LAST_CONTACT: Final = "last_contact"  # the time of the last signed answer
LAST_RECEIVED: Final = "last_received"  # the time of the last receipt that covered an entry of ours

_GET: Final = sa.select(SETTING.c.value).where(SETTING.c.key == sa.bindparam("key"))
_PUT = insert(SETTING)
_PUT = _PUT.on_conflict_do_update(index_elements=["key"], set_={"value": _PUT.excluded.value})


def get(sql: sa.Connection, key: str) -> bytes | None:
    value: bytes | None = sql.execute(_GET, {"key": key}).scalar()
    return value


def need(sql: sa.Connection, key: str) -> bytes:
    """A value that every store has. KeyError where it has not: then the store was not made by us."""
    value = get(sql, key)
    if value is None:
        raise KeyError(key)
    return value


def put(sql: sa.Connection, key: str, value: bytes) -> None:
    sql.execute(_PUT, {"key": key, "value": value})


def text(sql: sa.Connection, key: str) -> str:
    """A value as text, "" where there is none."""
    return (get(sql, key) or b"").decode()


def moment(sql: sa.Connection, key: str) -> datetime | None:
    """A value as a time in UTC, None where there is none."""
    found = text(sql, key)
    return times.from_text(found) if found else None


def put_moment(sql: sa.Connection, key: str, at: datetime) -> None:
    put(sql, key, times.to_text(at).encode())


def enrolled_by(person: str) -> str:
    """Where the id of a person's own `person_enrolled` stands, 16 bytes."""
    return f"enrolled:{person}"


def invitation(slot_id: str) -> str:
    """Where the inviter's half of an open invitation stands: canonical JSON."""
    return f"invitation:{slot_id}"
