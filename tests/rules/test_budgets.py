"""The budgets of docs/architecture.md as checks: short functions, short files, small classes, no hidden escapes."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("desktop", "endpoint", "resources")
BROAD = {"desktop/ui/tasks.py", "desktop/sync/loop.py", "desktop/__main__.py", "endpoint/judge.py"}
LATE = {"desktop/app.py", "desktop/__main__.py"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(*folders: str) -> Iterator[tuple[str, str]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def nodes(*folders: str) -> Iterator[tuple[str, ast.AST]]:
    for name, text in sources(*folders):
        for node in ast.walk(ast.parse(text)):
            yield name, node


def lengths(*folders: str) -> list[tuple[int, str]]:
    found = [
        ((node.end_lineno or node.lineno) - node.lineno + 1, f"{name}:{node.lineno} {node.name}")
        for name, node in nodes(*folders)
        if isinstance(node, Function)
    ]
    return sorted(found, reverse=True)


def public_methods(node: ast.ClassDef) -> list[str]:
    """Qt calls its overrides by camelCase names; those are Qt's interface, not ours."""
    names = [item.name for item in node.body if isinstance(item, Function)]
    return [name for name in names if not name.startswith("_") and name == name.lower()]


def test_no_function_is_longer_than_forty_lines() -> None:
    assert [row for row in lengths(*PRODUCT, "tests", "tools", "benchmarks") if row[0] > 40] == []


def test_functions_are_short_as_a_rule() -> None:
    sizes = [size for size, _ in lengths(*PRODUCT)]
    assert sizes[len(sizes) // 10] <= 25
    assert sizes[len(sizes) // 2] <= 9


def test_no_file_is_long() -> None:
    long = [(name, text.count("\n")) for name, text in sources(*PRODUCT) if text.count("\n") > 400]
    long += [(name, text.count("\n")) for name, text in sources("tests") if text.count("\n") > 600]
    assert long == []


def test_no_class_offers_more_than_twelve_public_methods() -> None:
    big = [
        (name, node.name, len(public_methods(node)))
        for name, node in nodes(*PRODUCT)
        if isinstance(node, ast.ClassDef) and len(public_methods(node)) > 12
    ]
    assert big == []


def test_errors_are_caught_broadly_in_four_places_only() -> None:
    broad = {
        name
        for name, node in nodes(*PRODUCT)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
    }
    assert broad <= BROAD


def test_nothing_is_imported_inside_a_function_save_where_start_time_counts() -> None:
    hidden = {
        name
        for name, node in nodes(*PRODUCT)
        if isinstance(node, Function)
        and any(isinstance(inner, ast.Import | ast.ImportFrom) for inner in ast.walk(node))
    }
    assert hidden <= LATE


def test_no_rule_is_switched_off_in_place() -> None:
    marks = ("# type: " + "ignore", "# no" + "qa", "TO" + "DO", "FIX" + "ME")
    assert [
        name for name, text in sources(*PRODUCT, "tests", "tools", "benchmarks") if any(m in text for m in marks)
    ] == []


def test_every_module_says_what_it_is_for() -> None:
    assert [name for name, text in sources(*PRODUCT) if not ast.get_docstring(ast.parse(text))] == []


def test_tests_hardly_use_a_mock() -> None:
    lines = [line for _, text in sources("tests") for line in text.splitlines()]
    mocks = [line for line in lines if "mo" + "ck" in line.lower()]
    assert len(mocks) <= len(lines) // 1000
