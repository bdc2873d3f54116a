"""Record what has happened: a release event, an arrest, ICE taking custody.

The custody desk and the case page run this. What happened is never refused; it starts and stops the clocks.
"""

from __future__ import annotations

from datetime import datetime

from desktop.actions.filling import filled
from desktop.actions.operation import Operation
from desktop.domain import times
from desktop.models.tx import Tx


def record_event(case_id: str, what: str, at: datetime, source: str = "", event: str = "") -> Operation[str]:
    """Answers with the entry's id. `what`: a record kind of functions.json. `at`: when it happened, from the record
    that `source` names. `event`: for a release event what ended local custody.
    """

    def run(tx: Tx) -> str:
        data = {"what": what, "at": times.with_zone(at, tx.me.zone), "source": source, "release_event": event}
        return tx.append("event_recorded", case_id, filled(data))

    return Operation("record_event", run)
