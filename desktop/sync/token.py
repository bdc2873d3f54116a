"""The session: device and signed-in person ask together for a token, and each call then carries the device's proof.

The sync loop owns one for the time a person is signed in. The token lives in memory only and dies with the process at
lock (security.md S-51). It never sees a passphrase, and it signs nothing but its own calls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from desktop.domain import times
from desktop.domain.problems import Problem
from desktop.seal import canonical, primitives
from desktop.seal.entry import proof_header
from desktop.sync import protocol
from desktop.sync.transport import Line

_RENEW_EARLY = timedelta(seconds=60)
_NEVER = datetime.min.replace(tzinfo=UTC)

Sign = Callable[[str, bytes], bytes]


@dataclass(frozen=True, slots=True)
class Signers:
    """Who speaks: ids of device and person, and what signs for each. The keys stay where they are."""

    device: str
    person: str
    by_device: Sign
    by_person: Sign


class Session:
    """One person on one device. now: UTC by this machine; `offset` is what the endpoint's signed time adds to it."""

    def __init__(self, signers: Signers, now: Callable[[], datetime]) -> None:
        self.signers = signers
        self.offset = timedelta()
        self._now = now
        self._token = ""
        self._expires = _NEVER

    def now(self) -> datetime:
        """The time as the endpoint has it: proofs must fit within five minutes of that."""
        return self._now() + self.offset

    def forget(self) -> None:
        """The token is worth nothing any more (401.10)."""
        self._token, self._expires = "", _NEVER

    def renew(self, line: Line, enrolled: str | None = None) -> None:
        """Asks for a token unless the present one still holds for a minute.

        enrolled: the person's own `person_enrolled` line, while the endpoint has not answered it. Raises as Line.call.
        """
        if self._expires > self.now() + _RENEW_EARLY:
            return
        answer = line.call("POST", "/v1/token", self._ask(enrolled).dump())
        token = protocol.read_answer(protocol.Token, answer.body)
        self._token, self._expires = token.token, read_time(token.expires)

    def headers(self, method: str, target: str, body: bytes) -> Mapping[str, str]:
        """Token and proof of one call; body: as sent."""
        proof = proof_header(self.signers.by_device, method, target, times.to_text(self.now()), self._token, body)
        return {"Authorization": f"Bearer {self._token}", protocol.PROOF_HEADER: proof}

    def _ask(self, enrolled: str | None) -> protocol.TokenAsk:
        who = self.signers
        fields: dict[str, str] = {
            "device": who.device,
            "person": who.person,
            "time": times.to_text(self.now()),
            "nonce": new_nonce(),
        }
        if enrolled is not None:
            fields["enrolled"] = enrolled
        text = canonical.dumps(fields)
        sig, by = (canonical.to_b64(sign("token", text)) for sign in (who.by_device, who.by_person))
        return protocol.TokenAsk(**fields, sig=sig, by=by)


def new_nonce() -> str:
    """32 hex digits nobody has seen."""
    return primitives.random(16).hex()


def read_time(text: str) -> datetime:
    """A time of an answer. Raises Problem 503.4: the digits fit a pattern, and still there may be no such day."""
    try:
        return times.from_text(text)
    except Problem:
        raise Problem("503.4", "time") from None
