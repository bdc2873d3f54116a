"""Choosing between two values of one field."""

from __future__ import annotations

import pytest

from desktop.actions.record_encounter import record_encounter
from desktop.actions.resolve_conflict import resolve_conflict
from desktop.domain.problems import Problem
from tests.builders import Desktop, done, encounter


def test_a_field_with_one_value_has_nothing_to_choose(desktop: Desktop) -> None:
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))
    with pytest.raises(Problem) as refused:
        done(store, resolve_conflict(case_id, "name", keep=0))
    assert (refused.value.code, refused.value.field) == ("422.1", "field")
