"""Signed documents: roots, keys, certificates, authorizations, packs.

DSSE v1: the payload is signed as bytes and parsed only after its signatures were checked. `trust` decides who may sign
what; this module only counts good signatures.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from desktop.domain.problems import Problem
from desktop.seal import canonical
from desktop.seal.primitives import SigningKey, keyid, verify_plain

Envelope = Mapping[str, Any]


def sign(kind: str, payload: Mapping[str, object], keys: Sequence[SigningKey]) -> dict[str, Any]:
    """An envelope of `payload` (which gets `v` 1) with one signature of each key. Raises Problem 400.10."""
    text = canonical.dumps({"v": 1, **payload})
    signed = pae(kind, text)
    return {
        "payload": canonical.to_b64(text),
        "payloadType": _type(kind),
        "signatures": [{"keyid": key.keyid, "sig": canonical.to_b64(key.sign_plain(signed))} for key in keys],
    }


def pae(kind: str, payload: bytes) -> bytes:
    """The bytes under each signature: DSSE's pre-authentication encoding."""
    return b"DSSEv1 %d %s %d %s" % (len(_type(kind)), _type(kind).encode(), len(payload), payload)


def kind_of(envelope: object) -> str:
    """What kind of document this says it is, "" if it says nothing we know. Nothing is checked yet."""
    said = envelope.get("payloadType") if isinstance(envelope, Mapping) else None
    start, end = _type("\0").split("\0")
    if not isinstance(said, str) or not (said.startswith(start) and said.endswith(end)):
        return ""
    return said.removeprefix(start).removesuffix(end)


def payload(envelope: object) -> bytes:
    """The payload's bytes, unchecked. Raises Problem 422.10 for something that is no envelope."""
    if not isinstance(envelope, Mapping) or envelope.keys() != {"payload", "payloadType", "signatures"}:
        raise Problem("422.10", "not an envelope")
    try:
        return canonical.from_b64(envelope["payload"])
    except Problem:
        raise Problem("422.10", "not an envelope") from None


def check(
    envelope: object, kind: str, keys: Mapping[str, bytes], allowed: Iterable[str], threshold: int
) -> dict[str, Any]:
    """The payload of a document of that kind, signed by at least `threshold` different keys out of `allowed`.

    keys: keyid to public key. Raises Problem 422.10 for too few good signatures, another kind, a payload out of shape.
    """
    text = payload(envelope)
    if kind_of(envelope) != kind:
        raise Problem("422.10", f"not a document of kind {kind}")
    good = signers(envelope, kind, keys) & set(allowed)
    if threshold < 1 or len(good) < threshold:
        raise Problem("422.10", f"the {kind} document is not signed by those who may")
    return _parsed(text)


def signers(envelope: object, kind: str, keys: Mapping[str, bytes]) -> set[str]:
    """The keyids out of `keys` whose signature under this envelope is good."""
    signed = pae(kind, payload(envelope))
    found = envelope["signatures"] if isinstance(envelope, Mapping) else None
    if not isinstance(found, list):
        raise Problem("422.10", "not an envelope")
    return {name for one in found if (name := _signer(one, keys, signed))}


def _signer(one: object, keys: Mapping[str, bytes], signed: bytes) -> str:
    if not isinstance(one, Mapping) or one.keys() != {"keyid", "sig"}:
        raise Problem("422.10", "not a signature")
    public = keys.get(one["keyid"]) if isinstance(one["keyid"], str) else None
    if public is None or keyid(public) != one["keyid"]:
        return ""
    try:
        sig = canonical.from_b64(one["sig"], 64)
    except Problem:
        return ""
    return one["keyid"] if verify_plain(public, signed, sig) else ""


def _parsed(text: bytes) -> dict[str, Any]:
    try:
        value = canonical.loads(text)
    except Problem:
        raise Problem("422.10", "the payload is not canonical") from None
    if not isinstance(value, dict) or value.get("v") != 1 or type(value["v"]) is not int:
        raise Problem("422.10", "the payload has another version")
    return value


def _type(kind: str) -> str:
    return f"application/vnd.fieldcase.{kind}.v1+json"
