"""Answer a request for review: approve, return with reasons, or decline.

The review page runs this for an ICE supervisor. It moves no state and clears no gate: it is supervision of one proposal
(kinds.md §2).
"""

from __future__ import annotations

from desktop.actions.filling import refuse
from desktop.actions.operation import Operation
from desktop.domain import review
from desktop.domain.review import ReviewForm
from desktop.models.tx import Tx


def answer_review(request_id: str, form: ReviewForm, draft_id: str = "") -> Operation[str]:
    """Answers with the entry's id. Problem 404.1 if the request is not here, 422.x for the form, 403.1 for the gate."""

    def run(tx: Tx) -> str:
        refuse(review.validate(form))
        data = review.to_data(form, request_id, tx.me.name, tx.now(), tx.me.zone)
        answered = tx.append("review_answered", tx.request(request_id).case_id, data)
        tx.drop_draft(draft_id)
        return answered

    return Operation("answer_review", run)
