"""The person signed in, the device they sit at, and the keys that are in memory because of it.

opening.py makes these when a slot opens; `tx.py` signs with them. They live as long as the process that unlocked the
store and are never written down.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.seal.primitives import SigningKey


@dataclass(frozen=True, slots=True)
class Me:
    """Who is signed in here. `zone`: IANA name of the place, for display and for the times they write."""

    person: str
    name: str
    badge: str
    role: str
    device: str
    agency: str
    zone: str


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """person: signs entries and tokens; device: signs pushes and proofs; desk: signs releases made while locked.

    drafts: 32 bytes, this person's alone. seal: this device's P-384 secret, 48 bytes. dk: the store's data key, to seal
    it to a newcomer's slot.
    """

    person: SigningKey
    device: SigningKey
    desk: SigningKey
    drafts: bytes
    seal: bytes
    dk: bytes
