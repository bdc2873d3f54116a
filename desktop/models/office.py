"""The signed documents this device goes by, read from the store.

The session loads them at opening and when new ones came in. Each is checked again from the roots down, so that a row
planted in the file grants nothing; one that does not hold is left out. It judges no act and fetches nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import sqlalchemy as sa

from desktop.domain.authority import Authorization
from desktop.domain.policy import Pack
from desktop.domain.problems import Problem
from desktop.models import settings
from desktop.models.tables import DOC
from desktop.seal import canonical
from desktop.seal.trust import Trust

T = TypeVar("T")
ROOTS, KEYS, DEVICE, AUTHORIZATION, REVOCATION, PACK = "roots", "keys", "device", "authorization", "revocation", "pack"
_OF: Final = sa.select(DOC.c.id, DOC.c.bytes).where(DOC.c.kind == sa.bindparam("kind")).order_by(DOC.c.serial, DOC.c.id)
_log = logging.getLogger("fieldcase.store")


@dataclass(frozen=True, slots=True)
class Office:
    """What is in force here: whom to believe, the pack, and the authorization of the person signed in."""

    trust: Trust
    pack: Pack | None = None
    authorization: Authorization | None = None

    @property
    def role(self) -> str:
        """The first role of the authorization, "" without one."""
        return self.authorization.roles[0] if self.authorization and self.authorization.roles else ""


def load_office(sql: sa.Connection, person: str) -> Office:
    """Reads and checks everything. Problem 422.10 only if the roots themselves do not hold."""
    trust = load_trust(sql)
    packs = _good(sql, PACK, lambda envelope: Pack.parse(trust.pack(envelope)))
    revoked = [each["serial"] for each in _good(sql, REVOCATION, trust.revocation) if each["person"] == person]
    held = (Authorization.parse(each) for each in _good(sql, AUTHORIZATION, trust.authorization))
    mine = [each for each in held if each.person == person and each.serial > max(revoked, default=-1)]
    return Office(trust, max(packs, key=_age, default=None), max(mine, key=lambda each: each.serial, default=None))


def load_trust(sql: sa.Connection) -> Trust:
    """The roots of enrolment and what followed from them. Problem 422.10 if the first of them does not hold."""
    first, *later = documents(sql, ROOTS)
    trust = Trust.start(first, settings.need(sql, settings.ROOT_KEY))
    for envelope in later:
        trust.follow(envelope)
    for envelope in documents(sql, KEYS):
        trust.with_keys(envelope)
    for _ in _good(sql, DEVICE, trust.device):
        continue
    return trust


def documents(sql: sa.Connection, kind: str) -> list[dict[str, Any]]:
    """The envelopes of a kind, oldest first."""
    return [canonical.loads(row.bytes) for row in sql.execute(_OF, {"kind": kind})]


def keep_document(sql: sa.Connection, kind: str, name: str, envelope: object, serial: int = 0) -> None:
    """Stores an envelope that was checked, over an earlier one of that name. serial: its version, for the order."""
    row = {"kind": kind, "id": name, "bytes": canonical.dumps(envelope), "serial": serial}
    sql.execute(sa.delete(DOC).where(DOC.c.kind == kind, DOC.c.id == name))
    sql.execute(sa.insert(DOC).values(row))


def _good(sql: sa.Connection, kind: str, read: Callable[[object], T]) -> Iterator[T]:
    for envelope in documents(sql, kind):
        try:
            yield read(envelope)
        except Problem as problem:
            _log.warning("document.refused %s %s", kind, problem.code)


def _age(pack: Pack) -> tuple[str, str]:
    return pack.starts, pack.pack_id
