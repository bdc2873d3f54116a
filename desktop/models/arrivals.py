"""What comes to this machine: entries of others, in the endpoint's order, under the cursors that say how far we are.

The sync loop brings pages whose every entry was checked; they are written piece by piece, verdicts with the first, the
cursor with the last: a crash between two pieces fetches the page again, and an entry that is here already is passed
over. Nothing here judges an entry or knows the network. Source: protocol.md sections 3 and 4; stack.md section 13.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from desktop.domain.journal import Event
from desktop.domain.problems import Problem
from desktop.models import answering, introduction, rooting
from desktop.models.answering import Answered, Effect
from desktop.models.tables import ACCEPTED, CURSOR, ENTRY
from desktop.models.tx import Tx
from desktop.seal import ids, tree
from desktop.seal.entry import Parsed

Trees = Mapping[str, tree.Frontier]


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far this device has read one agency: all up to seq, whose root that is, and urgent ones up to express."""

    agency: str
    seq: int = 0
    root: bytes = tree.EMPTY
    express: int = 0


@dataclass(frozen=True, slots=True)
class Arrived:
    """An entry of another device. item: seq, case_no, device, device_no, flags, received_at. express: ahead of its
    place.
    """

    agency: str
    express: bool
    item: tuple[int, int, str, int, tuple[str, ...], str]
    parsed: Parsed

    @property
    def leaf(self) -> bytes:
        """The hash of its leaf in the agency's tree."""
        head = self.parsed.head
        return rooting.leaf_hash(self.agency, head.id, self.parsed.sealed.hash, head.case_id, self.item)


@dataclass(frozen=True, slots=True)
class Page:
    """One agency's part of an answer: from the cursor before to the cursor after. more: the log goes on."""

    before: Cursor
    after: Cursor
    arrived: tuple[Arrived, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """What one transaction takes in: some entries, and the cursors of the pages that end with them."""

    arrived: tuple[Arrived, ...] = ()
    cursors: tuple[Cursor, ...] = ()


_PUT: Final = insert(CURSOR)
_MOVE: Final = _PUT.on_conflict_do_update(
    index_elements=["agency"], set_={name: _PUT.excluded[name] for name in ("seq", "root", "express")}
)


def cursors(sql: sa.Connection) -> dict[str, Cursor]:
    """The cursors by agency; none before the first answer."""
    rows = sql.execute(sa.select(CURSOR.c.agency, CURSOR.c.seq, CURSOR.c.root, CURSOR.c.express))
    return {row.agency: Cursor(row.agency, row.seq, row.root, row.express) for row in rows}


def pieces(pages: Sequence[Page], size: int) -> list[Piece]:
    """Pages in pieces of at most `size` entries, one at least; urgent entries first, each cursor after all of its
    page.
    """
    arrived = sorted((one for page in pages for one in page.arrived), key=lambda one: not one.express)
    moved = tuple(page.after for page in pages if page.after != page.before)
    cuts = [tuple(arrived[start : start + size]) for start in range(0, len(arrived), size)] or [()]
    return [Piece(cut) for cut in cuts[:-1]] + [Piece(cuts[-1], moved)]


def checked_trees(answered: Answered, pages: Sequence[Page], tx: Tx) -> Trees:
    """Our own trees as they will be after this answer. Raises Problem 503.4 where the endpoint signed another root.

    A tree that stops before the end of its page (this device may not read all) proves nothing and is kept as it is.
    """
    trees = {}
    for page in pages:
        fresh = {one.item[0]: one.leaf for one in page.arrived} | _own_leaves(tx.sql, answered, page.after.agency)
        grown = rooting.grown(tx.sql, page.after.agency, page.after.seq, fresh)
        if grown.size == page.after.seq and grown.root() != page.after.root:
            raise Problem("503.4", "root")
        trees[page.after.agency] = grown
    return trees


def take(tx: Tx, answered: Answered | None, piece: Piece, trees: Trees) -> Effect:
    """One transaction's worth: verdicts with their receipt, entries, cursors; then the cases are folded anew.

    Raises Problem 503.4 when an answer gives one number to two entries: nothing of the transaction stands.
    """
    try:
        effect = answering.write_verdicts(tx.sql, answered) if answered else Effect()
        cases = {ids.to_text(raw) for raw in effect.cases} | _insert(tx, piece.arrived)
    except sa.exc.IntegrityError:
        raise Problem("503.4", "numbers") from None
    if answered:
        introduction.heard(tx, answered.at)
    for cursor in piece.cursors:
        tx.sql.execute(_MOVE, vars_of(cursor))
        rooting.keep(tx.sql, cursor.agency, trees[cursor.agency])
    for case_id in cases:
        tx.work.refold(case_id)
    tx.work.kinds |= effect.kinds | {one.parsed.head.kind for one in piece.arrived}
    return effect


def vars_of(cursor: Cursor) -> dict[str, object]:
    """A cursor as its row."""
    return {"agency": cursor.agency, "seq": cursor.seq, "root": cursor.root, "express": cursor.express}


def _insert(tx: Tx, arrived: Iterable[Arrived]) -> set[str]:
    """Writes those that are not here yet. Answers with their cases."""
    new = {one.parsed.head.id: one for one in arrived}
    here = sa.select(ENTRY.c.id).where(ENTRY.c.id.in_([ids.to_bytes(each) for each in new]))
    for raw in tx.sql.execute(here).scalars().all() if new else ():
        del new[ids.to_text(raw)]
    for one in new.values():
        event, delivery = _row(one)
        tx.work.insert(event, one.parsed.sealed, **delivery)
    return {one.parsed.head.case_id for one in new.values()}


def _row(one: Arrived) -> tuple[Event, dict[str, Any]]:
    """An accepted entry of another device. One judged without a link has device_no 0; there may be several in a case,
    so it is kept here as minus its seq.
    """
    seq, case_no, device, device_no, flags, received_at = one.item
    event = Event(one.parsed.head, one.parsed.data, case_no, flags, received_at)
    return event, {
        "agency": one.agency,
        "device": ids.to_bytes(device),
        "device_no": device_no or -seq,
        "seq": seq,
        "case_no": case_no,
        "state": ACCEPTED,
        "flags": " ".join(flags),
        "received_at": received_at,
        "mine": False,
    }


def _own_leaves(sql: sa.Connection, answered: Answered, agency: str) -> dict[int, bytes]:
    """The leaves that the verdicts of this answer give to our own entries."""
    accepted = {each.chain_no: each for each in answered.judged if each.verdict == "accepted" and each.agency == agency}
    rows = sql.execute(
        sa.select(ENTRY.c.chain_no, ENTRY.c.id, ENTRY.c.hash, ENTRY.c.case_id, ENTRY.c.device).where(
            ENTRY.c.chain_no.in_(accepted)
        )
    )
    leaves = {}
    for row in rows if accepted else ():
        told = accepted[row.chain_no]
        item = (told.seq, told.case_no, ids.to_text(row.device), told.device_no, told.flags, told.received_at)
        leaves[told.seq] = rooting.leaf_hash(agency, ids.to_text(row.id), row.hash, ids.to_text(row.case_id), item)
    return leaves
