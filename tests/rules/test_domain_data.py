"""The documents of resources/data name each other rightly. What one names, the other has."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

import resources
from desktop.domain import deadlines
from desktop.domain.happenings import tell
from desktop.domain.journal import KINDS
from desktop.domain.law import NEEDED, Law
from desktop.domain.policy import Pack
from desktop.domain.problems import Problem
from desktop.domain.stop_call import SAID

DOCS: dict[str, Any] = resources.documents()
LAW = Law.parse(DOCS)
FIELDS = [(name, field) for name, fields in LAW.fields.items() for field in fields.values()]
OPERATORS = set(DOCS["mandatory_fields"]["when_language"]["operators"]) | {"is", "in", "is_set", "any_yes_of"}


def rules(when: Any) -> Iterator[dict[str, Any]]:
    """A condition and all conditions in it."""
    yield when
    for inner in [*when.get("all", ()), *when.get("any", ()), *([when["not"]] if "not" in when else ())]:
        yield from rules(inner)


def test_every_document_says_what_it_is_from_where_and_what_to_verify() -> None:
    for name, document in DOCS.items():
        if name != "policy_pack.schema":
            assert document["id"] == name
            assert document["version"]
            assert document["source"]
            assert document["verify"]


@pytest.mark.parametrize("name", NEEDED)
def test_the_law_says_which_document_is_missing(name: str) -> None:
    with pytest.raises(Problem, match=f"422.9.*{name}"):
        Law.parse({key: value for key, value in DOCS.items() if key != name})


def test_the_law_refuses_a_role_with_an_act_that_is_not_there() -> None:
    role = {"code": "X", "label": "X", "side": "LOCAL", "models": [], "may": ["fly"], "may_not": []}
    roles = {**DOCS["roles"], "roles": [*DOCS["roles"]["roles"], role]}
    with pytest.raises(Problem, match="No act is called fly"):
        Law.parse({**DOCS, "roles": roles})


def test_every_field_has_a_type_that_is_explained() -> None:
    types = {row["type"] for row in DOCS["field_types"]["types"]}
    for _, field in FIELDS:
        assert field.type in types or field.type.removeprefix("code:") in LAW.lists, field.id


def test_every_condition_uses_the_operators_that_are_explained() -> None:
    for _, field in FIELDS:
        for rule in rules(field.when):
            assert set(rule) <= OPERATORS, field.id


def test_every_role_gate_clock_and_model_that_is_named_is_there() -> None:
    for edges in LAW.edges.values():
        for edge in edges:
            assert set(edge.gates) <= set(LAW.gates)
            assert set(edge.models) <= set(LAW.models)
    for gate in LAW.gates.values():
        assert set(gate.models) <= set(LAW.models)
    for gate_id, hold in LAW.raises.values():
        assert gate_id in LAW.gates
        assert hold in ("", *LAW.holds)


def test_every_function_of_an_act_is_one_of_the_nine() -> None:
    functions = {row["code"] for row in DOCS["functions"]["functions"]}
    for act in LAW.acts.values():
        assert {*act.any_of, *act.all_of} <= functions


def test_every_act_of_a_kind_is_an_act_of_the_functions() -> None:
    for kind in KINDS.values():
        assert set(kind.acts) <= set(LAW.acts), kind.name


def test_every_kind_has_words_of_its_own_on_the_case_page() -> None:
    words = {name: tell(name, {}, LAW) for name in KINDS}
    assert all(0 < len(said) < 60 for said in words.values())


def test_the_training_pack_is_read_and_is_fiction() -> None:
    pack = Pack.parse(DOCS["policy_pack.sample"])
    assert pack.training
    assert pack.agency.ori.startswith("ZZ")
    for agreement in pack.agreements.values():
        assert agreement.functions <= LAW.models[agreement.model].functions
        assert set(agreement.facilities) <= set(pack.facilities)


def test_what_can_be_said_at_stop_and_call_covers_what_raises_a_wait() -> None:
    assert set(LAW.raises) <= set(SAID)


def test_the_holidays_fall_where_the_document_says() -> None:
    for year, named in DOCS["holidays"]["examples"].items():
        wanted = {date.fromisoformat(row["date"]) for row in named}
        days = [date(int(year), 1, 1) + timedelta(days=n) for n in range(366)]
        days = [day for day in days if day.isoweekday() < 6 and day.year == int(year)]
        found = {day for day in days if not deadlines.counts(day, LAW)}
        assert found == wanted & set(days)
