"""What the encrypted file is made with, by name (S-14).

`fieldcase doctor` asks. It opens no store: the database is empty and in memory.
"""

from __future__ import annotations

import sqlcipher3.dbapi2 as sqlcipher


def describe() -> str:
    """SQLCipher with its edition, the cipher module under it, and SQLite."""
    connection = sqlcipher.connect(":memory:")
    try:
        connection.execute("pragma key='named only after a key'")
        facts = [_pragma(connection, f"cipher_{name}") for name in ("version", "provider", "provider_version")]
    finally:
        connection.close()
    return f"SQLCipher {facts[0]}, {facts[1]} {facts[2]}, SQLite {sqlcipher.sqlite_version}"


def _pragma(connection: sqlcipher.Connection, name: str) -> str:
    row = connection.execute(f"pragma {name}").fetchone()
    return str(row[0]) if row else "unknown"
