"""Whose signature under an entry of others was checked, and what was found.

Hashes are checked when an entry arrives; signatures afterwards, in the background, by sync. Here stands how far that
is: everything up to one number in the order of arrival, but for the entries listed as not checked yet (no key is
known here) or as not fitting. Screens, exports and acts that rest on another's entry ask `signature_of`. It checks
nothing itself. Source: protocol.md section 10, "Whose `by`".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from desktop.models import settings
from desktop.models.tables import DOC, ENTRY
from desktop.models.tx import Tx
from desktop.seal import canonical, entry, ids
from desktop.seal.entry import Parsed, Sealed

CHECKED, NOT_YET, UNFIT = "checked", "not_yet", "unfit"
ENROLLED: Final = "enrolled"  # a doc: the person_enrolled of another, whose countersign held
_UPTO: Final = "checked.upto"
_NEXT: Final = (
    sa.select(ENTRY.c.no, ENTRY.c.id, ENTRY.c.received_at, ENTRY.c.head, ENTRY.c.data, ENTRY.c.salt, ENTRY.c.by_sig)
    .where(ENTRY.c.no > sa.bindparam("upto"), sa.not_(ENTRY.c.mine))
    .order_by(ENTRY.c.no)
    .limit(sa.bindparam("n"))
)


@dataclass(frozen=True, slots=True)
class Unchecked:
    """An entry of another device whose signature is to be checked. no: order of arrival here."""

    no: int
    id: str
    received_at: str
    parsed: Parsed


def next_unchecked(sql: sa.Connection, n: int) -> list[Unchecked]:
    """The next `n` entries of others, in the order in which they came."""
    return [_unchecked(row) for row in sql.execute(_NEXT, {"upto": _upto(sql), "n": n})]


def not_yet(sql: sa.Connection, n: int) -> list[str]:
    """Ids of entries that wait for a key, the oldest first."""
    rows = sa.select(DOC.c.id).where(DOC.c.kind == NOT_YET).order_by(DOC.c.serial).limit(n)
    return list(sql.execute(rows).scalars())


def keep(tx: Tx, seen: Iterable[tuple[Unchecked, bool | None]], learned: Iterable[Parsed] = ()) -> None:
    """Writes down what was found: True fits, False does not, None: no key is known yet. learned: good enrolments."""
    upto = _upto(tx.sql)
    for one, fits in seen:
        upto = max(upto, one.no)
        if not fits:
            _list(tx.sql, NOT_YET if fits is None else UNFIT, one.id, b"{}", one.no)
            tx.work.touch(one.parsed.head.case_id)
    for parsed in learned:
        line = canonical.dumps({"line": parsed.sealed.line.decode()})
        _list(tx.sql, ENROLLED, parsed.head.id, line, 0)
    settings.put(tx.sql, _UPTO, str(upto).encode())


def settle(tx: Tx, entry_ids: Iterable[str], fits: bool) -> None:
    """Entries that waited for a key were proved by the endpoint's evidence, or were not."""
    for entry_id in entry_ids:
        gone = sa.delete(DOC).where(DOC.c.kind == NOT_YET, DOC.c.id == entry_id).returning(DOC.c.serial)
        number = tx.sql.execute(gone).scalar()
        if number is not None and not fits:
            _list(tx.sql, UNFIT, entry_id, b"{}", number)


def signature_of(sql: sa.Connection, entry_id: str) -> str:
    """CHECKED, NOT_YET or UNFIT. Own entries are checked by being ours."""
    kinds = sa.select(DOC.c.kind).where(DOC.c.kind.in_((NOT_YET, UNFIT)), DOC.c.id == entry_id)
    listed = sql.execute(kinds).scalar()
    if listed is not None:
        return str(listed)
    row = sql.execute(sa.select(ENTRY.c.no, ENTRY.c.mine).where(ENTRY.c.id == ids.to_bytes(entry_id))).one()
    return CHECKED if row.mine or row.no <= _upto(sql) else NOT_YET


def enrolments(sql: sa.Connection) -> list[Parsed]:
    """The enrolments of others that were found good."""
    rows = sql.execute(sa.select(DOC.c.bytes).where(DOC.c.kind == ENROLLED)).scalars()
    return [entry.parse(canonical.loads(raw)["line"].encode()) for raw in rows]


def _list(sql: sa.Connection, kind: str, entry_id: str, raw: bytes, number: int) -> None:
    sql.execute(sa.delete(DOC).where(DOC.c.kind == kind, DOC.c.id == entry_id))
    sql.execute(sa.insert(DOC).values(kind=kind, id=entry_id, bytes=raw, serial=number))


def _upto(sql: sa.Connection) -> int:
    return int(settings.get(sql, _UPTO) or b"0")


def _unchecked(row: Any) -> Unchecked:
    sealed = Sealed(row.head, row.data, row.salt, row.by_sig)
    return Unchecked(row.no, ids.to_text(row.id), row.received_at, entry.parse(sealed.line, signed=False))
