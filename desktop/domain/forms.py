"""The fields of a transition: which are needed here, and whether what is there has the right form.

`encounter` checks a form with it, `permissions` checks an entry with it on both ends: one rule, mandatory_fields.json.
Fields are required at the transition, never at save: nothing here is asked when a draft is kept or a release is
recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from desktop.domain import times
from desktop.domain.law import Field, Law
from desktop.domain.policy import Pack
from desktop.domain.problems import Problem
from desktop.domain.reading import mapping, mappings, text, texts

_BY_ITSELF: Final = frozenset({"encounter_id", "authorization_id"})
"""Stored with every transition by itself (mandatory_fields.json, rules): the head of the entry carries them."""
_OBJECTS: Final = frozenset(
    {"place", "group", "datetime_range", "form", "narrative", "file", "file+id", "signature", "agency"}
)
_FIXED: Final[Mapping[str, tuple[object, ...]]] = {
    "yes_no": ("yes", "no"),
    "ynu": ("yes", "no", "unknown"),
    "yes": (True, "yes"),
}
_LISTS: Final = frozenset({"list", "box"})
_COUNTED_NOT_TYPED: Final = frozenset({"derived", "fixed", "ice_read_only", "ice_only"})


@dataclass(frozen=True, slots=True)
class Scene:
    """What a condition may look at besides the data: the model, the pack, and where the case stands."""

    model: str = ""
    pack: Pack | None = None
    state: str = ""
    holds: tuple[str, ...] = ()
    events: frozenset[str] = frozenset()
    gates: frozenset[str] = frozenset()


def check(law: Law, transition: str, data: Mapping[str, object], scene: Scene) -> tuple[Problem, ...]:
    """What is missing or in the wrong form at this transition, each with the field's id (422.1, 422.3, 422.4)."""
    found = (_check_field(law, row, data, scene) for row in law.fields_of(transition).values())
    return tuple(problem for problem in found if problem is not None)


def _check_field(law: Law, row: Field, data: Mapping[str, object], scene: Scene) -> Problem | None:
    if row.type in _COUNTED_NOT_TYPED or row.id in _BY_ITSELF:
        return None
    value = data.get(row.id)
    if row.may_be_empty and value in ("", []) and row.id in data:
        return None
    if value in (None, "", {}, []):
        return Problem("422.1", f"{row.label} is missing.", row.id) if holds(row.when, data, scene) else None
    return _shape(law, row, value)


def _shape(law: Law, row: Field, value: object) -> Problem | None:
    """Whether a value that is there has the shape of field_types.json and is one of the answers."""
    if row.type in ("datetime_tz", "date"):
        return _time(row, value)
    wanted = dict if row.type in _OBJECTS else list if row.type in _LISTS else None
    if wanted is not None and not isinstance(value, wanted):
        return Problem("422.1", f"{row.label} is not in shape.", row.id)
    codes = _codes(law, row)
    if codes and value not in codes:
        return Problem("422.1", f"{row.label}: choose one of the answers.", row.id)
    return None


def _codes(law: Law, row: Field) -> tuple[object, ...]:
    """The answers a field may have; none where any text will do or the list is the pack's."""
    if row.options:
        return tuple(code for code, _ in row.options)
    if row.type.startswith("code:") and row.type != "code:facility":
        return tuple(law.lists.get(row.type.removeprefix("code:"), ()))
    return _FIXED.get(row.type, ())


def _time(row: Field, value: object) -> Problem | None:
    if row.type == "date":
        return None if isinstance(value, (str, Mapping)) else Problem("422.4", row.label, row.id)
    try:
        times.from_text(text(mapping(value), "utc"))
    except Problem as wrong:
        return Problem(wrong.code, f"{row.label}: {wrong.detail}", row.id)
    known = times.is_zone(text(mapping(value), "zone"))
    return None if known else Problem("422.3", f"{row.label} names no zone.", row.id)


def holds(when: Mapping[str, object], data: Mapping[str, object], scene: Scene) -> bool:
    """Whether a condition is true here. Source: mandatory_fields.json, when_language. An unknown operator is true."""
    for operator, rule in when.items():
        match operator:
            case "always":
                return True
            case "never":
                return False
            case "all":
                return all(holds(each, data, scene) for each in mappings(rule))
            case "any":
                return any(holds(each, data, scene) for each in mappings(rule))
            case "not":
                return not holds(mapping(rule), data, scene)
            case "field":
                return _field_is(when, data)
            case "pack":
                return _pack_is(when, scene)
    return _scene_is(when, scene)


def _field_is(when: Mapping[str, object], data: Mapping[str, object]) -> bool:
    value = data.get(text(when, "field").rpartition(".")[2])
    if "in" in when:
        return value in texts(when.get("in"))
    if "any_yes_of" in when:
        return any(mapping(value).get(item) == "yes" for item in texts(when.get("any_yes_of")))
    return value == when.get("is") if "is" in when else value not in (None, "", [], {})


def _pack_is(when: Mapping[str, object], scene: Scene) -> bool:
    value = scene.pack.value(text(when, "pack")) if scene.pack else None
    return value == when["is"] if "is" in when else value is True


def _scene_is(when: Mapping[str, object], scene: Scene) -> bool:
    looks: Mapping[str, Callable[[object], bool]] = {
        "model_in": lambda rule: scene.model in texts(rule),
        "model_not_in": lambda rule: scene.model not in texts(rule),
        "gate_raised": lambda rule: rule in scene.gates,
        "hold_open": lambda rule: rule in scene.holds,
        "event": lambda rule: rule in scene.events,
        "in_state": lambda rule: rule == scene.state,
        "consular_listed": lambda _: False,
    }
    return all(looks[operator](rule) for operator, rule in when.items() if operator in looks)
