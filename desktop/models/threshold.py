"""What the locked window asks of the database thread, with the key ring of this system.

`app.py` loads it there after the first paint: importing it is what makes the store's libraries ready before Enter. It
keeps neither passphrase nor secret.
"""

from __future__ import annotations

from pathlib import Path

from desktop.models import opening
from desktop.models.keyring import SystemKeyring
from desktop.models.store import Store
from desktop.models.thread import Database
from desktop.seal.board import desk_user


def desk_keys(store_id: str) -> str | None:
    """The keys of the locked desk, None where the key ring has none. Problem 503.1 where it does not answer."""
    return SystemKeyring().get(desk_user(store_id))


def enter(folder: Path, badge: str, passphrase: str, database: Database, anyway: bool = False) -> Store:
    """Enter was pressed. Problems as `opening.unlock`. anyway: a person opens it although entries are missing."""
    return opening.unlock(folder, badge, passphrase, SystemKeyring(), database=database, anyway=anyway)
