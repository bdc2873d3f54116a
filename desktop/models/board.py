"""What a locked window may know, out of the store.

`desk_of` is the clear half: public keys, addresses, the name of the place. `board_of` is the running hard clocks with
booking number, place and time: no name, no offence, no word of immigration (S-30). The store writes both through
desk.py.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from desktop.domain import times
from desktop.models import settings
from desktop.models.moments import from_ms
from desktop.models.session import Session
from desktop.models.tables import CASE_ROW, CLOCK_ROW, ENTRY, IS_UNANSWERED
from desktop.models.tx import Tx
from desktop.seal import canonical, ids
from desktop.seal.board import Board, BoardRow, Desk
from desktop.seal.primitives import p384_public

_CLOCKS: Final = (
    sa.select(
        CLOCK_ROW.c.case_id,
        CLOCK_ROW.c.clock,
        CLOCK_ROW.c.ends_at,
        CASE_ROW.c.booking_no,
        CASE_ROW.c.place,
        CASE_ROW.c.number,
    )
    .join(CASE_ROW, CASE_ROW.c.case_id == CLOCK_ROW.c.case_id)
    .order_by(CLOCK_ROW.c.ends_at, CLOCK_ROW.c.case_id)
)
_WAITING: Final = sa.select(sa.func.count()).select_from(ENTRY).where(IS_UNANSWERED)


def board_of(tx: Tx) -> Board:
    """One row per case: its nearest hard clock."""
    rows: dict[bytes, BoardRow] = {}
    for row in tx.sql.execute(_CLOCKS):
        ends_at = from_ms(row.ends_at)
        name = tx.law.clocks[row.clock].name if row.clock in tx.law.clocks else row.clock
        at = ids.to_text(row.case_id)
        rows.setdefault(row.case_id, BoardRow(row.booking_no, row.place, ends_at, row.number, name, at))
    waiting = tx.sql.execute(_WAITING).scalar_one()
    return Board(tuple(rows.values()), waiting, times.to_text(tx.now()))


def desk_of(sql: sa.Connection, session: Session) -> Desk:
    """The clear half, from settings and the endpoint's signed keys."""
    line = canonical.loads(settings.need(sql, settings.ENDPOINT))
    keys, pack = session.office.trust.keys, session.office.pack
    intake = keys.of["intake"] if keys else ()
    return Desk(
        store_id=settings.need(sql, settings.STORE_ID).hex(),
        device=session.me.device,
        agency=session.me.agency,
        place=place_name(session),
        zone=session.me.zone,
        endpoint=line["address"],
        pins=tuple(line["pins"]),
        tls_root=line["tls_root"],
        intake=intake[-1].key if intake else b"",
        store_intake=p384_public(settings.need(sql, settings.INTAKE)),
        training=bool(settings.get(sql, settings.TRAINING)),
        signins=tuple(canonical.loads(settings.need(sql, settings.SIGNINS))) if pack is None or pack.training else (),
    )


def place_name(session: Session) -> str:
    """The name of the place this device stands in: its facility, else its agency."""
    pack = session.office.pack
    if pack is None:
        return session.place or session.me.agency
    for place in pack.facilities.values():
        if session.place in (place.id, place.detloc):
            return place.name
    return pack.agency.name
