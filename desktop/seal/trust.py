"""Whom to believe: from the agency's roots down to the key under one entry.

Client, endpoint and verifier walk the same road (security.md §4): roots, the endpoint's keys, device certificates,
people who were enrolled, authorizations, packs. A Trust only ever learns what was signed by someone it trusts already.
It decides nothing about what a person may do; `permissions` does.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from desktop.domain import times
from desktop.domain.problems import Problem
from desktop.seal import canonical, dsse, words
from desktop.seal.entry import Parsed, message_bytes
from desktop.seal.papers import (
    Cert,
    Dated,
    Keys,
    Role,
    Roots,
    invite_bytes,
    key_bytes,
    need,
    person_bytes,
    person_keys_in,
)
from desktop.seal.primitives import keyid, verify

ICE_ROLES = frozenset({"ICE_SUPERVISOR", "ICE_DUTY", "OPLA", "PROGRAMME_ICE", "INSPECTOR"})
_PERSON = ("badge", "person", "seal_key", "sign_key", "slot_id")


class Known:
    """The keys learned so far, and the questions one asks of them."""

    def __init__(self) -> None:
        self.keys: Keys | None = None
        self.certs: dict[str, list[Cert]] = {}
        self._dated: dict[str, list[Dated]] = {}
        self._authorized: dict[tuple[str, str], set[bytes]] = {}
        self._enrolled: dict[tuple[str, str], set[bytes]] = {}

    def endpoint_keys(self, use: str, at: str = "") -> tuple[bytes, ...]:
        """The endpoint's keys for a use, those that counted at that time (endpoint time as text; "": all)."""
        return tuple(one.key for one in self._dated.get(use, ()) if not at or not one.until or _within(at, one.until))

    def person_keys(self, actor: str, device: str) -> tuple[bytes, ...]:
        """A person's keys on a device: from an authorization that lists it, else from their `person_enrolled`."""
        where = (actor, device)
        return tuple(self._authorized.get(where) or self._enrolled.get(where) or ())

    def fits(self, parsed: Parsed, received_at: str = "") -> bool | None:
        """Whether `by` is of the one who must have signed (protocol.md §10, "Whose by"); None: no key is known yet."""
        keys = self._who(parsed, received_at)
        if keys is None:
            return None
        return any(verify(key, "entry", parsed.sealed.hash, parsed.sealed.by) for key in keys)

    def said(self, use: str, what: str, message: Mapping[str, Any], at: str = "") -> bool:
        """Whether the endpoint signed this message: `receipt`, `discover` or `released`, without its `sig`."""
        try:
            sig, text = canonical.from_b64(message.get("sig"), 64), message_bytes(message)
        except Problem:
            return False
        return any(verify(key, what, text, sig) for key in self.endpoint_keys(use, at))

    def _who(self, parsed: Parsed, received_at: str) -> tuple[bytes, ...] | None:
        """The keys of the one who must sign; none if nobody may sign such an entry, None if we do not know them."""
        head, locked = parsed.head, parsed.head.kind == "release_locked"
        if head.actor:
            return () if locked else self.person_keys(head.actor, head.device) or None
        if self.keys and head.device == self.keys.device:
            return self.endpoint_keys("entry", received_at)
        return (tuple(cert.desk_key for cert in self.certs.get(head.device, ())) or None) if locked else ()


