"""Edit facts of a case.

The facts panel runs this. Each change names its field, value and source; two people who change one field while apart
leave both values until a person chooses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desktop.actions.operation import Operation
from desktop.domain.problems import Problem
from desktop.models.tx import Tx


def edit_facts(case_id: str, changes: Sequence[Mapping[str, object]]) -> Operation[str]:
    """changes: {field, value, source, reliability} each. Answers with the entry's id. Problem 404.1 without the case,
    422.1 without one.
    """

    def run(tx: Tx) -> str:
        if not changes:
            raise Problem("422.1", field="changes")
        tx.case(case_id)
        return tx.append("facts_edited", case_id, {"changes": [dict(each) for each in changes]})

    return Operation("edit_facts", run)
