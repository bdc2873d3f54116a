"""Confirm a release that somebody recorded while the window was locked.

Asked after sign-in. Until a signed-in person confirms, the alarm goes on; the release itself counted from the start.
"""

from __future__ import annotations

from desktop.actions.operation import Operation
from desktop.models.tx import Tx


def confirm_locked_release(case_id: str, ref: str) -> Operation[str]:
    """Answers with the entry's id. `ref`: the `release_locked`; `case_id`: the case of the person released."""

    def run(tx: Tx) -> str:
        return tx.append("release_confirmed", case_id, {"ref": ref, "case": case_id})

    return Operation("confirm_locked_release", run)
