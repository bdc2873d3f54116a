"""Send again what was set aside: at a person's word it goes back to what waits.

*Send again* of Needs attention runs this. It changes no entry and writes none.
"""

from __future__ import annotations

from desktop.actions.operation import Operation
from desktop.models import delivery
from desktop.models.tx import Tx


def send_again(case_id: str) -> Operation[int]:
    """Answers with how many entries wait again: all that were set aside. `case_id`: the case it was asked on."""

    def run(tx: Tx) -> int:
        sent = delivery.send_again(tx.sql)
        tx.work.touch(case_id)
        return sent

    return Operation("send_again", run)
