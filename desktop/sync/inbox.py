"""What comes to this machine.

The loop hands in an answer of the endpoint; nothing of it counts before all of it was checked here: the receipt against
what was sent, the pages against the cursors, each entry against its hash, the root against our own tree. An answer that
does not hold is Problem 503.4 and changes nothing. It never decides what an entry means: that is the fold's.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desktop.domain.problems import Problem
from desktop.models.answering import Answered, Judged
from desktop.models.arrivals import Arrived, Cursor, Page
from desktop.models.delivery import Outgoing
from desktop.seal import canonical, entry
from desktop.seal.trust import Trust
from desktop.sync import calls, protocol
from desktop.sync.transport import not_understood

_LOG: Final = logging.getLogger("fieldcase.sync")


@dataclass(frozen=True, slots=True)
class Incoming:
    """An answer that holds: verdicts with their receipt, pages by agency, and the documents it names."""

    answered: Answered
    pages: tuple[Page, ...]
    new: protocol.New


@dataclass(frozen=True, slots=True)
class Sent:
    """What was asked: the push and its nonce, and the cursors as they stood."""

    device: str
    nonce: str
    out: Outgoing
    cursors: Mapping[str, Cursor]


def check(sent: Sent, answer: protocol.Answer, pulled: list[protocol.Pulled], trust: Trust) -> Incoming:
    """The answer as the store takes it. Raises Problem 503.4: nothing of it counts. Roots are compared in the store."""
    at = _receipt(sent, answer, trust)
    arrived = [one for one in map(_arrived, pulled) if one is not None]
    pages = tuple(_page(sent, answer, name, arrived) for name in sorted(answer.pages))
    return Incoming(_answered(sent, answer, at), pages, answer.new)


def _receipt(sent: Sent, answer: protocol.Answer, trust: Trust) -> datetime:
    receipt = answer.receipt
    if receipt.nonce != sent.nonce or receipt.device != sent.device:
        raise not_understood("receipt of another call")
    if len(answer.verdicts) != len(sent.out.links) or receipt.verdicts != protocol.verdicts_hash(answer.verdicts):
        raise not_understood("verdicts")
    no, head = receipt.chain
    last = sent.out.first + len(sent.out.links) - 1
    if no < last or (no == last and canonical.from_b64(head) != sent.out.head):
        raise not_understood("chain")
    return calls.check_signed(receipt, "receipt", receipt.time, trust)


def _answered(sent: Sent, answer: protocol.Answer, at: datetime) -> Answered:
    judged = tuple(
        _judged(link.chain_no, verdict) for link, verdict in zip(sent.out.links, answer.verdicts, strict=True)
    )
    verdicts = canonical.dumps([verdict.plain() for verdict in answer.verdicts])
    logs = {agency: (size, canonical.from_b64(root)) for agency, (size, root) in answer.receipt.logs.items()}
    return Answered(judged, answer.receipt.dump(), verdicts, at, logs)


def _judged(chain_no: int, verdict: protocol.Verdict) -> Judged:
    return Judged(
        chain_no,
        verdict.verdict,
        verdict.id,
        verdict.agency or "",
        verdict.seq or 0,
        verdict.case_no or 0,
        verdict.device_no or 0,
        verdict.flags or (),
        verdict.received_at or "",
        verdict.problem.plain() if verdict.problem else None,
    )


def _arrived(pulled: protocol.Pulled) -> Arrived | None:
    """One entry, checked by itself. A release in an odd shape was accepted all the same: it cannot be shown here."""
    try:
        parsed = entry.parse(pulled.line)
    except Problem as wrong:
        if "odd_shape" in pulled.item.flags:
            _LOG.warning("pull.odd_shape seq=%s", pulled.item.seq)
            return None
        raise not_understood(f"entry {wrong.code}") from None
    if parsed.data is None and "erased" not in pulled.item.flags:
        raise not_understood("entry without data")
    return Arrived(pulled.agency, pulled.express, pulled.item, parsed)


def _page(sent: Sent, answer: protocol.Answer, name: str, arrived: list[Arrived]) -> Page:
    told = answer.pages[name]
    cursor = sent.cursors.get(name) or Cursor(name)
    size, root = answer.receipt.logs.get(name, (told.size, told.root))
    if not cursor.seq <= told.to <= told.size or size < told.to or (told.to == size and told.root != root):
        raise not_understood("page")
    _in_order([item.seq for item in told.items], cursor.seq, told.to)
    _in_order([item.seq for item in told.express], told.to, told.size)
    here = [one for one in arrived if one.agency == name]
    express = max([cursor.express, told.to, *(item.seq for item in told.express)])
    after = Cursor(name, told.to, canonical.from_b64(told.root), express)
    if told.to == cursor.seq and after.root != cursor.root:
        raise not_understood("root")
    return Page(cursor, after, tuple(here), told.to < told.size)


def _in_order(numbers: list[int], above: int, upto: int) -> None:
    """Strictly rising within (above, upto]."""
    for number in numbers:
        if not above < number <= upto:
            raise not_understood("numbers")
        above = number
