"""The calls of the wire, one function each: what is sent, what may come back, what is checked before anybody believes
it.

The loop, the enrolment and the background verification use them. A function either returns a message whose shape and
endpoint signature hold, or raises; it changes nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Protocol
from urllib.parse import quote

from desktop.domain.problems import Problem
from desktop.seal import canonical
from desktop.seal.trust import Trust
from desktop.sync import protocol
from desktop.sync.token import Session, new_nonce, read_time
from desktop.sync.transport import Line, not_understood

EVIDENCE: Final = 500  # entries in one file


class Signed(Protocol):
    """A message with a signature of the endpoint."""

    def plain(self) -> dict[str, Any]: ...


def discover(line: Line) -> protocol.Discover:
    """GET /v1: name, time, keys, limits. The signature is checked by `check_discover`, once its keys are trusted."""
    nonce = new_nonce()
    answer = line.call("GET", f"/v1?nonce={nonce}")
    found = protocol.read_answer(protocol.Discover, answer.body)
    if found.nonce != nonce or int(protocol.VERSION) not in found.protocols:
        raise not_understood("nonce" if found.nonce != nonce else "protocol")
    return found


def check_signed(message: Signed, what: str, at: str, trust: Trust) -> datetime:
    """The time of a message the receipt key signed as `what`. Raises Problem 503.4: then nothing of it counts."""
    when = read_time(at)
    if not trust.said("receipt", what, message.plain(), at):
        raise not_understood(f"signature of {what}")
    return when


def exchange(
    line: Line, session: Session, push: protocol.Push, lines: list[bytes]
) -> tuple[protocol.Answer, list[protocol.Pulled]]:
    """POST /v1/exchange: what goes and what comes, in one round trip."""
    body = protocol.write_lines(push.dump(), lines)
    answer = line.call("POST", "/v1/exchange", body, kind=protocol.JSON_LINES, sign=session.headers)
    return protocol.read_exchange(answer.body)


def wait(line: Line, session: Session, after: Mapping[str, protocol.Seen], wait_s: float) -> bool:
    """POST /v1/wait: whether anything moved; False when the endpoint let the time run out."""
    ask = protocol.WaitAsk(after=dict(after))
    answer = line.call("POST", "/v1/wait", ask.dump(), sign=session.headers, wait_s=wait_s)
    return answer.status == 200 and bool(protocol.read_answer(protocol.Moved, answer.body).moved)


def authorizations(line: Line, session: Session) -> protocol.Documents:
    """GET /v1/authorizations: envelopes, unchecked."""
    answer = line.call("GET", "/v1/authorizations", sign=session.headers)
    return protocol.read_answer(protocol.Documents, answer.body)


def pack(line: Line, session: Session, pack_id: str) -> dict[str, object]:
    """GET /v1/packs/{id}: the envelope, unchecked."""
    answer = line.call("GET", f"/v1/packs/{quote(pack_id, safe='')}", sign=session.headers)
    return protocol.read_answer(protocol.Envelope, answer.body).plain()


def checkpoint(line: Line, session: Session, agency: str) -> bytes:
    """GET /v1/logs/{agency}/checkpoint: a signed note, unchecked."""
    return line.call("GET", f"/v1/logs/{quote(agency, safe='')}/checkpoint", sign=session.headers).body


def consistency(line: Line, session: Session, agency: str, start: int, end: int) -> list[bytes]:
    """GET /v1/logs/{agency}/consistency: the hashes of an RFC 9162 proof, unchecked."""
    target = f"/v1/logs/{quote(agency, safe='')}/consistency?from={start}&to={end}"
    answer = line.call("GET", target, sign=session.headers)
    return [canonical.from_b64(each) for each in protocol.read_answer(protocol.Proof, answer.body).proof]


def evidence(line: Line, session: Session, ids: list[str]) -> bytes:
    """POST /v1/evidence: a file of protocol.md section 11 about these entries, unchecked. Problem 413.10 over 500."""
    if len(ids) > EVIDENCE:
        raise Problem("413.10", f"{EVIDENCE} entries at once, not more.")
    ask = protocol.EvidenceAsk(ids=tuple(ids))
    return line.call("POST", "/v1/evidence", ask.dump(), sign=session.headers).body
