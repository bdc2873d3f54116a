"""Choose between two values of one field.

Needs attention runs this. Both values stay in the journal; the choice is an entry with the name of who chose, and it
names the entries they had before them, so that a value they had not seen still stands against it.
"""

from __future__ import annotations

from desktop.actions.filling import filled
from desktop.actions.operation import Operation
from desktop.domain.problems import Problem
from desktop.models.tx import Tx


def resolve_conflict(
    case_id: str, field: str, keep: int | None = None, value: object = "", source: str = ""
) -> Operation[str]:
    """Answers with the entry's id. keep: the place of the value to keep, as the case lists them; None: `value` is
    another one, and `source` says where it comes from. Problem 422.1 where the field has no two values, or no value.
    """

    def run(tx: Tx) -> str:
        values = tx.case(case_id).conflicts.get(field, ())
        if not values or (keep is not None and not 0 <= keep < len(values)):
            raise Problem("422.1", "This field has one value by now.", "field")
        chosen = values[keep].value if keep is not None else value
        if chosen == "":
            raise Problem("422.1", "Write the value.", "value")
        refs = [each.entry_id for each in values]
        data = filled({"field": field, "refs": refs, "value": chosen, "note": source if keep is None else ""})
        return tx.append("conflict_resolved", case_id, data)

    return Operation("resolve_conflict", run)
