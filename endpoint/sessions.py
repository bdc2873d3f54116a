"""Who is calling: enrolment, tokens, and the proof that each call carries.

The routes ask here first. A token is opaque, kept as a hash, lives 15 minutes, and opens nothing without the device's
signature over the very call (security.md S-51).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from desktop.domain import times
from desktop.domain.problems import Problem
from desktop.seal import canonical, codes, dsse, entry, ids, papers
from desktop.seal.primitives import hkdf, is_p384, labelled, random, sha256, verify
from desktop.sync.protocol import (
    PROOF_HEADER,
    TOKEN_SECONDS,
    VERSION,
    VERSION_HEADER,
    Countersign,
    Enrol,
    Enrolled,
    Envelope,
    Token,
    TokenAsk,
    WireProblem,
    read_ask,
)
from endpoint import documents
from endpoint.core import Core
from endpoint.enrolling import learn
from endpoint.pace import WRONG_CODES
from endpoint.store import Connection, logs, people

OPENS_WITH = 4
TRIES = 5
CLOCKS_APART = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Session:
    """A device and the person signed in at it."""

    device: logs.Device
    person: str


@dataclass(frozen=True, slots=True)
class Call:
    """A request as the proof covers it: target is path and query, body the bytes as sent."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


def check_version(call: Call) -> None:
    """Problem 426.10 unless the call names this protocol."""
    if call.headers.get(VERSION_HEADER.lower()) != VERSION:
        raise WireProblem("426.10")


def session(core: Core, call: Call) -> Session:
    """Whose call this is. Problem 426.10, 401.10 (no session, or ended), 401.11 `{time}`."""
    check_version(call)
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    if scheme != "Bearer" or not token.isascii():
        raise WireProblem("401.10")
    with core.store.read() as con:
        known = people.get_token(con, sha256(token.encode()))
        if known is None or times.from_text(known[2]) <= core.now():
            raise WireProblem("401.10")
        device = logs.get_device(con, known[0])
    if device is None:
        raise WireProblem("401.10")
    _check_proof(core, call, device, token)
    return Session(device, known[1])


def _check_proof(core: Core, call: Call, device: logs.Device, token: str) -> None:
    proof = call.headers.get(PROOF_HEADER.lower(), "")
    try:
        entry.check_proof(device.sign_key, proof, call.method, call.target, token, call.body, core.now())
    except Problem:
        raise WireProblem("401.11", time=times.to_text(core.now())) from None


def enrol(core: Core, ask: Enrol, address: str) -> Enrolled:
    """A new device with its first person. The same code and key get the same answer.

    Problem 410.10 (wrong, used or too old), 422.10 (signature, key), 429.10 (too many wrong codes from one address).
    """
    if not core.pace.has(address, WRONG_CODES):
        raise WireProblem("429.10")
    try:
        with core.store.write() as con:
            code = _code(con, core, ask)
            if code.device is None:
                _add_device(con, core, ask, code)
            device = _same_device(con, ask)
            _grant(con, core, device, ask)
            return _enrolled(con, core, ask, device)
    except WrongCode:
        _count_wrong(core, ask, address)
        raise WireProblem("410.10") from None


class WrongCode(Exception):
    """The code is none, was used by another, or has run out."""


def _code(con: Connection, core: Core, ask: Enrol) -> people.Code:
    """The open code this enrolment shows, of this person."""
    typed = codes.plain(ask.code)
    found = next(
        (each for each in people.codes(con, typed[:OPENS_WITH]) if each.code_hash == sha256(typed.encode())), None
    )
    if found is None or found.tries >= TRIES or times.from_text(found.expires) <= core.now():
        raise WrongCode
    if (found.person, found.badge) != (ask.person.person, ask.person.badge):
        raise WrongCode
    if found.device not in (None, ids.to_bytes(ask.device)):
        raise WrongCode
    _check_ask(ask)
    return found


def _check_ask(ask: Enrol) -> None:
    points = (ask.seal_key, ask.person.seal_key)
    if not all(is_p384(canonical.from_b64(point, 97)) for point in points):
        raise Problem("422.10", "seal_key")
    if not verify(canonical.from_b64(ask.sign_key, 32), "enrol", ask.signed(), canonical.from_b64(ask.sig, 64)):
        raise Problem("422.10", "sig")


def _count_wrong(core: Core, ask: Enrol, address: str) -> None:
    core.pace.take(address, WRONG_CODES)
    with core.store.write() as con:
        people.count_try(con, codes.plain(ask.code)[:OPENS_WITH])
        people.note(con, times.to_text(core.now()), None, "", "enrol.refused")


