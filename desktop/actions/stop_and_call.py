"""Stop and call: something was said or seen that ends what was going on.

F8 runs this, in any state, for anyone. It is a record; nothing refuses it.
"""

from __future__ import annotations

from datetime import datetime

from desktop.actions.filling import filled
from desktop.actions.operation import Operation
from desktop.domain import times
from desktop.models.tx import Tx


def stop_and_call(
    case_id: str,
    said_or_seen: str,
    words: str = "",
    called_at: datetime | None = None,
    spoke_to: str = "",
) -> Operation[str]:
    """Answers with the case's id. `case_id` "": no case yet, one begins. `said_or_seen`: a code of states.json."""

    def run(tx: Tx) -> str:
        here = case_id or tx.new_case()
        data = {
            "said_or_seen": said_or_seen,
            "words": words,
            "at": times.with_zone(tx.now(), tx.me.zone),
            "called_at": times.with_zone(called_at, tx.me.zone) if called_at else None,
            "spoke_to": spoke_to,
        }
        tx.append("stop_and_call", here, filled(data))
        return here

    return Operation("stop_and_call", run)