class Trust(Known):
    """What one agency's roots vouch for, as far as its documents were shown to us.

    history: also believe offices of earlier roots, and either office for a person's keys: for `verify`, which judges
    the past.
    Each method that takes a document raises Problem 422.10 if those who should have signed it did not.
    """

    def __init__(self, roots: Roots, history: bool = False) -> None:
        super().__init__()
        self.roots = roots
        self._history = history
        self._past = [roots]

    @classmethod
    def start(cls, roots: object, root_key: bytes = b"", history: bool = False) -> "Trust":
        """Begins with one `roots` envelope, which must carry its own signatures.

        root_key: the endpoint's root key shown at enrolment; it must be an `endpoint` key of these roots.
        """
        trust = cls(_roots(roots), history)
        trust._check(roots, "roots", "roots")
        if root_key and keyid(root_key) not in _role(trust.roots, "endpoint").keys:
            raise Problem("422.10", "the endpoint's root key is not in the roots")
        return trust

    def follow(self, envelope: object) -> Roots:
        """The next version of the roots: signed by the thresholds of the present one and of itself."""
        new = _roots(envelope)
        if (new.agency, new.training, new.version) != (self.roots.agency, self.roots.training, self.roots.version + 1):
            raise Problem("422.10", "not the next roots of this agency")
        for roots in (self.roots, new):
            role = _role(roots, "roots")
            dsse.check(envelope, "roots", roots.keys, role.keys, role.threshold)
        self.roots = new
        self._past = [*self._past, new] if self._history else [new]
        return new

    def with_keys(self, envelope: object) -> Keys:
        """The endpoint's keys, signed by its root key. A version below the one known is refused, unless for history."""
        keys = Keys.parse(self._check(envelope, "keys", "endpoint"))
        lower = self.keys is not None and keys.version < self.keys.version
        if self.keys is not None and (keys.endpoint, keys.device) != (self.keys.endpoint, self.keys.device):
            raise Problem("422.10", "the keys of another endpoint")
        if lower and not self._history:
            raise Problem("422.10", "older keys than those known")
        self.keys = self.keys if lower else keys
        for use, dated in keys.of.items():
            known = self._dated.get(use, []) if self._history else []
            self._dated[use] = [*known, *dated]
        return keys

    def device(self, envelope: object) -> Cert:
        """A device's certificate, signed by an issue key."""
        issue = {keyid(key): key for key in self.endpoint_keys("issue")}
        cert = Cert.parse(dsse.check(envelope, "device", issue, issue, 1), self.roots.agency)
        self.certs.setdefault(cert.device, []).append(cert)
        return cert

    def authorization(self, envelope: object) -> dict[str, Any]:
        """A person's authorization: signed by `authority` if it grants a function or an ICE role, else by either."""
        payload = self._check(envelope, "authorization", "authority", "people")
        keys = person_keys_in(payload)
        grants = payload["functions"] or ICE_ROLES.intersection(payload["roles"])
        if grants and not self._history:
            self._check(envelope, "authorization", "authority")
        for device, key in keys.items():
            self._authorized.setdefault((payload["person"], device), set()).add(key)
        return payload

    def revocation(self, envelope: object) -> dict[str, Any]:
        """The end of an authorization: {person, serial, reason, at}, signed by either office."""
        payload = self._check(envelope, "revocation", "authority", "people")
        need(payload, person=str, serial=int, reason=str, at=str)
        return payload

    def pack(self, envelope: object) -> dict[str, Any]:
        """A policy pack, signed by `config` and by `counsel`. Version, dates and agency are for the caller to judge."""
        self._check(envelope, "pack", "config")
        return self._check(envelope, "pack", "counsel")

    def enrolled(self, parsed: Parsed) -> bool | None:
        """Learns a person's key from their `person_enrolled`.

        True: the countersign leads to the issue key. False: it does not. None: the inviter is not known here yet.
        """
        data = parsed.data or {}
        try:
            need(data, countersign=dict, **dict.fromkeys(_PERSON, str))
            key = key_bytes(data["sign_key"], 32)
            answer = self._countersigned(parsed, data)
        except Problem:
            return False
        mine = data["person"] == parsed.head.actor and verify(key, "entry", parsed.sealed.hash, parsed.sealed.by)
        if answer and mine:
            self._enrolled.setdefault((parsed.head.actor, parsed.head.device), set()).add(key)
        return answer and mine

    def six_words(self, root_key: bytes, listed: Sequence[str]) -> tuple[str, ...]:
        """The six words of these roots and the endpoint's root key, for a person to compare."""
        return words.six_words(self.roots.payload, root_key, listed)

    def _countersigned(self, parsed: Parsed, data: Mapping[str, Any]) -> bool | None:
        sign, head = data["countersign"], parsed.head
        text = person_bytes(head.agency, device=head.device, **{name: data[name] for name in _PERSON})
        need(sign, key=str, sig=str)
        key = key_bytes(sign["key"], 32)
        if not verify(key, "person", text, key_bytes(sign["sig"], 64)):
            return False
        if sign.keys() == {"key", "sig"}:
            return key in self.endpoint_keys("issue")
        need(sign, by=str, not_after=int, slot_id=str, half=str)
        inviters = self.person_keys(sign["by"], head.device)
        half = invite_bytes(sign["by"], head.device, sign["key"], sign["not_after"], sign["slot_id"])
        return any(verify(one, "invite", half, key_bytes(sign["half"], 64)) for one in inviters) if inviters else None

    def _check(self, envelope: object, kind: str, *offices: str) -> dict[str, Any]:
        """The payload, if one of these offices signed it, in any of the roots we believe."""
        for roots in self._past:
            for office in offices:
                role = _role(roots, office)
                good = dsse.signers(envelope, kind, roots.keys) & set(role.keys)
                if len(good) >= role.threshold:
                    return dsse.check(envelope, kind, roots.keys, role.keys, role.threshold)
        raise Problem("422.10", f"the {kind} document is not signed by those who may")


def _roots(envelope: object) -> Roots:
    """The roots as they say they are; their signatures are checked by who calls."""
    text = dsse.payload(envelope)
    try:
        fields = canonical.loads(text)
    except Problem:
        raise Problem("422.10", "the payload is not canonical") from None
    need(fields, v=int)
    return Roots.parse(fields, text)


def _role(roots: Roots, office: str) -> Role:
    role = roots.roles.get(office)
    if role is None:
        raise Problem("422.10", f"the roots have no office {office}")
    return role


def _within(at: str, until: str) -> bool:
    moment, end = times.read(at), times.read(until)
    return moment is not None and end is not None and moment <= end
