"""Signed documents as the endpoint uses them: who holds which authorization, which pack is in force.

Their signatures are checked when they come in (`add`); here they are read from the database. The authorising
office signs authorizations, not the endpoint: it only hands them out and judges by them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from desktop.domain.authority import Authorization
from desktop.domain.policy import Pack
from desktop.domain.problems import Problem
from desktop.seal import canonical, dsse, ids
from desktop.seal.trust import Trust
from endpoint.store import Connection, people

AUTHORITY = ("authorization", "revocation")


@dataclass(frozen=True, slots=True)
class Certificate:
    """A person's authorization in force by serial: what it grants, on which devices, until when ("": never)."""

    authorization: Authorization
    devices: frozenset[bytes]
    until: str
    serial: int

    def lists(self, device: bytes) -> bool:
        return device in self.devices


def certificate(con: Connection, agency: str, person: str) -> Certificate | None:
    """The newest authorization of a person, None when there is none or a later revocation ended it."""
    held = people.documents(con, agency, *AUTHORITY, person=person)
    if not held or held[-1].kind != "authorization":
        return None
    return _certificate(held[-1].bytes)


@lru_cache(maxsize=4096)
def _certificate(raw: bytes) -> Certificate:
    payload = payload_of(raw)
    devices = frozenset(ids.to_bytes(key["device"]) for key in payload["keys"])
    return Certificate(Authorization.parse(payload), devices, payload["until"], payload["serial"])


def pack(con: Connection, agency: str) -> Pack | None:
    """The pack in force: the newest."""
    held = people.documents(con, agency, "pack")
    return _pack(held[-1].bytes) if held else None


@lru_cache(maxsize=16)
def _pack(raw: bytes) -> Pack:
    return Pack.parse(payload_of(raw))


def payload_of(raw: bytes) -> dict[str, Any]:
    """The payload of an envelope that was checked when it came in."""
    payload: dict[str, Any] = canonical.loads(dsse.payload(json.loads(raw)))
    return payload


def trust(con: Connection, agency: str) -> Trust:
    """What the agency's roots and the endpoint's keys vouch for; nobody else is known to it yet."""
    known = Trust.start(envelopes(con, agency, "roots")[-1])
    known.with_keys(envelopes(con, agency, "keys")[-1])
    return known


def envelopes(con: Connection, agency: str, *kinds: str, person: str = "") -> list[dict[str, Any]]:
    """Documents as they are sent, by serial."""
    return [json.loads(each.bytes) for each in people.documents(con, agency, *kinds, person=person)]


def add(con: Connection, agency: str, envelope: Mapping[str, Any]) -> people.Document:
    """Takes in a signed authorization, revocation or pack. Problem 422.10 unless those who may have signed it.

    Its serial is the next one of the agency for authorizations and revocations; one that is not higher is refused.
    """
    known, kind = trust(con, agency), dsse.kind_of(envelope)
    if kind == "pack":
        payload = known.pack(envelope)
        named, person, serial = payload["pack_id"], "", people.highest_serial(con, agency, "pack") + 1
    elif kind in AUTHORITY:
        payload = known.authorization(envelope) if kind == "authorization" else known.revocation(envelope)
        named, person, serial = str(payload["serial"]), payload["person"], payload["serial"]
        if serial <= people.highest_serial(con, agency, *AUTHORITY):
            raise Problem("422.10", "an older serial")
    else:
        raise Problem("422.10", "not a document the endpoint takes")
    new = people.Document(kind, named, agency, person, serial, canonical.dumps(envelope))
    people.add_document(con, new)
    return new
