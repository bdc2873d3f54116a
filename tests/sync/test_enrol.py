"""From the slip to a store: what the endpoint answers, what a machine checks, what a person compares."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.problems import Problem
from desktop.sync.enrol import Applicant, Slip, ask
from desktop.sync.new_store import new_store
from tests.sync.endpoints import Endpoint, init_training, slip


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """An endpoint whose codes nobody has used."""
    folder = tmp_path_factory.mktemp("enrolment") / "endpoint"
    init_training(folder)
    endpoint = Endpoint(folder)
    yield endpoint
    endpoint.kill()


def slip_of(agency: Endpoint, person: str = "P-105") -> Slip:
    return Slip.of(slip(agency.folder, person, agency.port))


def refused(slip: Slip) -> Problem:
    with pytest.raises(Problem) as caught:
        ask(slip, Applicant.new())
    return caught.value


def test_the_right_slip_brings_everything_a_store_keeps_and_the_six_words(agency: Endpoint) -> None:
    applicant = Applicant.new()
    enrolment = ask(slip_of(agency), applicant)
    assert enrolment.words_fit
    assert enrolment.training
    new = new_store(enrolment, "correct horse battery")
    assert (new.device, new.person, new.role) == (applicant.device, "P-105", "TFO")


def test_the_same_code_with_the_same_keys_gets_the_same_answer_after_a_lost_one(agency: Endpoint) -> None:
    applicant = Applicant.new()
    first, second = (ask(slip_of(agency, "P-108"), applicant) for _ in range(2))
    assert first.answer.cert == second.answer.cert
    assert first.words == second.words


def test_a_used_code_opens_nothing_for_other_keys(agency: Endpoint) -> None:
    ask(slip_of(agency, "P-201"), Applicant.new())
    assert refused(slip_of(agency, "P-201")).code == "410.10"


def test_a_wrong_code_is_refused(agency: Endpoint) -> None:
    assert refused(replace(slip_of(agency), code="0000-0000-00")).code == "410.10"


def test_nothing_is_said_to_an_endpoint_with_another_pin(agency: Endpoint) -> None:
    assert refused(replace(slip_of(agency), pin="A" * 43 + "=")).code == "503.3"


def test_other_words_on_the_slip_do_not_fit(agency: Endpoint, tmp_path: Path) -> None:
    fields: dict[str, Any] = slip(agency.folder, "P-105", agency.port)
    other = Slip.of({**fields, "words": "one two three four five six"})
    assert other.words == ("one", "two", "three", "four", "five", "six")
    assert other.words != slip_of(agency).words


@pytest.mark.parametrize("field", ["host", "code", "pin", "person", "badge", "name", "port"])
def test_a_slip_with_a_missing_field_names_it(field: str) -> None:
    fields = {"host": "h", "port": 1, "code": "c", "pin": "p", "person": "P", "badge": "1", "name": "N", field: ""}
    with pytest.raises(Problem) as caught:
        Slip.of(fields)
    assert (caught.value.code, caught.value.field) == ("422.1", field)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "x", None])
def test_a_port_is_a_number_that_exists(port: object) -> None:
    fields = {"host": "h", "port": port, "code": "c", "pin": "p", "person": "P", "badge": "1", "name": "N"}
    with pytest.raises(Problem, match=r"422\.1"):
        Slip.of(fields)
