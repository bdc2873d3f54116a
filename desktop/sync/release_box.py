"""Sends a release that was recorded while nobody is signed in, at once if there is a line.

The locked window hands in the sealed box that `locked/box.py` made and asks again until the endpoint has it. This
needs no store, no token and no person: the desk key signed the box, and the endpoint accepts it whatever is missing
(security.md S-31). It never opens a box, and an answer it cannot use leaves the release where it is: on the disk,
first in line.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from desktop.seal.board import BoxRecord, Desk
from desktop.sync import protocol
from desktop.sync.transport import Address, Line, not_understood


def deliver(desk: Desk, record: BoxRecord) -> None:
    """Sends one record of `release.box` to the endpoint that `store.desk` names. Raises as `send`."""
    at = urlsplit(desk.endpoint)
    send(Address(at.hostname or "", at.port or 443, desk.pins, desk.tls_root), record.ask or {}, record.entry_id)


def send(address: Address, ask: Mapping[str, str], entry_id: str) -> str:
    """POST /v1/release. ask: the signed body of the box; entry_id: of the release in it.

    Answers with the time the endpoint gave it; a repeat gets the same. Raises World 503.2, 503.3, Refusal, Problem
    503.4.
    """
    line = Line(address)
    try:
        raw = line.call("POST", "/v1/release", protocol.ReleaseAsk(**ask).dump()).body
    finally:
        line.close()
    released = protocol.read_answer(protocol.Released, raw)
    if released.id != entry_id:
        raise not_understood("another release")
    return released.time
