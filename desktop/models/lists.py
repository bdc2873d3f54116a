"""The smaller lists: what needs attention, what waits, the journal of a case, this person's drafts, who is signed in.

`queries.py` hands them out. Each reads an index made for it.
"""

from __future__ import annotations

import json
from typing import Any, Final

import sqlalchemy as sa

from desktop.domain.case import case_number
from desktop.domain.happenings import field_label, tell
from desktop.domain.journal import Event
from desktop.models import settings
from desktop.models.board import place_name
from desktop.models.casepage import delivery_word, name_of
from desktop.models.held import to_event
from desktop.models.moments import from_ms
from desktop.models.rows import (
    AttentionRow,
    DraftRow,
    JournalRow,
    MeRow,
    SyncPage,
    WaitingRow,
)
from desktop.models.tables import (
    ACCEPTED,
    ENTRY,
    IS_CONFLICT,
    IS_TROUBLED,
    IS_UNANSWERED,
    REFUSED,
    SET_ASIDE,
)
from desktop.models.tx import Query, Tx
from desktop.seal import ids

_GRACE_S: Final = 72 * 3600
_SHOWN: Final = (
    ENTRY.c.id,
    ENTRY.c.case_id,
    ENTRY.c.device,
    ENTRY.c.device_no,
    ENTRY.c.case_no,
    ENTRY.c.state,
    ENTRY.c.flags,
    ENTRY.c.problem,
    ENTRY.c.received_at,
    ENTRY.c.mine,
    ENTRY.c.head,
    ENTRY.c.data,
)
_TROUBLED: Final = sa.select(*_SHOWN).where(IS_TROUBLED).order_by(ENTRY.c.no)
_CONFLICTED: Final = sa.select(*_SHOWN).where(IS_CONFLICT).order_by(ENTRY.c.no)
_WAITING: Final = (
    sa.select(ENTRY.c.case_id, ENTRY.c.kind, ENTRY.c.occurred_at, ENTRY.c.state)
    .where(IS_UNANSWERED)
    .order_by(ENTRY.c.no)
)
_JOURNAL: Final = (
    sa.select(*_SHOWN)
    .where(ENTRY.c.case_id == sa.bindparam("at"))
    .order_by(ENTRY.c.case_no.is_(None), ENTRY.c.case_no, ENTRY.c.no)
)
_RECEIVED: Final = (
    sa.select(sa.func.count()).select_from(ENTRY).where(ENTRY.c.chain_no.is_not(None), ENTRY.c.state == ACCEPTED)
)


def attention() -> Query[tuple[AttentionRow, ...]]:
    """Entries refused or set aside, then fields with two values that nobody has chosen between. Oldest first."""

    def read(tx: Tx) -> tuple[AttentionRow, ...]:
        troubled = tuple(_attention(tx, row, _reason(row)) for row in tx.sql.execute(_TROUBLED))
        return troubled + tuple(each for row in tx.sql.execute(_CONFLICTED) for each in _conflicts(tx, row))

    return read


def sync_page() -> Query[SyncPage]:
    """What waits, and when the endpoint was heard. Case numbers and kinds, no content."""

    def read(tx: Tx) -> SyncPage:
        waiting = tuple(
            WaitingRow(case_number(ids.to_text(row.case_id)), row.kind, from_ms(row.occurred_at), row.state)
            for row in tx.sql.execute(_WAITING)
        )
        return SyncPage(
            waiting=waiting,
            last_contact=tx.session.last_contact,
            last_received=settings.moment(tx.sql, settings.LAST_RECEIVED),
            received_count=tx.sql.execute(_RECEIVED).scalar_one(),
            attention_count=len(attention()(tx)),
        )

    return read


def journal(case_id: str) -> Query[tuple[JournalRow, ...]]:
    """Every entry of a case, refused ones too: received ones by their number, then those that have none."""

    def read(tx: Tx) -> tuple[JournalRow, ...]:
        return tuple(_journal(tx, row) for row in tx.sql.execute(_JOURNAL, {"at": ids.to_bytes(case_id)}))

    return read


def drafts_of_me() -> Query[tuple[DraftRow, ...]]:
    """What this person was typing, newest first."""
    return lambda tx: tx.drafts()


def me() -> Query[MeRow]:
    """Who is signed in, for the frame."""

    def read(tx: Tx) -> MeRow:
        letter = tx.standing().authorization
        return MeRow(
            person=tx.me.person,
            name=tx.me.name,
            badge=tx.me.badge,
            role=tx.me.role,
            agency=tx.me.agency,
            place=place_name(tx.session),
            model=letter.model if letter else "",
            authority_until=letter.ends() if letter else None,
            authorized=letter is not None,
            pack=tx.pack.pack_id if tx.pack else "",
            training=bool(settings.get(tx.sql, settings.TRAINING)),
            zone=tx.me.zone,
            lock_minutes=tx.pack.seconds("lock_minutes", 5) if tx.pack else 5,
            capture_after_s=tx.pack.seconds("authority.offline_grace_seconds", _GRACE_S) if tx.pack else _GRACE_S,
        )

    return read


def words_of(tx: Tx, event: Event) -> str:
    """One line for an entry, as the case page says it."""
    return tell(event.head.kind, event.data, tx.law) if event.data is not None else "Content removed by order"


def _journal(tx: Tx, row: Any) -> JournalRow:
    event = to_event(row)
    head, data = event.head, event.data or {}
    corrects = data.get("corrects") or (data.get("ref") if head.kind == "release_corrected" else "")
    return JournalRow(
        no=row.case_no or 0,
        entry_id=head.id,
        kind=head.kind,
        text=words_of(tx, event),
        at=head.occurred_at,
        by=name_of(tx, head.actor) if head.actor else "",
        device=head.device,
        pack=head.pack,
        delivery=delivery_word(row.state),
        corrects=str(corrects or ""),
    )


def _attention(tx: Tx, row: Any, reason: str) -> AttentionRow:
    event = to_event(row)
    head = event.head
    return AttentionRow(
        head.id, head.case_id, case_number(head.case_id), head.kind, words_of(tx, event), reason, head.occurred_at
    )


def _reason(row: Any) -> str:
    """Why it needs a person: the endpoint's words, or that it was set aside."""
    if row.state == SET_ASIDE:
        return "Set aside: the endpoint failed on it several times. It will be sent again when you ask."
    told = json.loads(row.problem) if row.problem and row.state == REFUSED else {}
    said = " ".join(part for part in (told.get("title", ""), told.get("detail", "")) if part)
    return f"{said} ({told['code']})" if told.get("code") else said or "Refused."


def _conflicts(tx: Tx, row: Any) -> list[AttentionRow]:
    """The fields of a flagged entry that still have two values."""
    case = tx.work.held(ids.to_text(row.case_id)).case
    open_fields = case.conflicts if case else {}
    fields = [flag.removeprefix("conflict:") for flag in row.flags.split() if flag.startswith("conflict:")]
    return [
        _attention(tx, row, f"Two values: {field_label(field, tx.law)}.") for field in fields if field in open_fields
    ]
