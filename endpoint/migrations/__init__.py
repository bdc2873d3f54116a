"""The steps from one released database to the next. `upgrade` runs those that are missing, in one transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from endpoint.store import Store


def upgrade(store: Store) -> None:
    """Brings the tables to this version; a database that has them already is left as it is."""
    with store.write() as con:
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent))
        config.attributes["connection"] = con
        command.upgrade(config, "head")
