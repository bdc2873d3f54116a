"""Documents can fail the build: links lead somewhere, commands exist, the map of folders is true."""

import re
from itertools import takewhile
from pathlib import Path

import pytest

from desktop.__main__ import main as fieldcase
from endpoint.__main__ import main as endpoint

ROOT = Path(__file__).resolve().parents[2]
MAP = ("desktop", "endpoint", "tests")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_every_link_leads_to_a_file_that_is_here() -> None:
    broken = [
        (page.name, link)
        for page in PAGES
        for link in LINK.findall(page.read_text(encoding="utf-8"))
        if "://" not in link and not (page.parent / link).exists()
    ]
    assert broken == []


def test_every_make_command_in_a_document_exists() -> None:
    named = {name for page in PAGES for name in re.findall(r"`make ([a-z]+)", page.read_text(encoding="utf-8"))}
    assert named <= targets()


def test_the_map_of_folders_in_the_readme_is_true() -> None:
    rows = re.findall(r"^\| `([a-z./]+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert rows
    assert [row for row in rows if not (ROOT / row).exists()] == []


def test_every_decision_record_says_context_decision_and_consequences() -> None:
    for page in sorted((ROOT / "docs" / "adr").glob("*.md")):
        text = page.read_text(encoding="utf-8")
        assert re.match(r"# \d{4}\. ", text), page.name
        for part in ("Context", "Decision", "Consequences"):
            assert f"## {part}" in text, page.name


def test_no_registry_host_stands_in_the_lock() -> None:
    assert "://" not in (ROOT / "requirements.lock").read_text(encoding="utf-8")


COMMANDS = {"fieldcase": fieldcase, "fieldcase-endpoint": endpoint, "python -m endpoint": endpoint}
NAMED = re.compile(r"`(fieldcase-endpoint|fieldcase|python -m endpoint)((?: [^`\s]+)*)`")


def named_commands() -> set[tuple[str, tuple[str, ...]]]:
    """Each `program words` of a page, with its words up to the first that is no lower-case word, and its options."""
    found = set()
    for page in PAGES:
        for program, given in NAMED.findall(page.read_text(encoding="utf-8")):
            words = given.split()
            verbs = list(takewhile(lambda word: re.fullmatch(r"[a-z]+", word), words))
            options = [word for word in words if re.fullmatch(r"--[a-z-]+", word)]
            found.add((program, (*verbs, *options)))
    return found


@pytest.mark.parametrize(("program", "words"), sorted(named_commands()))
def test_every_command_in_a_document_exists(
    program: str, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    verbs = [word for word in words if not word.startswith("--")]
    asked = []
    for given in ([], verbs):
        with pytest.raises(SystemExit) as ended:
            COMMANDS[program]([*given, "--help"])
        assert ended.value.code == 0, (program, verbs)
        asked.append(capsys.readouterr().out)
    help_of_it = asked[0] + asked[1] if program == "fieldcase" else asked[1]
    assert [word for word in words if word.startswith("--") and word not in help_of_it] == []


def test_the_documents_name_every_command_of_both_programs() -> None:
    named = {(program, *words) for program, words in named_commands()}
    for verb in ("verify", "export", "doctor"):
        assert any(row[:2] == ("fieldcase", verb) for row in named), verb
    for verb in ("init", "serve", "code", "officer"):
        assert any(row[:2] == ("python -m endpoint", verb) for row in named), verb


def security() -> tuple[str, str]:
    """The page up to section 13, and section 13."""
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    aim, stands = text.split("\n## 13. ")
    return aim, stands


def test_each_s_number_says_whether_it_is_built() -> None:
    aim, stands = security()
    asked = re.findall(r"^- (S-\d\d) ", aim, re.MULTILINE)
    rows = re.findall(r"^\| (S-\d\d) \| (built|partly|not yet) \|", stands, re.MULTILINE)
    assert asked
    assert [number for number, _ in rows] == asked
    assert len(re.findall(r"^\| S-", stands, re.MULTILINE)) == len(rows)


def test_what_is_built_names_its_test() -> None:
    _, stands = security()
    rows = re.findall(r"^\| (S-\d\d) \| built \|.*\|(.*)\|$", stands, re.MULTILINE)
    assert [number for number, held in rows if "tests/" not in held] == []


def test_every_test_file_in_a_document_is_there() -> None:
    named = {path for page in PAGES for path in re.findall(r"`(tests/[\w/]+(?:\.py|/)?)`", page.read_text("utf-8"))}
    assert named
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_every_folder_of_the_code_is_named_on_the_page_of_the_architecture() -> None:
    tree = (ROOT / "docs" / "architecture.md").read_text("utf-8").split("## 2. The folders")[1].split("## 3. ")[0]
    names = set(re.findall(r"([a-z_]+)/", tree))
    folders = [path for top in ("desktop", "endpoint") for path in (ROOT / top).rglob("*") if path.is_dir()]
    here = [path for path in folders if any(path.glob("*.py")) and "versions" not in path.parts]
    assert sorted(str(path.relative_to(ROOT)) for path in here if path.name not in names) == []


def test_every_file_on_the_page_of_the_architecture_is_there() -> None:
    tree = (ROOT / "docs" / "architecture.md").read_text("utf-8").split("## 2. The folders")[1].split("## 3. ")[0]
    code = {path.name for path in ROOT.glob("*.py")} | {path.name for top in MAP for path in (ROOT / top).rglob("*.py")}
    assert sorted(set(re.findall(r"\b([a-z_]+\.py)\b", tree)) - code - {"view.py", "presenter.py"}) == []
