"""Statements turned into text once.

The journal row and the worklist row are written in every act; what SQLAlchemy does to build them again each time would
be a third of it (stack.md §13). Only projection.py and derived.py use this, with statements of Core.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

_DIALECT: Final = sqlite.dialect(paramstyle="qmark")


class Prepared:
    """One statement; its parameters by name."""

    def __init__(self, statement: sa.Insert | sa.Update) -> None:
        compiled: Any = statement.compile(dialect=_DIALECT)
        self._text = str(compiled)
        self._names: tuple[str, ...] = tuple(compiled.positiontup)

    def run(self, sql: sa.Connection, values: Mapping[str, Any]) -> None:
        """Runs it. KeyError for a parameter that is missing."""
        sql.exec_driver_sql(self._text, tuple([values[name] for name in self._names]))
