"""S-40: an export proves itself, or the first fault is named."""

from typing import Any

import pytest

from desktop.seal.verify import verify
from tests.seal.vectors import un, wire

EXPORT = wire()["export"]


@pytest.mark.parametrize("name", ["whole_agency", "one_case"])
def test_s40_the_exports_of_the_vectors_are_sound(name: str) -> None:
    finding = verify(un(EXPORT[name]), EXPORT["roots"])
    assert (finding.code, finding.where) == (0, ""), finding.text


@pytest.mark.parametrize("vector", EXPORT["mutants"], ids=lambda v: v["name"])
def test_s40_a_mutant_of_the_vectors_has_its_exit_code(vector: dict[str, Any]) -> None:
    finding = verify(un(vector["file"]), EXPORT["roots"])
    assert finding.code == vector["exit"], finding.text
