"""How a new device and its first person meet their endpoint: from the slip to everything a new store must keep.

The first-run window calls `ask`, shows the six words of the answer beside those of the slip, and only after a person
has said that they are equal is a store made of it. This one call trusts the pin on the slip and nothing else
(security.md section 4). The keys are made here and never sent; it writes no file.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop.domain.problems import Problem
from desktop.seal import canonical, codes, ids, primitives, slotmaker, slots
from desktop.seal.papers import person_bytes
from desktop.seal.primitives import SigningKey
from desktop.seal.trust import Trust
from desktop.sync import protocol
from desktop.sync.token import new_nonce
from desktop.sync.transport import Address, Line, not_understood
from resources import folder

WORDS = folder("data") / "words.txt"
_NAME = 60


@dataclass(frozen=True, slots=True)
class Slip:
    """What the administrator's slip says: where, the one-time code, the pin of the endpoint, six words, and for
    whom.
    """

    host: str
    port: int
    code: str
    pin: str
    words: tuple[str, ...]
    person: str
    badge: str
    name: str
    role: str = ""

    @staticmethod
    def of(fields: Mapping[str, Any]) -> Slip:
        """A slip as it was typed or read from a file. Raises Problem 422.1 with the field that is missing or wrong."""
        words = fields.get("words", ())
        words = tuple(words.split() if isinstance(words, str) else words)
        port = _number(fields.get("port"))
        texts = {name: _text(fields, name) for name in ("host", "code", "pin", "person", "badge", "name")}
        return Slip(port=port, words=words, role=str(fields.get("role", "")), **texts)


@dataclass(frozen=True, slots=True, repr=False)
class Applicant:
    """The keys of a device and a person who are not enrolled yet. Kept over a lost answer: same keys, same answer.

    seal, person_seal: P-384 secrets of 48 bytes. material: what the person's slot will be made of.
    """

    store_id: bytes
    device: str
    sign: SigningKey
    seal: bytes
    desk: SigningKey
    material: slotmaker.Material
    person_seal: bytes

    @staticmethod
    def new() -> Applicant:
        """Fresh keys for a new store."""
        return Applicant(
            primitives.random(16),
            ids.new_id(),
            SigningKey.new(),
            primitives.new_p384()[0],
            SigningKey.new(),
            slotmaker.Material.new(),
            primitives.new_p384()[0],
        )

    @property
    def person_sign(self) -> SigningKey:
        """The person's own key, which their slot alone gives."""
        return SigningKey(slots.sign_seed(self.material.upk, self.store_id))


@dataclass(frozen=True, slots=True, repr=False)
class Enrolment:
    """The endpoint's answer, checked as far as a machine can: what a new store keeps once the six words were
    compared.
    """

    slip: Slip
    applicant: Applicant
    answer: protocol.Enrolled
    words: tuple[str, ...]
    training: bool
    pins: tuple[str, ...] = field(default=())

    @property
    def words_fit(self) -> bool:
        """Whether the words equal those typed from the slip; a person compares them all the same."""
        return self.words == self.slip.words


def ask(slip: Slip, applicant: Applicant, name: str = "") -> Enrolment:
    """Enrols. name: of this device, for the administrator; "" is the machine's.

    Raises Problem 410.10 (code used or run out), World 503.2, 503.3 (not the endpoint of the slip), Problem 503.4.
    """
    line = Line(Address(slip.host, slip.port, (slip.pin,)))
    try:
        message = _message(slip, applicant, (name or platform.node() or "device")[:_NAME])
        raw = line.call("POST", "/v1/enrol", message.dump()).body
    finally:
        line.close()
    return _checked(slip, applicant, protocol.read_answer(protocol.Enrolled, raw))


def _message(slip: Slip, applicant: Applicant, name: str) -> protocol.Enrol:
    fields: dict[str, Any] = {
        "code": codes.plain(slip.code),
        "device": applicant.device,
        "name": name,
        "sign_key": canonical.to_b64(applicant.sign.public),
        "seal_key": canonical.to_b64(primitives.p384_public(applicant.seal)),
        "desk_key": canonical.to_b64(applicant.desk.public),
        "person": _person(slip, applicant),
        "nonce": new_nonce(),
    }
    sig = canonical.to_b64(applicant.sign.sign("enrol", canonical.dumps(fields)))
    return protocol.Enrol(**{**fields, "person": protocol.PersonKeys(**fields["person"])}, sig=sig)


def _checked(slip: Slip, applicant: Applicant, answer: protocol.Enrolled) -> Enrolment:
    """The documents must hold together and name these very keys; whether they are the agency's, the words tell."""
    root_key = canonical.from_b64(answer.root_key, 32)
    try:
        trust = Trust.start(answer.roots.plain(), root_key)
        trust.with_keys(answer.keys.plain())
        cert = trust.device(answer.cert.plain())
    except Problem as wrong:
        raise not_understood(f"documents {wrong.code}") from None
    if (cert.device, cert.sign_key) != (applicant.device, applicant.sign.public):
        raise not_understood("certificate of another device")
    _check_countersign(slip, applicant, answer, trust)
    pins = tuple(pin for pin in answer.pins if pin)
    words = trust.six_words(root_key, WORDS.read_text("ascii").split())
    return Enrolment(slip, applicant, answer, words, trust.roots.training, pins or (slip.pin,))


def _check_countersign(slip: Slip, applicant: Applicant, answer: protocol.Enrolled, trust: Trust) -> None:
    key = canonical.from_b64(answer.countersign.key, 32)
    person = _person(slip, applicant)
    text = person_bytes(answer.agency, device=applicant.device, **person)
    sig = canonical.from_b64(answer.countersign.sig, 64)
    if key not in trust.endpoint_keys("issue") or not primitives.verify(key, "person", text, sig):
        raise not_understood("countersign")


def _person(slip: Slip, applicant: Applicant) -> dict[str, str]:
    return {
        "person": slip.person,
        "badge": slip.badge,
        "sign_key": canonical.to_b64(applicant.person_sign.public),
        "seal_key": canonical.to_b64(primitives.p384_public(applicant.person_seal)),
        "slot_id": ids.to_text(applicant.material.slot_id),
    }


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Problem("422.1", field=name)
    return value.strip()


def _number(value: object) -> int:
    text = str(value)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Problem("422.1", field="port")
    return int(text)
