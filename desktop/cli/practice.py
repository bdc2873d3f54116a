"""A training agency of one person, made in memory and forgotten: what the self-test enrols with instead of an endpoint.

It walks the road of security.md section 4 with keys of its own: roots, the endpoint's keys, the device's certificate,
the person's countersign, their authorization and the sample pack with its dates moved to now. Everything it signs says
*training*; a store under such roots speaks to no other endpoint. Nobody but `self_test.py` calls it.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import resources
from desktop.domain.times import to_text
from desktop.models.exporting import Held, Papers
from desktop.models.making import NewStore
from desktop.seal import canonical, checkpoint, dsse, entry, export, ids, tree
from desktop.seal.papers import USES, person_bytes
from desktop.seal.primitives import SigningKey, new_p384, p384_public
from desktop.seal.slots import FLOOR_KIB
from desktop.sync.enrol import Applicant

PERSON, BADGE, NAME, ROLE = "P-105", "105", "Emery Mockup", "TFO"
_ENDPOINT = "practice"
_OFFICES = ("roots", "config", "counsel", "authority", "people")
_DRAWN_UP = date(2026, 11, 24)  # the day for which the dates of the sample pack were written
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, repr=False)
class Practice:
    """The agency. office: signs for every office but the endpoint's; root: the endpoint's root key."""

    now: datetime
    office: SigningKey = field(default_factory=SigningKey.new)
    root: SigningKey = field(default_factory=SigningKey.new)
    issue: SigningKey = field(default_factory=SigningKey.new)
    recovery: bytes = field(default_factory=lambda: new_p384()[1])
    intake: bytes = field(default_factory=lambda: new_p384()[1])
    endpoint_device: str = field(default_factory=ids.new_id)

    @property
    def agency(self) -> str:
        """The ORI of the sample agency."""
        return str(_sample()["agency"]["ori"])

    def roots(self) -> dict[str, Any]:
        """Version 1 of the roots, threshold 1, marked as training."""
        offices = {name: {"keys": [self.office.keyid], "threshold": 1} for name in _OFFICES}
        roles = offices | {"endpoint": {"keys": [self.root.keyid], "threshold": 1}}
        keys = {each.keyid: canonical.to_b64(each.public) for each in (self.office, self.root)}
        body = {
            "agency": self.agency,
            "version": 1,
            "training": True,
            "roles": roles,
            "keys": keys,
            "seals": {},
            "recovery": canonical.to_b64(self.recovery),
            "from": to_text(self.now),
            "until": "",
        }
        return dsse.sign("roots", body, [self.office])

    def keys(self) -> dict[str, Any]:
        """The endpoint's keys; one signing key stands for all its uses."""
        public = {use: canonical.to_b64(self.issue.public) for use in USES}
        public["intake"] = canonical.to_b64(self.intake)
        dated = {use: [{"key": key, "from": to_text(self.now), "until": ""}] for use, key in public.items()}
        body = {"endpoint": _ENDPOINT, "device": self.endpoint_device, "version": 1, "keys": dated}
        return dsse.sign("keys", body, [self.root])

    def cert(self, device: Applicant) -> dict[str, Any]:
        """The certificate of the device."""
        body = {
            "agency": self.agency,
            "device": device.device,
            "name": "self-test",
            "sign_key": canonical.to_b64(device.sign.public),
            "seal_key": canonical.to_b64(p384_public(device.seal)),
            "desk_key": canonical.to_b64(device.desk.public),
            "from": to_text(self.now),
            "until": "",
        }
        return dsse.sign("device", body, [self.issue])

    def countersign(self, device: Applicant) -> dict[str, str]:
        """The issue key's word for the first person of the device."""
        text = person_bytes(
            self.agency,
            BADGE,
            device.device,
            PERSON,
            canonical.to_b64(p384_public(device.person_seal)),
            canonical.to_b64(device.person_sign.public),
            ids.to_text(device.material.slot_id),
        )
        return {"key": canonical.to_b64(self.issue.public), "sig": canonical.to_b64(self.issue.sign("person", text))}

    def authorization(self, device: Applicant) -> dict[str, Any]:
        """What the person may do, for a year."""
        until = to_text(self.now + timedelta(days=365))
        agreement = next(each for each in _sample()["agreements"] if each["model"] == "TFM")
        body = {
            "id": "AUT-SELF-TEST",
            "serial": 1,
            "agency": self.agency,
            "person": PERSON,
            "badge": BADGE,
            "model": "TFM",
            "roles": [ROLE],
            "functions": list(agreement["functions"]),
            "facilities": [],
            "keys": [
                {
                    "device": device.device,
                    "sign_key": canonical.to_b64(device.person_sign.public),
                    "seal_key": canonical.to_b64(p384_public(device.person_seal)),
                }
            ],
            "letter": {"sha256": "0" * 64, "until": until},
            "issued_at": to_text(self.now),
            "fresh_for_s": 72 * 3600,
            "until": until,
        }
        return dsse.sign("authorization", body, [self.office])

    def pack(self) -> dict[str, Any]:
        """The sample pack, in force now."""
        body = moved(_sample(), self.now.astimezone(UTC).date() - _DRAWN_UP)
        return dsse.sign("pack", body, [self.office])

    def export(self, held: Sequence[Held], papers: Papers, applicant: Applicant) -> bytes:
        """The whole journal as if this agency's endpoint had received it: one push, a tree, a checkpoint over it."""
        device, at, key = applicant.device, to_text(self.now), applicant.sign
        links = [(each.hash, each.device_no) for each in held]
        text = entry.push_bytes(device, 1, len(links), entry.START, entry.chain(entry.START, 1, links))
        leaves = [_leaf(each, self.agency, seq, held, at) for seq, each in enumerate(held, start=1)]
        root = tree.root(tree.leaf_hash(entry.leaf(each)) for each in leaves)
        about = {
            "agency": self.agency,
            "endpoint": _ENDPOINT,
            "device": device,
            "made_at": at,
            "made_by": PERSON,
            "reason": "self-test",
            "whole": "agency",
            "cases": [[case_id, count] for case_id, count in Counter(each.case_id for each in held).items()],
            "size": len(leaves),
            "root": canonical.to_b64(root),
            "checkpoint": checkpoint.sign(self.issue, f"{_ENDPOINT}/{self.agency}", len(leaves), root),
        }
        push = {
            "device": device,
            "first": 1,
            "prev": canonical.to_b64(entry.START),
            "links": [[canonical.to_b64(entry_hash), number] for entry_hash, number in links],
            "sig": canonical.to_b64(key.sign("push", text)),
        }
        lines = [({"leaf": leaf, "proof": []}, each.sealed.line) for leaf, each in zip(leaves, held, strict=True)]
        return export.write(export.Parts(about, papers.others, [push], lines), key.sign)


