"""Which version of the tables a file has.

opening.py asks before it reads anything else; a new store is made with the tables as they are now and marked with the
newest version. The steps between versions are in migrations/.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from desktop.models.tables import METADATA

KNOWN: Final = ("0001",)
HEAD: Final = KNOWN[-1]
COPY_END: Final = ".before"  # of the copy that an upgrade keeps until the next clean start
VERSION: Final = sa.table("alembic_version", sa.column("version_num"))


def version(sql: sa.Connection) -> str:
    """The version written in the file, "" where there is none."""
    there = sql.exec_driver_sql("select 1 from sqlite_master where name = 'alembic_version'").first()
    if there is None:
        return ""
    return str(sql.execute(sa.select(VERSION.c.version_num)).scalar() or "")


def make(sql: sa.Connection) -> None:
    """Makes all tables in an empty file and marks their version."""
    METADATA.create_all(sql)
    sql.exec_driver_sql(
        "create table alembic_version (version_num varchar(32) not null, "
        "constraint alembic_version_pkc primary key (version_num))"
    )
    sql.execute(sa.insert(VERSION).values(version_num=HEAD))
