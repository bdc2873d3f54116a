"""End the stop: the person goes on their way.

F9 before custody runs this. A record, like a release; it closes the case if nothing else is open.
"""

from __future__ import annotations

from datetime import datetime

from desktop.actions.filling import filled
from desktop.actions.operation import Operation
from desktop.domain import times
from desktop.models.tx import Tx


def end_stop(case_id: str, at: datetime | None = None, outcome: str = "") -> Operation[str]:
    """Answers with the entry's id. `at`: by default now. `outcome`: a code of T-a, may follow later."""

    def run(tx: Tx) -> str:
        return tx.append(
            "stop_ended", case_id, filled({"at": times.with_zone(at or tx.now(), tx.me.zone), "outcome": outcome})
        )

    return Operation("end_stop", run)
