"""The encrypted file itself: how it is opened, and what its errors mean in plain words.

opening.py and migrating.py call this. The key comes in as 96 hex digits (data key and salt) and is forgotten once the
connection stands; no passphrase comes near it. Source: security.md §2, S-13; stack.md §4.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher

from desktop.domain.problems import Problem, World

# In this order, after the key has been proved. A checkpoint is made when nothing else is to do, not inside an act.
PRAGMAS: Final = (
    ("cipher_memory_security", "on"),
    ("foreign_keys", "on"),
    ("journal_mode", "wal"),
    ("synchronous", "full"),
    ("temp_store", "memory"),
    ("secure_delete", "on"),
    ("busy_timeout", "5000"),
    ("wal_autocheckpoint", "4000"),
)
PAGE: Final = 4096  # bytes; a file with less than one holds nothing
_MEANING: Final = {
    "SQLITE_FULL": "507.1",
    "SQLITE_READONLY": "507.2",
    "SQLITE_CANTOPEN": "507.2",
    "SQLITE_CORRUPT": "500.1",
    "SQLITE_NOTADB": "500.1",
    "SQLITE_IOERR": "500.1",
}
_ERRNO: Final = {
    errno.ENOSPC: "507.1",
    errno.EDQUOT: "507.1",
    errno.EFBIG: "507.1",
    errno.EROFS: "507.2",
    errno.EACCES: "507.2",
    errno.EPERM: "507.2",
}


def engine(path: Path, key_hex: str) -> sa.Engine:
    """An engine with one connection to the file. The key is proved when it connects (Problem 500.1 if it does not
    fit).
    """
    made = sa.create_engine(
        "sqlite+pysqlite://",
        module=sqlcipher,
        poolclass=sa.pool.QueuePool,
        pool_size=1,
        max_overflow=0,
        creator=lambda: sqlcipher.connect(str(path), check_same_thread=False, cached_statements=256),
    )

    @sa.event.listens_for(made, "connect")
    def opened(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("pragma cipher_log_level=none")
        connection.execute(f"pragma key=\"x'{key_hex}'\"")
        connection.execute("select count(*) from sqlite_master").fetchone()
        for name, value in PRAGMAS:
            connection.execute(f"pragma {name}={value}").fetchall()

    @sa.event.listens_for(made, "begin")
    def begin(connection: sa.Connection) -> None:
        _raw(connection).execute("begin immediate")

    return made


@contextmanager
def plain_words() -> Iterator[None]:
    """Turns what the disk and the database raise into one Problem each; a bug of ours passes as it is."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        known = problem_of(error.orig)
        if known is None:
            raise
        raise known from error
    except sqlcipher.Error as error:
        known = problem_of(error)
        if known is None:
            raise
        raise known from error
    except OSError as error:
        if error.errno not in _ERRNO:
            raise
        raise World(_ERRNO[error.errno]) from error


def problem_of(error: BaseException | None) -> Problem | None:
    """The Problem that a database error means, or None: then it is a bug."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name == "SQLITE_IOERR_WRITE":
        return World("507.1")
    for start, code in _MEANING.items():
        if name.startswith(start):
            return World(code)
    return World("500.1") if "malformed" in str(error) or "not a database" in str(error) else None


def checkpoint(connection: sa.Connection) -> None:
    """Moves what the log holds into the file, as far as nobody is kept waiting."""
    _raw(connection).execute("pragma wal_checkpoint(passive)").fetchall()


def _raw(connection: sa.Connection) -> Any:
    """The connection without a transaction around it: a checkpoint takes none."""
    return connection.connection.driver_connection


def copy_beside(sql: sa.Connection, target: Path) -> None:
    """A copy of the whole file, sealed as it is. Nobody else may have it open. Raises OSError, as for a full disk."""
    raw = _raw(sql)
    raw.execute("pragma wal_checkpoint(truncate)").fetchall()
    shutil.copyfile(raw.execute("pragma database_list").fetchone()[2], target)


def damaged_pages(connection: sa.Connection) -> tuple[str, ...]:
    """What `cipher_integrity_check` finds: one line per damaged page; nothing when all is whole. 3.5 ms per MB."""
    return tuple(str(row[0]) for row in connection.exec_driver_sql("pragma cipher_integrity_check"))
