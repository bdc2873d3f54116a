"""Say that an alarm was seen: this step is silent at this desk, the clock goes on."""

from __future__ import annotations

from desktop.actions.operation import Operation
from desktop.models.tx import Tx


def see_alarm(case_id: str, clock: str, step: str) -> Operation[str]:
    """Answers with the entry's id. `clock`: D1 ...; `step`: the level that was seen."""

    def run(tx: Tx) -> str:
        return tx.append("alarm_seen", case_id, {"clock": clock, "step": step})

    return Operation("see_alarm", run)
