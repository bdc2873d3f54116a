"""Order that a person be released: ICE tells whoever holds them.

F9 on ICE's pages runs this. It is no release: who holds the person records that. Only an ICE supervisor may order it,
which the rules say (Problem 403.1); it goes out before ordinary entries and needs no line to be written.
"""

from __future__ import annotations

from datetime import datetime

from desktop.actions.filling import filled
from desktop.actions.operation import Operation
from desktop.domain import times
from desktop.models.tx import Tx


def order_release(case_id: str, at: datetime | None = None, reason: str = "") -> Operation[str]:
    """Answers with the entry's id. `at`: when it was ordered, by default now. `reason`: a code, may be missing."""

    def run(tx: Tx) -> str:
        moment = times.with_zone(at or tx.now(), tx.me.zone)
        return tx.append("release_ordered", case_id, filled({"at": moment, "reason": reason}))

    return Operation("order_release", run)