def _add_device(con: Connection, core: Core, ask: Enrol, code: people.Code) -> None:
    at = times.to_text(core.now())
    if logs.get_device(con, ids.to_bytes(ask.device)):
        raise Problem("422.10", "device")
    payload = {"agency": code.agency, "device": ask.device, "name": ask.name, "from": at, "until": ""}
    keys = {"sign_key": ask.sign_key, "seal_key": ask.seal_key, "desk_key": ask.desk_key}
    cert = canonical.dumps(dsse.sign("device", {**payload, **keys}, [core.keys.issue]))
    own = (canonical.from_b64(ask.sign_key), canonical.from_b64(ask.seal_key), canonical.from_b64(ask.desk_key))
    device_id = ids.to_bytes(ask.device)
    logs.add_device(con, logs.Device(device_id, code.agency, ask.name, *own, cert, "active", 0, entry.START, at, 0))
    people.use_code(con, code.code_hash, device_id, at)
    keys_of_person = canonical.from_b64(ask.person.sign_key), canonical.from_b64(ask.person.seal_key)
    who = (code.agency, ask.person.person, device_id)
    people.save_key(con, people.PersonKey(*who, *keys_of_person, ask.person.badge, at, None))
    people.note(con, at, device_id, ask.person.person, "enrol")


def _same_device(con: Connection, ask: Enrol) -> logs.Device:
    """The device as it was enrolled, when this is it."""
    device = logs.get_device(con, ids.to_bytes(ask.device))
    keys = tuple(canonical.from_b64(key) for key in (ask.sign_key, ask.seal_key, ask.desk_key))
    if device is None or (device.sign_key, device.seal_key, device.desk_key) != keys:
        raise WrongCode
    known = people.person_keys(con, device.agency, ask.person.person, device.id)
    if canonical.from_b64(ask.person.sign_key) not in [each.sign_key for each in known]:
        raise WrongCode
    return device


def _first_token(core: Core, ask: Enrol) -> str:
    """The token of an enrolment: made from its own bytes, so that a repeated call hears the same."""
    return canonical.to_b64(hkdf(core.keys.receipt.seed, labelled("first token", b"") + ask.signed()))


def _grant(con: Connection, core: Core, device: logs.Device, ask: Enrol) -> None:
    _add_token(con, core, _first_token(core, ask), device.id, ask.person.person)


def _add_token(con: Connection, core: Core, token: str, device: bytes, person: str) -> str:
    expires = times.to_text(core.now() + timedelta(seconds=TOKEN_SECONDS))
    people.add_token(con, sha256(token.encode()), device, person, expires, times.to_text(core.now()))
    return expires


def _enrolled(con: Connection, core: Core, ask: Enrol, device: logs.Device) -> Enrolled:
    person = papers.person_bytes(device.agency, device=ask.device, **ask.person.plain())
    countersign = core.keys.issue.sign("person", person)
    return Enrolled(
        agency=device.agency,
        roots=_envelope(documents.envelopes(con, device.agency, "roots")[-1]),
        root_key=core.site.root_key,
        keys=_envelope(core.keys.envelope),
        tls_root=core.site.tls_root,
        pins=core.site.pins,
        cert=read_ask(Envelope, device.cert),
        countersign=Countersign(key=canonical.to_b64(core.keys.issue.public), sig=canonical.to_b64(countersign)),
        token=_first_token(core, ask),
    )


def _envelope(document: Mapping[str, object]) -> Envelope:
    return read_ask(Envelope, canonical.dumps(document))


def new_token(core: Core, ask: TokenAsk) -> Token:
    """A session for a device and the person signed in at it.

    Problem 401.11 `{time}` (a signature, or a clock more than five minutes away), 422.10 (`enrolled` does not hold).
    """
    now = core.now()
    with core.store.write() as con:
        device = logs.get_device(con, ids.to_bytes(ask.device))
        if device is None or abs(times.from_text(ask.time) - now) > CLOCKS_APART:
            raise WireProblem("401.11", time=times.to_text(now))
        text = ask.signed("by")
        if not verify(device.sign_key, "token", text, canonical.from_b64(ask.sig, 64)):
            raise WireProblem("401.11", time=times.to_text(now))
        if ask.enrolled is not None:
            learn(con, core.site.agency, device.id, ask.enrolled.encode(), ask.person, times.to_text(now))
        known = people.person_keys(con, device.agency, ask.person, device.id)
        if not any(verify(each.sign_key, "token", text, canonical.from_b64(ask.by, 64)) for each in known):
            raise WireProblem("401.11", time=times.to_text(now))
        token = canonical.to_b64(random(32))
        people.note(con, times.to_text(now), device.id, ask.person, "sign-in")
        return Token(token=token, expires=_add_token(con, core, token, device.id, ask.person))
