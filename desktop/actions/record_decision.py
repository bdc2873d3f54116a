"""Record a detention decision and ask for its review.

The decision screen runs this: the three factors with their evidence, a proposal and a written reason become one entry,
the request for supervision another, in one transaction with the end of the draft. Answering a return is the same act
with `corrects`. It proposes; ICE decides.
"""

from __future__ import annotations

from desktop.actions.filling import refuse
from desktop.actions.operation import Operation
from desktop.domain import decision, review
from desktop.domain.decision import DecisionForm
from desktop.models.tx import Tx


def record_decision(case_id: str, form: DecisionForm, corrects: str = "", draft_id: str = "") -> Operation[str]:
    """Answers with the id of the decision. `corrects`: the earlier decision that was returned. Problem 404.1,
    422.x, 403.1.
    """

    def run(tx: Tx) -> str:
        tx.case(case_id)
        refuse(decision.validate(form, tx.reasons_elsewhere(case_id)))
        data = decision.to_data(form) | ({"corrects": corrects} if corrects else {})
        decided = tx.append("decision_recorded", case_id, data)
        tx.append("review_requested", case_id, review.request_data(decided, corrects))
        tx.drop_draft(draft_id)
        return decided

    return Operation("record_decision", run)
