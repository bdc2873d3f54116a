"""Throw a draft away: because its person said so, or because what it held is now recorded."""

from __future__ import annotations

from typing import TypeVar

from desktop.actions.operation import Operation
from desktop.models.tx import Tx

T = TypeVar("T")


def drop_draft(draft_id: str) -> Operation[None]:
    """A draft that is not there, or is another person's, is left alone."""

    def run(tx: Tx) -> None:
        tx.drop_draft(draft_id)

    return Operation("drop_draft", run)


def ending_draft(operation: Operation[T], draft_id: str) -> Operation[T]:
    """The act, and in the same transaction the end of the draft it was written in ("": of none)."""

    def run(tx: Tx) -> T:
        result = operation.run(tx)
        tx.drop_draft(draft_id)
        return result

    return Operation(operation.name, run)
