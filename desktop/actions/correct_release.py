"""A release was recorded by mistake.

The case page runs this. The first entry stays; the clocks go on from the same start as if it had never stopped them.
"""

from __future__ import annotations

from desktop.actions.filling import filled
from desktop.actions.operation import Operation
from desktop.models.tx import Tx


def correct_release(case_id: str, ref: str, reason: str = "") -> Operation[str]:
    """Answers with the entry's id. `ref`: the id of the release that was none."""

    def run(tx: Tx) -> str:
        return tx.append("release_corrected", case_id, filled({"ref": ref, "reason": reason}))

    return Operation("correct_release", run)
