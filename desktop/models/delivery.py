"""What leaves this machine, and what became of it.

The sync loop asks here for the next push and brings back what was answered, each inside one transaction of the store.
An entry gets its link in the transaction that marks it `sent`; a link once given never changes, and after silence it
goes again. Nothing here knows the network, looks into an entry or drops one. Source: protocol.md sections 1 and 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from desktop.domain.journal import Lane
from desktop.models import settings
from desktop.models.choosing import Room, Waiting, choose, lane_of
from desktop.models.tables import ENTRY, IS_TROUBLED, IS_UNANSWERED, LINK, SENT, SET_ASIDE, WAITING
from desktop.seal.entry import START, Sealed, chain_next

ANSWERED: Final = "chain.answered"  # the last chain_no that has a verdict
FAULTS: Final = 5
_AROUND: Final = 160  # the signature, the salt and the names of a line, beside head and data


@dataclass(frozen=True, slots=True)
class LinkOut:
    """One link of a push. line: the entry that follows, or None: bare. entry_no: 0 if the link has no entry any
    more.
    """

    chain_no: int
    hash: bytes
    device_no: int
    entry_no: int = 0
    line: bytes | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A run of links to be signed and sent: first, the chain head before it and after it, and whether it goes again."""

    first: int
    prev: bytes
    head: bytes
    links: tuple[LinkOut, ...]
    again: bool

    @property
    def bytes(self) -> int:
        """Of the lines that follow."""
        return sum(len(link.line) + 1 for link in self.links if link.line is not None)


_LIGHT: Final = (
    sa.select(
        ENTRY.c.no,
        ENTRY.c.case_id,
        ENTRY.c.device_no,
        ENTRY.c.kind,
        ENTRY.c.faults,
        (sa.func.length(ENTRY.c.head) + sa.func.coalesce(sa.func.length(ENTRY.c.data), 4) + _AROUND).label("size"),
    )
    .where(IS_UNANSWERED, ENTRY.c.state == WAITING)
    .order_by(ENTRY.c.no)
)
_STOPPED: Final = sa.select(ENTRY.c.case_id).where(IS_TROUBLED, ENTRY.c.state == SET_ASIDE).distinct()
_SEALED: Final = (ENTRY.c.head, ENTRY.c.data, ENTRY.c.salt, ENTRY.c.by_sig)
_LAST: Final = sa.select(LINK.c.chain_no, LINK.c.head).order_by(LINK.c.chain_no.desc()).limit(1)
_WHOLE: Final = sa.select(ENTRY.c.no, ENTRY.c.hash, ENTRY.c.device_no, *_SEALED).where(
    ENTRY.c.no.in_(sa.bindparam("numbers", expanding=True))
)
_PENDING: Final = (
    sa.select(
        LINK.c.chain_no,
        LINK.c.hash,
        LINK.c.device_no,
        ENTRY.c.no.label("entry_no"),
        ENTRY.c.kind,
        ENTRY.c.faults,
        ENTRY.c.state,
        *_SEALED,
    )
    .select_from(LINK.outerjoin(ENTRY, ENTRY.c.chain_no == LINK.c.chain_no))
    .where(LINK.c.chain_no > sa.bindparam("answered"))
    .order_by(LINK.c.chain_no)
)
_SEND: Final = (
    sa.update(ENTRY).where(ENTRY.c.no == sa.bindparam("at")).values(state=SENT, chain_no=sa.bindparam("link_no"))
)


def answered(sql: sa.Connection) -> int:
    """The last chain number that has its verdict; 0 before the first."""
    return int(settings.get(sql, ANSWERED) or b"0")


def chain_head(sql: sa.Connection, chain_no: int) -> bytes | None:
    """The head of this device's chain after that link; None if there is no such link here."""
    if chain_no == 0:
        return START
    found: bytes | None = sql.execute(sa.select(LINK.c.head).where(LINK.c.chain_no == chain_no)).scalar()
    return found


def next_push(sql: sa.Connection, room: Room, later: Iterable[int] = ()) -> Outgoing:
    """The next run of links, written down as sent; without links when nothing waits.

    What was sent and not answered goes again, before anything new, as many as there is room for; with a release to send
    it goes bare, all of it, and the release with it. later: entries (by `no`) that were held: they let others go first.
    """
    at = answered(sql)
    pending = _pending(sql, at)
    waiting = _waiting(sql, frozenset(later))
    releases = [row for row in waiting if row.is_release]
    if pending and (releases or any(lane_of(each.kind) is Lane.RELEASE for each in pending)):
        links = [_bare_unless_release(link) for link in pending]
        if len(links) < room.most:
            links += _link(sql, releases[: room.links])
        return _run(sql, at, links[: room.most], True)
    if pending:
        return _run(sql, at, _with_bodies(pending, room), True)
    return _run(sql, at, _link(sql, choose(waiting, room, _stopped(sql))), False)


def waiting_count(sql: sa.Connection) -> tuple[int, int]:
    """How many entries have no answer yet, and how many need attention (refused, set aside)."""
    waiting = sa.select(sa.func.count()).where(IS_UNANSWERED, ENTRY.c.state != SET_ASIDE)
    troubled = sa.select(sa.func.count()).where(IS_TROUBLED)
    return sql.execute(waiting).scalar_one(), sql.execute(troubled).scalar_one()


