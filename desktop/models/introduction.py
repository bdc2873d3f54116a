"""Who this device is to its endpoint, and the signed documents the two exchange.

The sync loop reads here who speaks and whom to believe, and hands in what it fetched. A document is kept only if those
signed it who may, walked from the roots down; one that does not hold is left out and changes nothing. Nothing here
knows the network. Source: security.md section 4; protocol.md section 2.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from desktop.domain.authority import Authorization
from desktop.domain.policy import Pack
from desktop.domain.problems import Problem
from desktop.models import checking, office, settings
from desktop.models.tables import DOC, ENTRY, IS_UNANSWERED
from desktop.models.tx import Tx
from desktop.seal import canonical, dsse
from desktop.seal.entry import Sealed
from desktop.seal.trust import Trust

_log = logging.getLogger("fieldcase.sync")
_ENROLMENTS: Final = (
    sa.select(ENTRY.c.head, ENTRY.c.data, ENTRY.c.salt, ENTRY.c.by_sig)
    .where(IS_UNANSWERED, ENTRY.c.kind == "person_enrolled", ENTRY.c.mine)
    .order_by(ENTRY.c.no)
)
_NEWEST: Final = sa.select(sa.func.max(DOC.c.serial)).where(DOC.c.kind.in_((office.AUTHORIZATION, office.REVOCATION)))
_ANNOUNCED: Final = {
    office.PACK: "pack_published",
    office.AUTHORIZATION: "authorization_issued",
    office.REVOCATION: "authority_revoked",
}


@dataclass(frozen=True, slots=True, repr=False)
class Introduction:
    """device, person: who speaks, and what signs for each. address: `https://host:port`; root: PEM; roots: the
    first.
    """

    device: str
    person: str
    by_device: Callable[[str, bytes], bytes]
    by_person: Callable[[str, bytes], bytes]
    address: str
    pins: tuple[str, ...]
    root: str
    roots: Mapping[str, Any]
    trust: Trust


def introduction(tx: Tx) -> Introduction:
    """All that a talk with the endpoint needs to begin."""
    endpoint = canonical.loads(settings.need(tx.sql, settings.ENDPOINT))
    return Introduction(
        tx.me.device,
        tx.me.person,
        tx.keys.device.sign,
        tx.keys.person.sign,
        endpoint["address"],
        tuple(endpoint["pins"]),
        endpoint["tls_root"],
        office.documents(tx.sql, office.ROOTS)[0],
        trust(tx),
    )


def trust(tx: Tx) -> Trust:
    """Whom this device believes, with every person's key that its documents name. A copy for another thread."""
    copy = office.load_trust(tx.sql)
    for envelope in office.documents(tx.sql, office.AUTHORIZATION):
        try:
            copy.authorization(envelope)
        except Problem as problem:
            _log.warning("document.refused %s %s", office.AUTHORIZATION, problem.code)
    for parsed in checking.enrolments(tx.sql):
        copy.enrolled(parsed)
    return copy


def own_enrolment(tx: Tx) -> str | None:
    """This person's `person_enrolled` line while it has no verdict: the endpoint may not know them yet."""
    for row in tx.sql.execute(_ENROLMENTS):
        if json.loads(row.head)["actor"] == tx.me.person:
            return Sealed(row.head, row.data, row.salt, row.by_sig).line.decode()
    return None


def have(tx: Tx) -> tuple[str, int]:
    """The pack in force here ("" if none) and the highest serial of an authorization or revocation (0)."""
    return tx.pack.pack_id if tx.pack else "", int(tx.sql.execute(_NEWEST).scalar() or 0)


def last_heard(tx: Tx) -> tuple[datetime | None, datetime | None]:
    """The endpoint's last signed time, and the last that came with a receipt for something of ours."""
    return settings.moment(tx.sql, settings.LAST_CONTACT), settings.moment(tx.sql, settings.LAST_RECEIVED)


def heard(tx: Tx, at: datetime) -> None:
    """A signed time of the endpoint: the witness that authority and limits are counted by. It never goes back."""
    known = tx.session.last_contact
    if known is None or at > known:
        settings.put_moment(tx.sql, settings.LAST_CONTACT, at)
        tx.session.last_contact = at


def greeted(tx: Tx, keys: Mapping[str, Any], pins: tuple[str, ...], at: datetime) -> None:
    """What a signed answer of `GET /v1` told: its keys (checked by the caller), its present and next pin, its time."""
    heard(tx, at)
    if keys not in office.documents(tx.sql, office.KEYS):
        version = canonical.loads(dsse.payload(keys))["version"]
        office.keep_document(tx.sql, office.KEYS, f"{version:08}", keys, version)
        tx.work.documents_changed = True
    endpoint = canonical.loads(settings.need(tx.sql, settings.ENDPOINT))
    known = [pin for pin in pins if pin]
    if endpoint["pins"] != known:
        settings.put(tx.sql, settings.ENDPOINT, canonical.dumps({**endpoint, "pins": known}))


def take(tx: Tx, envelopes: Iterable[Mapping[str, Any]]) -> int:
    """Keeps the packs, authorizations and revocations that hold. Answers with how many were new."""
    copy, new = office.load_trust(tx.sql), 0
    for envelope in envelopes:
        kind = dsse.kind_of(envelope)
        try:
            name, serial = _checked(copy, kind, envelope)
        except Problem as problem:
            _log.warning("document.refused %s %s", kind, problem.code)
            continue
        if envelope not in office.documents(tx.sql, kind):
            office.keep_document(tx.sql, kind, name, envelope, serial)
            tx.work.kinds.add(_ANNOUNCED[kind])
            new += 1
    tx.work.documents_changed = tx.work.documents_changed or new > 0
    return new


def _checked(trust: Trust, kind: str, envelope: Mapping[str, Any]) -> tuple[str, int]:
    """Name and serial of a document that those signed who may. Raises Problem 422.10, or 422.9 for what it says."""
    if kind == office.PACK:
        return Pack.parse(trust.pack(envelope)).pack_id, 0
    if kind == office.AUTHORIZATION:
        found = Authorization.parse(trust.authorization(envelope))
        return found.id, found.serial
    if kind == office.REVOCATION:
        revoked = trust.revocation(envelope)
        return f"{revoked['person']}/{revoked['serial']}", revoked["serial"]
    raise Problem("422.10", "another kind of document")
