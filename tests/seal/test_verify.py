"""S-40: an export proves itself, or the first fault is named."""

import os
import random
from typing import Any

import pytest

from desktop.seal.verify import verify
from tests.seal.exports import files, spoiled, story
from tests.seal.vectors import un, wire
from tests.second_verifier import verify as second

EXPORT = wire()["export"]


@pytest.mark.parametrize("name", ["whole_agency", "one_case"])
def test_s40_the_exports_of_the_vectors_are_sound(name: str) -> None:
    finding = verify(un(EXPORT[name]), EXPORT["roots"])
    assert (finding.code, finding.where) == (0, ""), finding.text


@pytest.mark.parametrize("vector", EXPORT["mutants"], ids=lambda v: v["name"])
def test_s40_a_mutant_of_the_vectors_has_its_exit_code(vector: dict[str, Any]) -> None:
    finding = verify(un(vector["file"]), EXPORT["roots"])
    assert finding.code == vector["exit"], finding.text


@pytest.mark.parametrize("name", ["agency", "cases", "part", "own", "small"])
def test_s40_an_export_we_write_is_sound_for_both_verifiers(name: str) -> None:
    finding = verify(files()[name], story().roots)
    assert (finding.code, finding.where) == (0, ""), finding.text
    assert second(files()[name], story().roots) == 0


@pytest.mark.parametrize("name", ["whole_agency", "one_case"])
def test_s40_the_second_verifier_finds_the_vectors_sound(name: str) -> None:
    assert second(un(EXPORT[name]), EXPORT["roots"]) == 0


@pytest.mark.parametrize("vector", EXPORT["mutants"], ids=lambda v: v["name"])
def test_s40_the_second_verifier_gives_a_mutant_its_exit_code(vector: dict[str, Any]) -> None:
    assert second(un(vector["file"]), EXPORT["roots"]) == vector["exit"]


def test_s40_a_change_of_any_byte_is_found_by_both() -> None:
    file, roots = files()["small"], story().roots
    for at in range(len(file)):
        changed = file[:at] + bytes([file[at] ^ 1 << at % 8]) + file[at + 1 :]
        code = verify(changed, roots).code
        assert code != 0, f"byte {at}"
        assert at % 3 or second(changed, roots) == code, f"byte {at}"


def test_s40_a_cut_at_any_byte_is_found_by_both() -> None:
    file, roots = files()["small"], story().roots
    for size in range(len(file)):
        code = verify(file[:size], roots).code
        assert code in (2, 3), f"cut at {size}"
        assert size % 3 or second(file[:size], roots) == code, f"cut at {size}"


@pytest.mark.parametrize("seed", range(8))
def test_s40_both_verifiers_agree_on_spoiled_files_that_were_closed_again(seed: int) -> None:
    """2,000 by default; FIELDCASE_MUTANTS asks for more."""
    chance = random.Random(seed)
    for i in range(int(os.environ.get("FIELDCASE_MUTANTS", "2000")) // 8):
        name = chance.choice(sorted(files()))
        changed = spoiled(files()[name], chance)
        finding = verify(changed, story().roots)
        assert second(changed, story().roots) == finding.code, f"{name}, {i}: {finding}"


def test_s45_each_entry_dropped_from_a_case_is_missed() -> None:
    lines = files()["cases"].split(b"\n")[:-2]
    entries = [i for i, line in enumerate(lines) if line.endswith(b'"t":"entry"}')]
    assert len(entries) == 6
    for i in entries:
        finding = verify(story().close(lines[:i] + lines[i + 2 :]), story().roots)
        assert finding.code == 3, finding.text


def test_roots_that_are_none_leave_the_file_unreadable() -> None:
    none: list[Any] = [None, {}, [], "x", {**story().roots, "signatures": []}]
    for roots in none:
        assert verify(files()["own"], roots).code == 2
