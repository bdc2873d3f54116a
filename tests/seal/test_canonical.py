"""A value has one form; every other form is refused."""

from typing import Any

import pytest

from desktop.domain.problems import Problem
from desktop.seal import canonical
from tests.seal.vectors import un, wire


@pytest.mark.parametrize("vector", wire()["canonical"], ids=lambda v: v["name"])
def test_a_value_has_the_bytes_of_the_vector_and_reads_back(vector: dict[str, Any]) -> None:
    text = vector["canonical"].encode()
    assert canonical.dumps(vector["value"]) == text
    assert canonical.loads(text) == vector["value"]


@pytest.mark.parametrize("vector", wire()["refused"], ids=lambda v: v["name"])
def test_bytes_in_another_form_are_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(Problem) as bad:
        canonical.loads(un(vector["bytes"]))
    assert bad.value.code == "400.10"


NESTED: Any = 0
for _ in range(17):
    NESTED = [NESTED]


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), 2**53, -(2**53), "\ud800", {"é": 1}, {1: 2}, {"a": b"x"}, NESTED, {"a", "b"}, [[1.0]]]
)
def test_a_value_that_has_no_form_is_not_written(value: object) -> None:
    with pytest.raises(Problem) as bad:
        canonical.dumps(value)
    assert bad.value.code == "400.10"


@pytest.mark.parametrize("text", ["QQ", "QR==", "QQ==\n", " QQ==", "Q-==", "é", None, 1])
def test_base64_has_one_form_too(text: object) -> None:
    with pytest.raises(Problem):
        canonical.from_b64(text)


def test_base64_of_another_length_is_refused() -> None:
    assert canonical.from_b64("QQ==", 1) == b"A"
    with pytest.raises(Problem):
        canonical.from_b64("QQ==", 2)
