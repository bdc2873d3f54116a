"""What signed documents say, once their signatures are good: roots, the endpoint's keys, a device's certificate.

`trust` and `verify` read payloads through this; it turns text into bytes and refuses what lacks a field. Who may sign a
document is not its business.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop.domain.problems import Problem
from desktop.seal import canonical
from desktop.seal.primitives import keyid

USES = ("receipt", "checkpoint", "issue", "intake", "entry")


@dataclass(frozen=True, slots=True)
class Role:
    """Who may sign for an office: keyids, and how many of them it takes."""

    keys: tuple[str, ...]
    threshold: int


@dataclass(frozen=True, slots=True)
class Roots:
    """The agency's roots. keys: keyid to Ed25519 key; seals: reading role to P-384 key; recovery: P-384 key.

    payload: the bytes that were signed, for the six words.
    """

    agency: str
    version: int
    training: bool
    roles: Mapping[str, Role]
    keys: Mapping[str, bytes]
    seals: Mapping[str, bytes]
    recovery: bytes
    payload: bytes

    @staticmethod
    def parse(fields: Mapping[str, Any], payload: bytes) -> "Roots":
        """Raises Problem 422.10."""
        need(fields, agency=str, version=int, training=bool, roles=dict, keys=dict, seals=dict, recovery=str)
        keys = {name: key_bytes(text, 32) for name, text in fields["keys"].items()}
        if any(keyid(key) != name for name, key in keys.items()):
            raise Problem("422.10", "a key of the roots has another name")
        roles = {name: _role(one) for name, one in fields["roles"].items()}
        seals = {name: key_bytes(text, 97) for name, text in fields["seals"].items()}
        recovery = key_bytes(fields["recovery"], 97)
        named = fields["agency"], fields["version"], fields["training"]
        return Roots(*named, roles, keys, seals, recovery, payload)


@dataclass(frozen=True, slots=True)
class Dated:
    """A key of the endpoint and the time it counts until ("" for ever), as text."""

    key: bytes
    until: str


@dataclass(frozen=True, slots=True)
class Keys:
    """The endpoint's keys, by use. device: the endpoint's own id, under which its own entries stand."""

    endpoint: str
    device: str
    version: int
    of: Mapping[str, tuple[Dated, ...]]

    @staticmethod
    def parse(fields: Mapping[str, Any]) -> "Keys":
        """Raises Problem 422.10."""
        need(fields, endpoint=str, device=str, version=int, keys=dict)
        of = {use: tuple(_dated(one, use) for one in _list(fields["keys"].get(use))) for use in USES}
        return Keys(fields["endpoint"], fields["device"], fields["version"], of)


@dataclass(frozen=True, slots=True)
class Cert:
    """A device's certificate: its three public keys. sign and desk are Ed25519, seal is P-384."""

    device: str
    name: str
    sign_key: bytes
    seal_key: bytes
    desk_key: bytes
    until: str

    @staticmethod
    def parse(fields: Mapping[str, Any], agency: str) -> "Cert":
        """Raises Problem 422.10, also for the certificate of another agency."""
        need(fields, agency=str, device=str, name=str, sign_key=str, seal_key=str, desk_key=str, until=str)
        if fields["agency"] != agency:
            raise Problem("422.10", "the certificate is of another agency")
        sign, desk = (key_bytes(fields[name], 32) for name in ("sign_key", "desk_key"))
        return Cert(fields["device"], fields["name"], sign, key_bytes(fields["seal_key"], 97), desk, fields["until"])


def person_keys_in(authorization: Mapping[str, Any]) -> dict[str, bytes]:
    """Device to the person's Ed25519 key, as the authorization lists them. Raises Problem 422.10."""
    need(authorization, person=str, roles=list, functions=list, keys=list)
    found = {}
    for one in authorization["keys"]:
        need(one, device=str, sign_key=str)
        found[one["device"]] = key_bytes(one["sign_key"], 32)
    return found


def person_bytes(
    agency: str, badge: str, device: str, person: str, seal_key: str, sign_key: str, slot_id: str
) -> bytes:
    """What is signed as "person" when someone is enrolled. Keys in base64, slot_id as an id."""
    fields = {"agency": agency, "badge": badge, "device": device, "person": person}
    return canonical.dumps({**fields, "seal_key": seal_key, "sign_key": sign_key, "slot_id": slot_id})


def invite_bytes(by: str, device: str, key: str, not_after: object, slot_id: str) -> bytes:
    """What the inviter signs as "invite". key: the invitation's Ed25519 key in base64; slot_id: the invitation's."""
    fields = {"by": by, "device": device, "key": key}
    return canonical.dumps({**fields, "not_after": not_after, "slot_id": slot_id})


def need(fields: object, **types: type) -> None:
    """Raises Problem 422.10 unless `fields` has each of these, of exactly that type."""
    if not isinstance(fields, Mapping):
        raise Problem("422.10", "not an object")
    for name, kind in types.items():
        if type(fields.get(name)) is not kind:
            raise Problem("422.10", f"no {name}")


def key_bytes(text: object, size: int) -> bytes:
    """A key out of base64. Raises Problem 422.10."""
    try:
        return canonical.from_b64(text, size)
    except Problem:
        raise Problem("422.10", "not a key") from None


def _role(fields: object) -> Role:
    need(fields, keys=list, threshold=int)
    role = Role(tuple(fields["keys"]), fields["threshold"]) if isinstance(fields, Mapping) else Role((), 0)
    if role.threshold < 1 or not all(isinstance(one, str) for one in role.keys):
        raise Problem("422.10", "a role without threshold")
    return role


def _dated(fields: Any, use: str) -> Dated:
    need(fields, key=str, until=str)
    return Dated(key_bytes(fields["key"], 97 if use == "intake" else 32), fields["until"])


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise Problem("422.10", "not a list")
    return value
