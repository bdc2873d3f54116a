"""Text being typed, saved sealed.

`Tx` calls it. A draft is AES-256-GCM under its person's own drafts key, so that a colleague who shares the store, and
its data key, can neither read nor change it (S-07). A draft is no entry: it is never sent, judged or counted.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from desktop.domain import times
from desktop.domain.problems import Problem
from desktop.models.moments import from_ms, to_ms
from desktop.models.rows import DraftRow
from desktop.models.tables import DRAFT
from desktop.seal import canonical, ids
from desktop.seal.primitives import LABEL, aead_open, aead_seal

_AAD: Final = LABEL + b"draft\0"
_SAVE = insert(DRAFT)
_SAVE = _SAVE.on_conflict_do_update(
    index_elements=["id"],
    set_={"saved_at": _SAVE.excluded.saved_at, "box": _SAVE.excluded.box},
    where=DRAFT.c.person == _SAVE.excluded.person,
)
_DROP: Final = sa.delete(DRAFT).where(DRAFT.c.id == sa.bindparam("at"), DRAFT.c.person == sa.bindparam("who"))
_OF: Final = sa.select(DRAFT).where(DRAFT.c.person == sa.bindparam("who")).order_by(DRAFT.c.saved_at.desc(), DRAFT.c.id)


def save(sql: sa.Connection, key: bytes, person: str, draft: DraftRow, now: datetime) -> str:
    """Writes the draft over its earlier self. Problem 422.1 for a form that JSON cannot hold."""
    draft_id = draft.id or ids.new_id()
    raw = ids.to_bytes(draft_id)
    body = {"case_id": draft.case_id, "kind": draft.kind, "form": dict(draft.form), "saved_at": times.to_text(now)}
    try:
        text = canonical.dumps(body)
    except Problem:
        raise Problem("422.1", "The draft holds something that cannot be kept.", "form") from None
    row = {"id": raw, "person": person, "saved_at": to_ms(now), "box": aead_seal(key, text, _AAD + raw)}
    sql.execute(_SAVE, row)
    return draft_id


def drop(sql: sa.Connection, person: str, draft_id: str) -> None:
    if draft_id:
        sql.execute(_DROP, {"at": ids.to_bytes(draft_id), "who": person})


def of(sql: sa.Connection, key: bytes, person: str, kind: str | None) -> tuple[DraftRow, ...]:
    """The person's drafts, newest first; one that does not open is left where it is and not shown."""
    rows = (_read(key, row) for row in sql.execute(_OF, {"who": person}))
    return tuple(row for row in rows if row is not None and kind in (None, row.kind))


def _read(key: bytes, row: Any) -> DraftRow | None:
    try:
        body = canonical.loads(aead_open(key, row.box, _AAD + row.id))
    except Problem:
        return None
    return DraftRow(ids.to_text(row.id), body["case_id"], body["kind"], body["form"], from_ms(row.saved_at))
