"""Checks in the background what a pull could not: whose signatures stand under the entries of others, and that each
agency's log only ever grew.

The loop runs it when nothing waits to be sent. Keys come from the documents of this device, else the endpoint is asked
for evidence, which is checked from the roots down like any export. What is found is written for screens and exports; an
entry that does not fit stays in the fold and is shown as such. Source: protocol.md sections 2 and 10.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from desktop.domain.problems import Problem
from desktop.models.checking import Unchecked
from desktop.models.logbook import Seen
from desktop.seal import checkpoint, tree, verify
from desktop.seal.entry import Parsed
from desktop.seal.trust import Trust
from desktop.sync import calls
from desktop.sync.token import Session
from desktop.sync.transport import Line, not_understood

AT_ONCE: Final = 50
AUDIT_EVERY: Final = timedelta(days=1)
_LOG: Final = logging.getLogger("fieldcase.sync")


def judge(trust: Trust, found: list[Unchecked]) -> tuple[list[tuple[Unchecked, bool | None]], list[Parsed]]:
    """Whether each signature fits; and the enrolments among them that taught `trust` a key."""
    seen: list[tuple[Unchecked, bool | None]] = []
    learned: list[Parsed] = []
    for one in found:
        if one.parsed.head.kind == "person_enrolled" and trust.enrolled(one.parsed):
            learned.append(one.parsed)
        fits = trust.fits(one.parsed, one.received_at)
        if fits is False:
            _LOG.warning("signature.unfit %s", one.id)
        seen.append((one, fits))
    return seen, learned


def prove(line: Line, session: Session, roots: object, ids: list[str]) -> bool:
    """Asks the endpoint for evidence about these entries. Whether it holds, from these roots down."""
    finding = verify.verify(calls.evidence(line, session, ids), roots)
    if finding.code:
        _LOG.warning("evidence.unsound code=%s", finding.code)
    return finding.code == 0


def audit(line: Line, session: Session, trust: Trust, before: Seen, now: datetime) -> Seen | None:
    """Whether the agency's log continues what we last saw of it; None when it is not yet time to ask.

    Raises Problem 503.4 when it does not: then entries were taken out or changed.
    """
    if before.at is not None and now - before.at < AUDIT_EVERY:
        return None
    if trust.keys is None:
        return None
    note = calls.checkpoint(line, session, before.agency).decode("utf-8", "replace")
    origin = f"{trust.keys.endpoint}/{before.agency}"
    size, root = _read(note, origin, trust)
    if size < before.size:
        raise not_understood("log is shorter")
    proof = calls.consistency(line, session, before.agency, before.size, size) if 0 < before.size < size else []
    if not tree.verify_consistency(before.size, before.root, size, root, proof):
        raise not_understood("log was changed")
    return Seen(before.agency, size, root, now)


def _read(note: str, origin: str, trust: Trust) -> tuple[int, bytes]:
    for key in trust.endpoint_keys("checkpoint"):
        try:
            return checkpoint.read(note, origin, key)
        except Problem:
            continue
    raise not_understood("checkpoint")
