"""Throw a draft away, because its person said so."""

from __future__ import annotations

from desktop.actions.operation import Operation
from desktop.models.tx import Tx


def drop_draft(draft_id: str) -> Operation[None]:
    """A draft that is not there, or is another person's, is left alone."""

    def run(tx: Tx) -> None:
        tx.drop_draft(draft_id)

    return Operation("drop_draft", run)
