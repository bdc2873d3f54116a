"""The tables a migrated file has are the tables the program expects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from desktop.models import file, migrating, schema
from desktop.models.migrations.versions import v0001
from desktop.seal.primitives import random


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    made = file.engine(tmp_path / "store-1.db", random(48).hex())
    yield made
    made.dispose()


def tables(sql: sa.Connection) -> dict[str, str]:
    """Every table and index by name, its definition without the layout."""
    rows = sql.exec_driver_sql("select name, sql from sqlite_master where sql is not null and name like '%'")
    return {
        name: re.sub(r"[\s\"]+", " ", text).strip().lower() for name, text in rows if not name.startswith("alembic")
    }


def test_the_schema_of_the_migrations_is_the_schema_of_the_models(engine: sa.Engine, tmp_path: Path) -> None:
    with engine.begin() as sql:
        migrating.upgrade(sql)
        migrated = tables(sql)
        assert schema.version(sql) == schema.HEAD
    fresh = file.engine(tmp_path / "store-2.db", random(48).hex())
    with fresh.begin() as sql:
        schema.make(sql)
        made = tables(sql)
        assert schema.version(sql) == schema.HEAD
    fresh.dispose()
    assert migrated == made


def test_the_newest_step_is_the_version_new_stores_are_marked_with() -> None:
    assert v0001.revision == schema.HEAD
    assert schema.KNOWN[-1] == schema.HEAD


def test_a_step_that_fails_leaves_the_file_as_it_was(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with engine.begin() as sql:
        sql.exec_driver_sql("create table tally (x)")
    with pytest.raises(sa.exc.OperationalError), engine.begin() as sql:
        migrating.upgrade(sql)
    with engine.begin() as sql:
        assert set(tables(sql)) == {"tally"}


def test_before_a_step_the_file_is_copied_and_the_copy_opens_with_the_same_key(tmp_path: Path) -> None:
    key, path = random(48).hex(), tmp_path / "store-1.db"
    engine = file.engine(path, key)
    with engine.begin() as sql:
        sql.exec_driver_sql("create table old (x)")
        sql.exec_driver_sql("insert into old values (7)")
    migrating.migrate(path, engine)
    engine.dispose()
    copy = file.engine(path.with_name(path.name + schema.COPY_END), key)
    with copy.connect() as sql:
        assert sql.exec_driver_sql("select x from old").scalar() == 7
        assert set(tables(sql)) == {"old"}
    copy.dispose()
