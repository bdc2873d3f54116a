"""The world's faults and ours: a database that cannot write, a bug, a source that reaches out."""

import ast
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection

from desktop.sync import protocol
from tests.endpoint.kit import Device, World

SOURCES = sorted((Path(__file__).resolve().parents[2] / "endpoint").rglob("*.py"))


def only_reads(con: DBAPIConnection, _record: object) -> None:
    cursor = con.cursor()
    cursor.execute("pragma query_only=on")
    cursor.close()


def test_a_database_that_cannot_write_says_so_and_everything_stands_when_it_can_again(
    world: World, officer: Device
) -> None:
    acts = [officer.encounter()]
    engine = world.core.store.engine
    engine.dispose()
    sa.event.listen(engine, "connect", only_reads)
    answer = officer.try_exchange(acts)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert protocol.read_problem(503, answer.content).code == "503.10"
    assert officer.get("/v1/packs").status_code == 200
    released = officer.post("/v1/release", officer.release_body(officer.locked_release()))
    assert protocol.read_problem(503, released.content).code == "503.10"
    sa.event.remove(engine, "connect", only_reads)
    engine.dispose()
    assert officer.exchange(acts).verdicts[0].verdict == "accepted"


def test_a_bug_of_ours_is_a_number_and_never_a_traceback(
    world: World, officer: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(world.core, "bench")
    answer = officer.try_exchange([officer.encounter()])
    assert (answer.status_code, answer.headers["content-type"]) == (500, protocol.PROBLEM_JSON)
    assert answer.json()["code"] == "500.10"
    assert "Traceback" not in answer.text


def test_the_endpoint_opens_no_connection_to_anywhere() -> None:
    reaching = {"httpx2", "httpcore2", "urllib", "http", "requests", "smtplib", "ftplib", "asyncio.streams"}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & reaching, path
            assert getattr(node, "attr", "") not in {"create_connection", "open_connection", "connect_ex"}, path


def test_sql_is_never_put_together_from_text() -> None:
    for path in SOURCES:
        tree = ast.parse(path.read_text("utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        texts = [node for node in calls if getattr(node.func, "attr", "") in {"text", "exec_driver_sql"}]
        for call in texts:
            assert isinstance(call.args[0], ast.Constant | ast.IfExp), path