def ready(sql: sa.Connection, held: frozenset[int]) -> bool:
    """Whether anything can go at once: sent and unanswered, or waiting and not held."""
    if sql.execute(sa.select(LINK.c.chain_no).where(LINK.c.chain_no > answered(sql)).limit(1)).first():
        return True
    stopped = frozenset(_stopped(sql))
    return any(
        row.no not in held and (row.case_id not in stopped or lane_of(row.kind) is Lane.RELEASE)
        for row in sql.execute(_LIGHT)
    )


def fault(sql: sa.Connection, entry_no: int) -> bool:
    """The endpoint failed on this entry once more. The fifth time it and the later ones of its case are set aside.

    True if that happened now. A release is never set aside.
    """
    row = sql.execute(
        sa.update(ENTRY)
        .where(ENTRY.c.no == entry_no)
        .values(faults=ENTRY.c.faults + 1)
        .returning(ENTRY.c.faults, ENTRY.c.kind, ENTRY.c.case_id, ENTRY.c.device_no)
    ).one()
    if row.faults < FAULTS or lane_of(row.kind) is Lane.RELEASE:
        return False
    _set_aside(sql, row)
    return True


def send_again(sql: sa.Connection) -> int:
    """What was set aside goes back to waiting, at a person's word or after an update. How many."""
    done = sql.execute(sa.update(ENTRY).where(ENTRY.c.state == SET_ASIDE).values(state=WAITING, faults=0))
    return int(done.rowcount)


def _set_aside(sql: sa.Connection, row: Any) -> None:
    later = (ENTRY.c.case_id == row.case_id) & ENTRY.c.mine & (ENTRY.c.device_no >= row.device_no)
    unanswered = ENTRY.c.state.in_((WAITING, SENT))
    found = sql.execute(sa.select(ENTRY.c.no, ENTRY.c.kind).where(later, unanswered)).all()
    for each in found:
        if lane_of(each.kind) is not Lane.RELEASE:
            sql.execute(sa.update(ENTRY).where(ENTRY.c.no == each.no).values(state=SET_ASIDE))


def _waiting(sql: sa.Connection, later: frozenset[int]) -> list[Waiting]:
    return [
        Waiting(row.no, row.case_id, row.device_no, row.kind, row.size, row.faults, row.no in later)
        for row in sql.execute(_LIGHT)
    ]


def _stopped(sql: sa.Connection) -> Sequence[bytes]:
    return sql.execute(_STOPPED).scalars().all()


@dataclass(frozen=True, slots=True)
class _Pending:
    """A link without an answer, with its entry as it stands now."""

    link: LinkOut
    kind: str
    line: bytes | None  # None: it goes bare in any case


def _pending(sql: sa.Connection, at: int) -> list[_Pending]:
    return [_as_pending(row) for row in sql.execute(_PENDING, {"answered": at})]


def _as_pending(row: Any) -> _Pending:
    link = LinkOut(row.chain_no, row.hash, row.device_no, row.entry_no or 0)
    sent = row.state == SENT and not row.faults
    return _Pending(link, row.kind or "", _line(row) if sent else None)


def _line(row: Any) -> bytes:
    return Sealed(row.head, row.data, row.salt, row.by_sig).line


def _bare_unless_release(pending: _Pending) -> LinkOut:
    release = lane_of(pending.kind) is Lane.RELEASE
    return _linked(pending.link, pending.line if release else None)


def _with_bodies(pending: list[_Pending], room: Room) -> list[LinkOut]:
    """As many as there is room for, at least one; the rest go after them."""
    links: list[LinkOut] = []
    size = 0
    for each in pending[: max(room.links, 1)]:
        size += len(each.line or b"")
        if links and size > room.bytes:
            break
        links.append(_linked(each.link, each.line))
    return links


def _linked(link: LinkOut, line: bytes | None) -> LinkOut:
    return LinkOut(link.chain_no, link.hash, link.device_no, link.entry_no, line)


def _link(sql: sa.Connection, rows: Sequence[Waiting]) -> list[LinkOut]:
    """Gives each entry the next link of the chain and marks it sent."""
    last = sql.execute(_LAST).first()
    start, head = (last.chain_no, last.head) if last else (0, START)
    found = {row.no: row for row in sql.execute(_WHOLE, {"numbers": [row.no for row in rows]})}
    links: list[LinkOut] = []
    made: list[dict[str, object]] = []
    for number, row in enumerate(rows, start + 1):
        entry = found[row.no]
        head = chain_next(head, number, entry.hash, entry.device_no)
        made.append({"chain_no": number, "hash": entry.hash, "device_no": entry.device_no, "head": head})
        links.append(LinkOut(number, entry.hash, entry.device_no, row.no, _line(entry)))
    if links:
        sql.execute(sa.insert(LINK), made)
        sql.execute(_SEND, [{"at": link.entry_no, "link_no": link.chain_no} for link in links])
    return links


def _run(sql: sa.Connection, at: int, links: list[LinkOut], again: bool) -> Outgoing:
    prev = chain_head(sql, at) or START
    head = chain_head(sql, links[-1].chain_no) if links else prev
    return Outgoing(at + 1, prev, head or START, tuple(links), again)
