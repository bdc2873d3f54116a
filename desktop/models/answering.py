"""What the endpoint said to a push, written down: verdicts, the receipt with them, and the time it is witness of.

The sync loop calls this inside one transaction, after every signature was checked. A verdict ends an entry for ever or
lets it wait again; nothing here re-folds a case, that is the caller's last step. Source: protocol.md section 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from desktop.models import delivery, settings
from desktop.models.tables import ACCEPTED, ENTRY, RECEIPT, REFUSED, SENT, WAITING
from desktop.seal import canonical

LAST_LOGS: Final = "receipt.logs"  # canonical {agency: [size, root]} of the newest receipt


@dataclass(frozen=True, slots=True)
class Judged:
    """One verdict. verdict: accepted, refused, held, again or fault; the leaf's fields if accepted; problem: as
    told.
    """

    chain_no: int
    verdict: str
    id: str = ""
    agency: str = ""
    seq: int = 0
    case_no: int = 0
    device_no: int = 0
    flags: tuple[str, ...] = ()
    received_at: str = ""
    problem: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The verdicts of one push with the receipt that covers them. receipt, verdicts: canonical bytes, kept for ever."""

    judged: tuple[Judged, ...]
    receipt: bytes
    verdicts: bytes
    at: datetime
    logs: Mapping[str, tuple[int, bytes]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a transaction touched: cases to fold anew, kinds to announce, entries that were held (by `no`)."""

    cases: frozenset[bytes] = frozenset()
    kinds: frozenset[str] = frozenset()
    held: frozenset[int] = frozenset()
    moved: int = 0


_OF_LINKS: Final = sa.select(ENTRY.c.no, ENTRY.c.chain_no, ENTRY.c.case_id, ENTRY.c.kind, ENTRY.c.state).where(
    ENTRY.c.chain_no.between(sa.bindparam("first"), sa.bindparam("last"))
)
Touched = list[tuple[Any, Judged]]  # rows of entries, each with its verdict
_SET: Final = sa.update(ENTRY).where(ENTRY.c.no == sa.bindparam("at"))
_ACCEPT: Final = _SET.values(
    state=ACCEPTED,
    agency=sa.bindparam("in_agency"),
    seq=sa.bindparam("new_seq"),
    case_no=sa.bindparam("new_case_no"),
    flags=sa.bindparam("new_flags"),
    received_at=sa.bindparam("new_received_at"),
    receipt_no=sa.bindparam("new_receipt_no"),
)
_REFUSE: Final = _SET.values(
    state=REFUSED, problem=sa.bindparam("new_problem"), receipt_no=sa.bindparam("new_receipt_no")
)
_UNLINK: Final = _SET.values(chain_no=None)
_WAIT: Final = _SET.values(state=WAITING)


def write_verdicts(sql: sa.Connection, answered: Answered) -> Effect:
    """Takes one answer in. Links that have no entry any more are passed over; their verdict stands in the receipt."""
    receipt_no = _keep_receipt(sql, answered)
    if not answered.judged:
        return Effect()
    last = answered.judged[-1].chain_no
    found = sql.execute(_OF_LINKS, {"first": answered.judged[0].chain_no, "last": last})
    rows = {row.chain_no: row for row in found}
    touched = [(rows[judged.chain_no], judged) for judged in answered.judged if judged.chain_no in rows]
    _accept(sql, touched, receipt_no)
    _refuse(sql, touched, receipt_no)
    _let_wait(sql, touched)
    settings.put(sql, delivery.ANSWERED, str(last).encode())
    return _effect(touched)


def last_logs(sql: sa.Connection) -> Mapping[str, tuple[int, bytes]]:
    """Size and root of each log, as the newest receipt named them."""
    raw = settings.get(sql, LAST_LOGS)
    told = canonical.loads(raw) if raw else {}
    return {agency: (size, canonical.from_b64(root)) for agency, (size, root) in told.items()}


def _keep_receipt(sql: sa.Connection, answered: Answered) -> int:
    """A receipt is kept with its verdicts; one that covers nothing is only a witness of the time and of the logs."""
    logs = {agency: [size, canonical.to_b64(root)] for agency, (size, root) in answered.logs.items()}
    settings.put(sql, LAST_LOGS, canonical.dumps(logs))
    if not answered.judged:
        return 0
    settings.put_moment(sql, settings.LAST_RECEIVED, answered.at)
    kept = sql.execute(sa.insert(RECEIPT).values(bytes=answered.receipt, verdicts=answered.verdicts))
    return int((kept.inserted_primary_key or (0,))[0])


def _accept(sql: sa.Connection, touched: Touched, receipt_no: int) -> None:
    leaves = [_leaf(row, judged, receipt_no) for row, judged in touched if judged.verdict == "accepted"]
    if leaves:
        sql.execute(_ACCEPT, leaves)


def _refuse(sql: sa.Connection, touched: Touched, receipt_no: int) -> None:
    told = [
        {
            "at": row.no,
            "new_problem": canonical.dumps(dict(judged.problem or {})).decode(),
            "new_receipt_no": receipt_no,
        }
        for row, judged in touched
        if judged.verdict == "refused"
    ]
    if told:
        sql.execute(_REFUSE, told)


def _leaf(row: Any, judged: Judged, receipt_no: int) -> dict[str, object]:
    return {
        "at": row.no,
        "in_agency": judged.agency,
        "new_seq": judged.seq,
        "new_case_no": judged.case_no,
        "new_flags": " ".join(judged.flags),
        "new_received_at": judged.received_at,
        "new_receipt_no": receipt_no,
    }


def _let_wait(sql: sa.Connection, touched: Touched) -> None:
    """Held, again or fault: the link is spent, the entry gets another one."""
    waiting = [(row, judged) for row, judged in touched if judged.verdict not in ("accepted", "refused")]
    for row, judged in waiting:
        sql.execute(_UNLINK, {"at": row.no})
        if row.state == SENT:
            sql.execute(_WAIT, {"at": row.no})
        if judged.verdict == "fault":
            delivery.fault(sql, row.no)


def _effect(touched: Touched) -> Effect:
    ended = [row for row, judged in touched if judged.verdict in ("accepted", "refused", "fault")]
    return Effect(
        frozenset(row.case_id for row in ended),
        frozenset(row.kind for row in ended),
        frozenset(row.no for row, judged in touched if judged.verdict == "held"),
        sum(judged.verdict in ("accepted", "refused") for _, judged in touched),
    )
