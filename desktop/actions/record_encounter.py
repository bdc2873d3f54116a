"""Record an encounter: a new case begins.

The encounter screen runs this when a stop or booking is saved. The draft goes in the same transaction. It asks no
authority: what happened is recorded, whoever records it.
"""

from __future__ import annotations

from desktop.actions.filling import refuse
from desktop.actions.operation import Operation
from desktop.domain import encounter
from desktop.domain.encounter import EncounterForm
from desktop.models.tx import Tx


def record_encounter(form: EncounterForm, draft_id: str = "") -> Operation[str]:
    """Answers with the id of the new case. Problem 422.x names the first field that is wrong."""

    def run(tx: Tx) -> str:
        refuse(encounter.validate(form, tx.law, tx.pack, tx.now()))
        case_id, letter = tx.new_case(), tx.standing().authorization
        data = encounter.to_data(form, case_id, tx.pack, tx.now(), letter.id if letter else "")
        tx.append("encounter_recorded", case_id, data)
        tx.drop_draft(draft_id)
        return case_id

    return Operation("record_encounter", run)
