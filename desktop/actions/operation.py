"""A verb ready to run, not yet run.

Each file of this folder answers with an `Operation`; `ui/tasks.py` gives its `run` to the store, which calls it once,
in one transaction, on the database thread. It never runs itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from desktop.models.tx import Tx

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Operation(Generic[T]):
    """`name` is for logs: the verb, never content. `run` raises Problem and then nothing has happened."""

    name: str
    run: Callable[[Tx], T]
