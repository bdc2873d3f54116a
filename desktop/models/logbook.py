"""The last head of each agency's log that was proved to continue the one before it.

The background checks of sync read and write it, once a day. It proves nothing by itself. Source: protocol.md section 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from desktop.domain import times
from desktop.models import answering, settings
from desktop.models.tx import Tx
from desktop.seal import canonical, tree


@dataclass(frozen=True, slots=True)
class Seen:
    """Size and root of a log, and when they were proved; `at` None: never yet, then they are of a receipt."""

    agency: str
    size: int = 0
    root: bytes = tree.EMPTY
    at: datetime | None = None


def seen(sql: sa.Connection) -> list[Seen]:
    """What is known of each log that a receipt has named."""
    return [_of(sql, agency, *head) for agency, head in sorted(answering.last_logs(sql).items())]


def keep(tx: Tx, now: Seen) -> None:
    """The log continues what we saw: from here on it must continue this."""
    at = times.to_text(now.at) if now.at else ""
    told = {"size": now.size, "root": canonical.to_b64(now.root), "at": at}
    settings.put(tx.sql, _key(now.agency), canonical.dumps(told))


def _of(sql: sa.Connection, agency: str, size: int, root: bytes) -> Seen:
    raw = settings.get(sql, _key(agency))
    if raw is None:
        return Seen(agency, size, root)
    told = canonical.loads(raw)
    return Seen(agency, told["size"], canonical.from_b64(told["root"]), times.read(told["at"]))


def _key(agency: str) -> str:
    return f"log:{agency}"
