"""An old file becomes a new one.

`opening.py` loads this only when a file is older than the program. The file is copied first, the steps run in one
transaction, and the copy stays until the next clean start. A step that fails leaves the file as it was.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from desktop.models import file
from desktop.models.schema import COPY_END

_STEPS: Final = Path(__file__).with_name("migrations")


def migrate(path: Path, engine: sa.Engine) -> None:
    """Brings the file up to the newest version. Problem 507.1 without room for the copy; then nothing is done."""
    with engine.connect() as sql:
        file.copy_beside(sql, path.with_name(path.name + COPY_END))
    with engine.begin() as sql:
        upgrade(sql)


def upgrade(sql: sa.Connection, to: str = "head") -> None:
    """Runs the steps on an open connection, in its transaction."""
    config = Config()
    config.set_main_option("script_location", str(_STEPS))
    config.attributes["connection"] = sql
    command.upgrade(config, to)
