"""docs/protocol.md says what is built: a document can fail the build."""

import re
from pathlib import Path

from desktop.domain.problems import TITLES
from endpoint.app import CLOSED, OPEN
from endpoint.store.tables import meta

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "protocol.md").read_text("utf-8")
TABLES = PAGE.split("## 6.")[1].split("## 7.")[0]
SOURCES = [*(ROOT / "endpoint").rglob("*.py"), *(ROOT / "desktop" / "sync").rglob("*.py")]


def test_every_wire_code_in_use_is_on_the_page() -> None:
    used = {code for path in SOURCES for code in re.findall(r'"(\d{3}\.\d{2})"', path.read_text("utf-8"))}
    assert len(used) > 12
    assert {code for code in used if code in TITLES and code not in PAGE} == set()


def test_every_route_is_on_the_page() -> None:
    for _method, path, _handler in (*OPEN, *CLOSED):
        tail = path.removeprefix("/v1/logs/{agency}")
        assert f"{tail}" in PAGE


def test_every_table_and_column_is_on_the_page() -> None:
    rows = {row.split("|")[1].strip(" `"): row for row in TABLES.splitlines() if row.startswith("| `")}
    for table in meta.tables.values():
        for column in table.columns:
            assert re.search(rf"\b{column.name}\b", rows[table.name]), (table.name, column.name)


def test_the_page_says_what_is_not_built() -> None:
    for word in ("/v1/history", "/v1/device/entries", "/v1/returns", "/v1/blobs", "PostgreSQL"):
        assert word in PAGE.split("## 1.")[0]
