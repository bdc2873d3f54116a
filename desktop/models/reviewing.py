"""The review queue and the review page.

`queries.py` hands them out. People in custody stand first, then who has waited longest; officers are no column to sort
or count. It answers nothing: `actions/answer_review.py` does.
"""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from desktop.domain import deadlines, permissions
from desktop.domain.case import Case, Review
from desktop.domain.decision import PROPOSALS, changes
from desktop.domain.problems import Problem
from desktop.models.casepage import decision_row, deliveries, name_of, page_of
from desktop.models.moments import from_ms
from desktop.models.projection import case_of_request
from desktop.models.rows import ReviewPage, ReviewRow
from desktop.models.tables import CASE_ROW, REVIEW_ROW
from desktop.models.tx import Query, Tx
from desktop.seal import ids

_QUEUE: Final = (
    sa.select(REVIEW_ROW, CASE_ROW.c.number, CASE_ROW.c.title, CASE_ROW.c.state)
    .join(CASE_ROW, CASE_ROW.c.case_id == REVIEW_ROW.c.case_id)
    .order_by(REVIEW_ROW.c.in_custody.desc(), REVIEW_ROW.c.since, REVIEW_ROW.c.request_id)
)


def review_queue() -> Query[tuple[ReviewRow, ...]]:
    """Every request that has no answer yet: in custody first, then oldest first."""
    return lambda tx: tuple(_queued(tx, row) for row in tx.sql.execute(_QUEUE))


def review_page(request_id: str) -> Query[ReviewPage]:
    """A request, answered or not. Problem 404.1 if it is not here."""

    def read(tx: Tx) -> ReviewPage:
        case = tx.case(case_of_request(tx.sql, request_id))
        asked = case.review(request_id)
        decided = case.decision(asked.refs[0]) if asked and asked.refs else None
        if asked is None or decided is None:
            raise Problem("404.1")
        words = deliveries(tx, case.case_id)
        before = [each for each in case.decisions if each.no < decided.no or each.at < decided.at]
        earlier = tuple(decision_row(tx, case, each, words) for each in before if each is not decided)
        last = case.decision(decided.corrects) if decided.corrects else None
        return ReviewPage(
            row=_asked(tx, case, asked),
            case=page_of(tx, case.case_id),
            decision=decision_row(tx, case, decided, words),
            earlier=earlier,
            changed=changes(last.form, decided.form) if last else (),
            cannot=permissions.cannot_review(case, tx.standing(), tx.law),
        )

    return read


def _queued(tx: Tx, row: Any) -> ReviewRow:
    limit = deadlines.review_limit(tx.case(ids.to_text(row.case_id)), tx.pack, tx.law)
    return ReviewRow(
        request_id=ids.to_text(row.request_id),
        case_id=ids.to_text(row.case_id),
        number=row.number,
        title=row.title,
        agency=_agency(tx, row.agency),
        model=row.model,
        asked_for=asked_for(tx.case(ids.to_text(row.case_id)), ids.to_text(row.ref)),
        by=name_of(tx, row.by),
        waiting_since=from_ms(row.since),
        again=row.again,
        in_custody=row.in_custody,
        limit_seconds=limit,
    )


def _asked(tx: Tx, case: Case, asked: Review) -> ReviewRow:
    return ReviewRow(
        request_id=asked.request_id,
        case_id=case.case_id,
        number=case.number,
        title=case.title,
        agency=_agency(tx, case.agency),
        model=case.model,
        asked_for=asked_for(case, asked.refs[0]),
        by=name_of(tx, asked.by),
        waiting_since=asked.at,
        again=asked.again,
        in_custody=case.in_custody,
        limit_seconds=deadlines.review_limit(case, tx.pack, tx.law),
    )


def asked_for(case: Case, ref: str) -> str:
    """What the request asks about, in words."""
    decided = case.decision(ref)
    said = PROPOSALS.get(decided.form.proposal, "") if decided else ""
    return f"Decision: {said.lower()}" if said else "Decision"


def _agency(tx: Tx, agency: str) -> str:
    return tx.pack.agency.name if tx.pack and agency == tx.me.agency else agency
