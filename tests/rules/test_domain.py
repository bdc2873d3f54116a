"""The domain is pure, its list of kinds is the document's, and every number a person can meet stands in one table."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import resources
from desktop.domain.journal import KINDS, Lane
from desktop.domain.law import Law
from desktop.domain.problems import TITLES, Problem, World

ROOT = Path(__file__).parent.parent.parent
DOMAIN = sorted((ROOT / "desktop" / "domain").glob("*.py"))
SHIPPED = sorted([*(ROOT / "desktop").rglob("*.py"), *(ROOT / "endpoint").rglob("*.py")])
CODE = re.compile(r"\d{3}\.\d{1,2}")


def imports(path: Path) -> Iterator[str]:
    """The modules a file imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: path.stem)
def test_the_domain_imports_itself_and_the_standard_library_only(path: Path) -> None:
    for name in imports(path):
        top = name.partition(".")[0]
        assert name.startswith("desktop.domain") or top in sys.stdlib_module_names, name


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: path.stem)
def test_the_domain_never_asks_what_time_it_is_and_opens_nothing(path: Path) -> None:
    calls = [node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    names = {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}
    assert not names & {"now", "utcnow", "today", "time_ns", "monotonic", "open", "print", "getenv", "random"}


def cells() -> Iterator[tuple[str, str]]:
    """The rows of docs/kinds.md that name kinds: the cell of the kinds and the cell of the acts."""
    for line in (ROOT / "docs" / "kinds.md").read_text("utf-8").splitlines():
        if line.startswith("| `"):
            kinds, acts = line.strip("| ").split(" | ")[:2]
            yield kinds, acts.partition(", after ")[0]


def documented() -> dict[str, str]:
    """Kind -> its marks, as the tables of docs/kinds.md give them."""
    return {name: marks for first, _ in cells() for name, marks in re.findall(r"`(\w+)`([^,`]*)", first)}


def test_the_closed_list_of_kinds_is_that_of_the_document() -> None:
    marks = documented()
    assert set(KINDS) == set(marks)
    for name, kind in KINDS.items():
        lane = Lane.RELEASE if "R" in marks[name] else Lane.EXPRESS if "X" in marks[name] else Lane.NORMAL
        assert (kind.lane, kind.must_know) == (lane, "!" in marks[name]), name
        assert kind.record is ("°" in marks[name] or lane is Lane.RELEASE), name
        assert kind.version == 1


def test_the_acts_of_a_kind_are_those_of_its_row() -> None:
    acts = set(Law.parse(resources.documents()).acts)
    for first, second in cells():
        kinds = [KINDS[name] for name in re.findall(r"`(\w+)`", first)]
        named = acts & set(re.findall(r"\w+", second))
        assert {act for kind in kinds for act in kind.acts} == named, first


def codes_in(path: Path) -> Iterator[str]:
    """Every code that a file gives to Problem or World."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Problem", "World") and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def test_every_problem_that_is_raised_anywhere_has_its_title() -> None:
    raised = {(path.name, code) for path in SHIPPED for code in codes_in(path)}
    assert raised
    assert [found for found in sorted(raised) if found[1] not in TITLES] == []


def test_every_title_is_a_short_plain_sentence_and_every_code_an_http_status_and_a_number() -> None:
    for code, title in TITLES.items():
        assert CODE.fullmatch(code)
        assert 400 <= int(code[:3]) < 600
        assert title[0].isupper()
        assert title.endswith(".")
        assert len(title) < 100


def test_a_problem_travels_as_code_title_and_detail() -> None:
    problem = World("507.1", "What you typed is safe.", "reason")
    assert problem.as_json() == {"code": "507.1", "title": "The disk is full.", "detail": "What you typed is safe."}
    assert (problem.field, isinstance(problem, Problem)) == ("reason", True)


def test_a_number_without_title_is_our_own_bug() -> None:
    with pytest.raises(KeyError):
        Problem("499.1")
