"""The journal as bytes: what an export is made of, and *Verify* on a case's journal.

`cli/export.py`, the self-test and the journal screen ask, through `Store.read`. The lines are those that were signed,
byte for byte. It makes no file, asks no network and changes nothing. Source: protocol.md section 11, S-40.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from desktop.domain.problems import Problem
from desktop.models import introduction, office
from desktop.models.tables import CASE_ROW, ENTRY
from desktop.models.tx import Query, Tx
from desktop.seal import entry, ids
from desktop.seal.entry import Sealed
from desktop.seal.primitives import sha256
from desktop.seal.trust import Trust

_log: Final = logging.getLogger("fieldcase.journal")
_ALL: Final = sa.select(ENTRY).order_by(ENTRY.c.no)
_ENROLLED: Final = _ALL.where(ENTRY.c.kind == "person_enrolled", ENTRY.c.mine)


@dataclass(frozen=True, slots=True)
class Held:
    """One entry as this device has it. case_no, seq: 0 while the endpoint has not answered; hash: as it was stored."""

    entry_id: str
    case_id: str
    device: str
    device_no: int
    case_no: int
    seq: int
    state: str
    received_at: str
    flags: tuple[str, ...]
    mine: bool
    hash: bytes
    sealed: Sealed


@dataclass(frozen=True, slots=True)
class Papers:
    """Signed documents. roots: those of enrolment; others: keys, certificates, authorizations, later roots."""

    roots: Mapping[str, Any]
    others: tuple[Mapping[str, Any], ...]


def entries(case_id: str = "") -> Query[tuple[Held, ...]]:
    """The entries of a case, or of the whole journal, in the order in which they came here."""

    def read(tx: Tx) -> tuple[Held, ...]:
        asked = _ALL.where(ENTRY.c.case_id == ids.to_bytes(case_id)) if case_id else _ALL
        return tuple(_held(row) for row in tx.sql.execute(asked))

    return read


def case_of(number: str) -> Query[str]:
    """The id of the case with this number. Problem 404.1 if it is not here."""

    def read(tx: Tx) -> str:
        raw = tx.sql.execute(sa.select(CASE_ROW.c.case_id).where(CASE_ROW.c.number == number)).scalar()
        if raw is None:
            raise Problem("404.1")
        return ids.to_text(raw)

    return read


def papers() -> Query[Papers]:
    """All documents that a verifier needs beside the entries."""

    def read(tx: Tx) -> Papers:
        first, *later = office.documents(tx.sql, office.ROOTS)
        kinds = (office.KEYS, office.DEVICE, office.AUTHORIZATION, office.REVOCATION)
        others = [each for kind in kinds for each in office.documents(tx.sql, kind)]
        return Papers(first, (*later, *others))

    return read


def verified(case_id: str) -> Query[str]:
    """Checks every entry of a case that is here; one sentence for a person."""

    def read(tx: Tx) -> str:
        found = entries(case_id)(tx)
        finding = _finding(found, _trust(tx))
        _log.info("journal.verified entries=%d sound=%s", len(found), finding == _sound(len(found)))
        return finding

    return read


def _trust(tx: Tx) -> Trust:
    """Whom this device believes, its own people included, whose authorization may not have come yet."""
    trust = introduction.trust(tx)
    for row in tx.sql.execute(_ENROLLED):
        trust.enrolled(entry.parse(_held(row).sealed.line))
    return trust


def _finding(found: Sequence[Held], trust: Trust) -> str:
    """The first entry that does not match is named by its number in the case, or by its place here."""
    open_signatures = 0
    for place, held in enumerate(sorted(found, key=_order), start=1):
        fits = _fits(held, trust)
        if fits is False:
            number = held.case_no or place
            return f"Entry {number} does not match. Do not rely on this copy. Tell the inspector."
        open_signatures += fits is None
    missing = _first_gap([held.case_no for held in found if held.case_no])
    if missing:
        return f"Entry {missing} has not arrived yet. The others are in order and signed."
    if open_signatures:
        return f"{_count(len(found))} in order. Signatures not checked yet: {open_signatures}."
    return _sound(len(found))


def _sound(n: int) -> str:
    return f"{_count(n)} in order and signed."


def _order(held: Held) -> tuple[bool, int, int]:
    return (held.case_no == 0, held.case_no, held.device_no)


def _count(n: int) -> str:
    return "The one entry is" if n == 1 else f"All {n} entries are"


def _fits(held: Held, trust: Trust) -> bool | None:
    """Hash, shape, data and signature. None: the signer's key is not known here yet."""
    if sha256(held.sealed.head) != held.hash:
        return False
    try:
        parsed = entry.parse(held.sealed.line)
    except Problem:
        return "odd_shape" in held.flags
    if parsed.head.id != held.entry_id or parsed.head.case_id != held.case_id:
        return False
    if parsed.head.kind == "person_enrolled":
        return trust.enrolled(parsed)
    return trust.fits(parsed, held.received_at)


def _first_gap(numbers: Sequence[int]) -> int:
    here = set(numbers)
    return next((number for number in range(1, max(here, default=0) + 1) if number not in here), 0)


def _held(row: Any) -> Held:
    return Held(
        entry_id=ids.to_text(row.id),
        case_id=ids.to_text(row.case_id),
        device=ids.to_text(row.device),
        device_no=max(row.device_no, 0),
        case_no=row.case_no or 0,
        seq=row.seq or 0,
        state=row.state,
        received_at=row.received_at,
        flags=tuple(row.flags.split()),
        mine=row.mine,
        hash=row.hash,
        sealed=Sealed(row.head, row.data, row.salt, row.by_sig),
    )
