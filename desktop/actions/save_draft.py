"""Save what is being typed.

Runs about a second after typing pauses, when focus leaves, and before lock. A draft is sealed under its person's own
key; it is no entry and is never sent.
"""

from __future__ import annotations

from collections.abc import Mapping

from desktop.actions.operation import Operation
from desktop.models.rows import DraftRow
from desktop.models.tx import Tx


def save_draft(
    draft_id: str = "", case_id: str = "", kind: str = "", form: Mapping[str, object] | None = None
) -> Operation[str]:
    """Answers with the draft's id: a new one for "". `form`: what stands on the screen, as JSON takes it."""

    def run(tx: Tx) -> str:
        return tx.save_draft(DraftRow(draft_id, case_id, kind, form or {}))

    return Operation("save_draft", run)