def _leaf(held: Held, agency: str, seq: int, among: Sequence[Held], at: str) -> dict[str, Any]:
    earlier = [each for each in among[:seq] if each.case_id == held.case_id]
    return {
        "agency": agency,
        "seq": seq,
        "id": held.entry_id,
        "hash": canonical.to_b64(held.hash),
        "case_id": held.case_id,
        "case_no": len(earlier),
        "device": held.device,
        "device_no": held.device_no,
        "flags": [],
        "received_at": at,
    }


def _sample() -> Any:
    return resources.documents()["policy_pack.sample"]


def moved(value: Any, by: timedelta) -> Any:
    """The same with every date moved, and decimals as text, as signed bytes hold none."""
    if isinstance(value, Mapping):
        return {key: moved(each, by) for key, each in value.items()}
    if isinstance(value, list):
        return [moved(each, by) for each in value]
    if isinstance(value, str) and _DAY.fullmatch(value):
        return (date.fromisoformat(value) + by).isoformat()
    return str(value) if isinstance(value, float) else value


def new_store(agency: Practice, applicant: Applicant, passphrase: str) -> NewStore:
    """What enrolment with this agency would have brought: no line, the cheapest derivation that is allowed."""
    return NewStore(
        store_id=applicant.store_id,
        device=applicant.device,
        sign=applicant.sign,
        seal=applicant.seal,
        desk=applicant.desk,
        material=applicant.material,
        person_seal=applicant.person_seal,
        badge=BADGE,
        passphrase=passphrase,
        person=PERSON,
        name=NAME,
        role=ROLE,
        agency=agency.agency,
        roots=agency.roots(),
        root_key=agency.root.public,
        keys=agency.keys(),
        cert=agency.cert(applicant),
        countersign=agency.countersign(applicant),
        endpoint="https://127.0.0.1:1",
        tls_root="",
        pins=("none",),
        training=True,
        zone="America/New_York",
        m_kib=FLOOR_KIB,
    )
