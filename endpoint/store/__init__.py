"""The endpoint's database: the one place where it speaks SQL.

`exchange` and the routes open a read or one write transaction here and call the functions of `devices`, `entries`,
`logs` and `documents` with it. It judges nothing and signs nothing. What cannot be written is Problem 503.10: the
client repeats, and nothing of the transaction stands.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from desktop.sync.protocol import WireProblem

Connection = sa.Connection

_PRAGMAS = ("journal_mode=wal", "synchronous=full", "busy_timeout=10000", "foreign_keys=on", "cache_size=-8192")


class Store:
    """SQLite in one file, for one process. A commit is on the disk before it returns."""

    def __init__(self, path: Path) -> None:
        self.engine = sa.create_engine(
            f"sqlite+pysqlite:///{path}", connect_args={"check_same_thread": False}, pool_size=8, max_overflow=-1
        )
        sa.event.listen(self.engine, "connect", _opened)
        sa.event.listen(self.engine, "begin", _begin)
        self._turn = threading.Lock()
        self._writer = self.engine.execution_options(writes=True)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One moment of the database. Problem 503.10."""
        with _world(), self.engine.connect() as con, con.begin():
            yield con

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, alone: committed at the end, undone by any exception. Problem 503.10."""
        with _world(), self._turn, self._writer.connect() as con, con.begin():
            yield con

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def _world() -> Iterator[None]:
    try:
        yield
    except sa.exc.DatabaseError as error:
        if isinstance(error, sa.exc.IntegrityError | sa.exc.ProgrammingError):
            raise
        raise WireProblem("503.10") from None


def _opened(con: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    con.isolation_level = None
    for pragma in _PRAGMAS:
        cursor = con.cursor()
        cursor.execute(f"pragma {pragma}")
        cursor.close()


def _begin(con: Connection) -> None:
    con.exec_driver_sql("BEGIN IMMEDIATE" if con.get_execution_options().get("writes") else "BEGIN")
