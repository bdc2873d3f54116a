"""Release a person.

F9 runs this. It asks nothing, checks nothing and waits for nothing: no gate, role, clock or conflict stands before it.
"""

from __future__ import annotations

from datetime import datetime

from desktop.actions.filling import filled
from desktop.actions.operation import Operation
from desktop.domain import times
from desktop.models.tx import Tx


def release(case_id: str, at: datetime | None = None, reason: str = "") -> Operation[str]:
    """Answers with the entry's id. `at`: when the person went free, by default now. `reason`: a code, may follow
    later.
    """

    def run(tx: Tx) -> str:
        moment = times.with_zone(at or tx.now(), tx.me.zone)
        data = filled({"at": moment, "reason": reason, "released_by": tx.me.person})
        return tx.append("release_recorded", case_id, data)

    return Operation("release", run)
