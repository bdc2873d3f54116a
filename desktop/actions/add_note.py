"""Add a note to a case."""

from __future__ import annotations

from desktop.actions.filling import filled
from desktop.actions.operation import Operation
from desktop.domain.problems import Problem
from desktop.models.tx import Tx


def add_note(case_id: str, text: str, ref: str = "") -> Operation[str]:
    """Answers with the entry's id. `ref`: the entry the note is about. Problem 404.1 without the case, 422.1 for an
    empty note.
    """

    def run(tx: Tx) -> str:
        if not text.strip():
            raise Problem("422.1", field="text")
        tx.case(case_id)
        return tx.append("note_added", case_id, filled({"text": text, "ref": ref}))

    return Operation("add_note", run)
