"""A small agency with real keys: offices, an endpoint, devices, people. What tests of trust and exports stand on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop.seal import dsse, entry, ids, papers, primitives
from desktop.seal.canonical import to_b64
from desktop.seal.primitives import SigningKey

AGENCY, ENDPOINT = "ZZ0000100", "endpoint.example"
FROM = "2026-01-01T00:00:00.000Z"
OFFICES = ("roots", "config", "counsel", "authority", "people", "endpoint")


@dataclass
class Device:
    """A desk or a car: its id, keys, and how far its chain and cases have come."""

    id: str = field(default_factory=ids.new_id)
    sign: SigningKey = field(default_factory=SigningKey.new)
    desk: SigningKey = field(default_factory=SigningKey.new)
    seal: bytes = field(default_factory=lambda: primitives.new_p384()[1])
    head: bytes = entry.START
    chain_no: int = 0


@dataclass
class Person:
    """Someone with a slot on a device."""

    name: str
    badge: str
    key: SigningKey = field(default_factory=SigningKey.new)
    seal: bytes = field(default_factory=lambda: primitives.new_p384()[1])
    slot_id: str = field(default_factory=ids.new_id)

    def public(self) -> dict[str, str]:
        keys = {"seal_key": to_b64(self.seal), "sign_key": to_b64(self.key.public)}
        return {"badge": self.badge, "person": self.name, "slot_id": self.slot_id, **keys}


class World:
    """One agency and everyone who signs for it."""

    def __init__(self) -> None:
        self.offices = {name: SigningKey.new() for name in OFFICES}
        self.uses = {use: SigningKey.new() for use in papers.USES if use != "intake"}
        self.intake = primitives.new_p384()
        self.device_id = ids.new_id()

    def roots(self, version: int = 1, signers: tuple[SigningKey, ...] = (), **changed: Any) -> dict[str, Any]:
        """A roots envelope of the offices as they are now."""
        keys = {key.keyid: to_b64(key.public) for key in self.offices.values()}
        roles = {name: {"keys": [key.keyid], "threshold": 1} for name, key in self.offices.items()}
        fields = {"agency": AGENCY, "version": version, "training": True, "roles": roles, "keys": keys, "seals": {}}
        fields |= {"recovery": to_b64(primitives.new_p384()[1]), "from": FROM, "until": ""}
        return dsse.sign("roots", {**fields, **changed}, [*signers, self.offices["roots"]])

    def keys(self, version: int = 1, until: Mapping[str, str] | None = None, **changed: Any) -> dict[str, Any]:
        """The document `keys`. until: use to end."""
        ends = until or {}
        public = {use: key.public for use, key in self.uses.items()} | {"intake": self.intake[1]}
        of = {use: [{"key": to_b64(key), "from": FROM, "until": ends.get(use, "")}] for use, key in public.items()}
        fields = {"endpoint": ENDPOINT, "device": self.device_id, "version": version, "keys": of}
        return dsse.sign("keys", {**fields, **changed}, [self.offices["endpoint"]])

    def cert(self, device: Device, signer: SigningKey | None = None, **changed: Any) -> dict[str, Any]:
        """A device's certificate."""
        keys = {"sign_key": to_b64(device.sign.public), "desk_key": to_b64(device.desk.public)}
        fields = {"agency": AGENCY, "device": device.id, "name": "unit 12", **keys, "seal_key": to_b64(device.seal)}
        return dsse.sign("device", {**fields, "from": FROM, "until": "", **changed}, [signer or self.uses["issue"]])

    def authorization(
        self, person: Person, *devices: Device, offices: tuple[str, ...] = ("people",), **changed: Any
    ) -> Any:
        """A person's certificate, for these devices."""
        mine = {"seal_key": to_b64(person.seal), "sign_key": to_b64(person.key.public)}
        fields: dict[str, Any] = {"id": "AUT-1", "serial": 1, "agency": AGENCY, "person": person.name}
        fields |= {"badge": person.badge, "model": "TFM", "roles": ["TFO"], "functions": [], "facilities": []}
        fields |= {"keys": [{"device": device.id, **mine} for device in devices], "until": ""}
        fields |= {"letter": {"sha256": "0" * 64, "until": ""}, "issued_at": FROM, "fresh_for_s": 259200}
        return dsse.sign("authorization", {**fields, **changed}, [self.offices[name] for name in offices])

    def first(self, person: Person, device: Device) -> dict[str, str]:
        """The countersign of a store's first person: the issue key's."""
        text = papers.person_bytes(AGENCY, device=device.id, **person.public())
        return {"key": to_b64(self.uses["issue"].public), "sig": to_b64(self.uses["issue"].sign("person", text))}

    def invited(self, person: Person, device: Device, by: Person) -> dict[str, Any]:
        """The countersign of a person whom a colleague invited."""
        invitation, slot_id = SigningKey.new(), ids.new_id()
        key = to_b64(invitation.public)
        text = papers.person_bytes(AGENCY, device=device.id, **person.public())
        half = by.key.sign("invite", papers.invite_bytes(by.name, device.id, key, 1800000000, slot_id))
        fields = {"by": by.name, "key": key, "not_after": 1800000000, "slot_id": slot_id}
        return {**fields, "sig": to_b64(invitation.sign("person", text)), "half": to_b64(half)}


def act(
    device: Device, actor: str, sign: entry.Sign, kind: str, data: Mapping[str, object], case_id: str = ""
) -> entry.Parsed:
    """One entry, made and read back."""
    ids_ = {"id": ids.new_id(), "case_id": case_id or ids.new_id(), "device": device.id}
    fields: dict[str, object] = {"v": 1, "agency": AGENCY, **ids_, "kind": kind, "kind_v": 1, "actor": actor}
    fields |= {"role": "TFO" if actor else "", "auth": "", "occurred_at": "2026-05-26T02:11:18.189Z"}
    fields |= {"tz": "America/Boise", "clock": "ok", "base_no": 0, "pack": "", "must_know": True}
    return entry.parse(entry.make(fields, data, sign)[1].line)


def enrolment(person: Person, device: Device, countersign: Mapping[str, Any], /, **changed: Any) -> entry.Parsed:
    """The `person_enrolled` of someone on a device, signed by themselves."""
    data = {**person.public(), "countersign": dict(countersign), **changed}
    return act(device, person.name, person.key.sign, "person_enrolled", data)
