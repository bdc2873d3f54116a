"""The tables that the steps make are the tables the store speaks to."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from endpoint.admin import folder as place
from endpoint.migrations import upgrade
from endpoint.store.tables import meta


def test_the_schema_of_the_migrations_is_the_schema_of_the_tables(tmp_path: Path) -> None:
    store = place.open_store(tmp_path)
    with store.read() as con:
        assert compare_metadata(MigrationContext.configure(con), meta) == []
    upgrade(store)
    store.close()
