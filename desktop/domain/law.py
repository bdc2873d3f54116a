"""The rules that are data: roles, acts, states, gates, clocks, fields, holidays, as one typed object.

`Law.parse` reads the documents of resources/data once at start, on the client and at the endpoint; the fold, the
permissions and the deadlines get the same `Law`. It refuses documents that do not fit together (422.9) and never reads
a file itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop.domain.problems import Problem
from desktop.domain.reading import mapping, mappings, number, text, texts

NEEDED: Final = ("functions", "roles", "states", "gates", "clocks", "mandatory_fields", "models", "holidays")


@dataclass(frozen=True, slots=True)
class Act:
    """A row of functions.json: the functions it needs, and the group that says whose act it is."""

    name: str
    any_of: tuple[str, ...]
    all_of: tuple[str, ...]
    group: str
    label: str


@dataclass(frozen=True, slots=True)
class Role:
    """A row of roles.json. side is LOCAL, ICE or PUBLIC; an act that is not in `may` is not allowed."""

    code: str
    label: str
    side: str
    models: tuple[str, ...]
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class State:
    """A row of states.json. kind: work, review, papers, hold, waiting, ended, release, quality, closed."""

    code: str
    label: str
    kind: str
    base: str
    immigration_custody: bool
    jail_label: str


@dataclass(frozen=True, slots=True)
class Edge:
    """One way from one state to another: which acts take it, for which models, under which gates."""

    id: str
    source: str
    target: str
    acts: tuple[str, ...]
    models: tuple[str, ...]
    gates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """An H state: it lies over an E state, blocks acts, and never stops a clock."""

    code: str
    label: str
    rank: int
    blocks: frozenset[str]
    gates: tuple[str, ...]
    cleared_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """A row of gates.json: what it is called, what it blocks, who clears it, on which basis."""

    id: str
    name: str
    blocks: frozenset[str]
    who_clears: str
    basis: str
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClockRule:
    """A row of clocks.json; limit_seconds is None where the law says only "without delay"."""

    id: str
    name: str
    start_event: str
    limit_seconds: int | None
    enforcement: str
    basis: str
    action: str
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a transition in mandatory_fields.json; `when` is its condition in the language of that file."""

    id: str
    label: str
    type: str
    when: Mapping[str, object]
    options: tuple[tuple[str, str], ...]
    may_be_empty: bool

    def option(self, code: str) -> str:
        """The label of one answer, or the code itself."""
        return dict(self.options).get(code, code)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A federal holiday, 5 USC 6103(a): a fixed day, or the nth (-1: last) weekday of a month; since: first year."""

    name: str
    month: int
    day: int
    weekday: int
    nth: int
    since: int


@dataclass(frozen=True, slots=True)
class Model:
    """A row of models.json: the functions its template has, and the kind of place it is bound to."""

    code: str
    name: str
    functions: frozenset[str]
    place_kind: str
    place_text: str


@dataclass(frozen=True, slots=True)
class Law:
    """All of it. Lookups are by code; edges also by (source, act)."""

    acts: Mapping[str, Act]
    ungated: frozenset[str]
    record_kinds: Mapping[str, str]
    roles: Mapping[str, Role]
    states: Mapping[str, State]
    edges: Mapping[tuple[str, str], tuple[Edge, ...]]
    moving: frozenset[str]
    holds: Mapping[str, Hold]
    raises: Mapping[str, tuple[str, str]]
    gates: Mapping[str, Gate]
    clocks: Mapping[str, ClockRule]
    fields: Mapping[str, Mapping[str, Field]]
    holidays: tuple[Holiday, ...]
    observed_counts: bool
    models: Mapping[str, Model]
    lists: Mapping[str, Mapping[str, str]]
    escalation: tuple[str, ...]

    @staticmethod
    def parse(docs: Mapping[str, object]) -> Law:
        """Reads the documents of resources/data by name. Raises 422.9 naming the document that is missing or does not
        fit.
        """
        for name in NEEDED:
            if not isinstance(docs.get(name), Mapping):
                raise Problem("422.9", f"The document {name} is missing.")
        functions, states = mapping(docs["functions"]), mapping(docs["states"])
        gates, holidays = mapping(docs["gates"]), mapping(docs["holidays"])
        edges = tuple(edge for row in mappings(states.get("transitions")) for edge in _edges(row))
        law = Law(
            acts={text(row, "act"): _act(row) for row in mappings(functions.get("acts"))} | _ungated(functions),
            ungated=frozenset(texts(functions.get("ungated_acts"))),
            record_kinds={text(r, "kind"): text(r, "clock_event") for r in mappings(functions.get("record_kinds"))},
            roles={text(row, "code"): _role(row) for row in mappings(mapping(docs["roles"]).get("roles"))},
            states={text(row, "code"): _state(row) for row in mappings(states.get("states"))},
            edges=_by_act(edges),
            moving=frozenset(act for edge in edges for act in edge.acts),
            holds=_holds(states),
            raises=_raises(states),
            gates={text(row, "id"): _gate(row) for row in mappings(gates.get("gates"))},
            clocks={text(row, "id"): _clock(row) for row in mappings(mapping(docs["clocks"]).get("clocks"))},
            fields=_transitions(mapping(docs["mandatory_fields"])),
            holidays=tuple(_holiday(row) for row in mappings(holidays.get("holidays"))),
            observed_counts=mapping(holidays.get("observed")).get("counts_for_d1") is True,
            models={text(row, "code"): _model(row) for row in mappings(mapping(docs["models"]).get("models"))},
            lists=_lists(docs),
            escalation=texts(mapping(docs["clocks"]).get("alarm_escalation")),
        )
        _check(law)
        return law

    def fields_of(self, transition: str) -> Mapping[str, Field]:
        """The fields of a transition such as "T-a", by id; none for an unknown one."""
        return self.fields.get(transition, {})

    def out_of(self, state: str, act: str, model: str) -> tuple[Edge, ...]:
        """The edges an act may take from a state under a model, in the order of states.json; "" matches every model."""
        return tuple(e for e in self.edges.get((state, act), ()) if not model or model in e.models)

    def state(self, code: str) -> State:
        """The state of that code; an unknown code reads as itself, ended nowhere."""
        return self.states.get(code) or State(code, code, "work", code, False, code)

    def label(self, act: str) -> str:
        """What a person calls an act."""
        return self.acts[act].label if act in self.acts else act.replace("_", " ").capitalize()


_LABELS: Final = {
    "ask_status": "Ask about status",
    "run_check": "Run identity checks",
    "complete_status_screen": "Complete the status screen",
    "take_statement": "Take a statement",
    "submit_package": "Send the package to ICE",
    "arrest_without_warrant": "Arrest without a warrant",
    "serve_arrest_warrant": "Serve an I-200",
    "serve_removal_warrant": "Serve an I-205",
    "start_hold": "Start a hold",
    "transfer_custody": "Transfer to ICE",
    "edit_facts": "Edit facts",
    "end_without_action": "End without action",
    "approve_package": "Approve",
    "return_package": "Return with reasons",
    "decline_package": "Decline",
    "sign_ice_form": "Sign an ICE form",
    "release": "Release",
}


def _act(row: Mapping[str, object]) -> Act:
    name = text(row, "act")
    label = _LABELS.get(name, name.replace("_", " ").capitalize())
    return Act(name, texts(row.get("any_of")), texts(row.get("all_of")), text(row, "group"), label)


def _ungated(functions: Mapping[str, object]) -> dict[str, Act]:
    return {name: _act({"act": name, "group": "ungated"}) for name in texts(functions.get("ungated_acts"))}


def _role(row: Mapping[str, object]) -> Role:
    may = frozenset(texts(row.get("may"))) - frozenset(texts(row.get("may_not")))
    return Role(text(row, "code"), text(row, "label"), text(row, "side"), texts(row.get("models")), may)


def _state(row: Mapping[str, object]) -> State:
    code = text(row, "code")
    custody = row.get("immigration_custody") is True
    label = text(row, "label")
    jail = text(mapping(mapping(row.get("other_names")).get("B")), "label") or label
    return State(code, label, text(row, "kind"), text(row, "form_of") or code, custody, jail)


def _edges(row: Mapping[str, object]) -> tuple[Edge, ...]:
    acts, models, gates = texts(row.get("acts")), texts(row.get("models")), texts(row.get("gates"))
    return tuple(Edge(text(row, "id"), s, text(row, "to"), acts, models, gates) for s in texts(row.get("from")))


def _by_act(edges: tuple[Edge, ...]) -> dict[tuple[str, str], tuple[Edge, ...]]:
    out: dict[tuple[str, str], tuple[Edge, ...]] = {}
    for edge in edges:
        for act in edge.acts:
            out[edge.source, act] = (*out.get((edge.source, act), ()), edge)
    return out


def _holds(states: Mapping[str, object]) -> dict[str, Hold]:
    labels = {text(row, "code"): text(row, "label") for row in mappings(states.get("states"))}
    return {
        text(row, "code"): Hold(
            text(row, "code"),
            labels.get(text(row, "code"), ""),
            number(row.get("rank")),
            frozenset(texts(row.get("blocks_acts"))),
            texts(row.get("raised_by_gates")),
            texts(row.get("cleared_by")),
        )
        for row in mappings(states.get("holds"))
    }


def _raises(states: Mapping[str, object]) -> dict[str, tuple[str, str]]:
    rows = mappings(mapping(states.get("stop_and_call")).get("raises"))
    return {text(row, "said_or_seen"): (text(row, "gate"), text(row, "hold")) for row in rows}


def _gate(row: Mapping[str, object]) -> Gate:
    blocks, models = frozenset(texts(row.get("blocks"))), texts(row.get("models"))
    return Gate(text(row, "id"), text(row, "name"), blocks, text(row, "who_clears"), text(row, "basis"), models)


def _clock(row: Mapping[str, object]) -> ClockRule:
    limit = row.get("limit_seconds")
    return ClockRule(
        text(row, "id"),
        text(row, "name"),
        text(row, "start_event"),
        limit if type(limit) is int else None,
        text(row, "enforcement"),
        text(row, "basis"),
        text(row, "action"),
        texts(row.get("models")),
    )


def _transitions(doc: Mapping[str, object]) -> dict[str, Mapping[str, Field]]:
    return {
        text(row, "id"): {text(f, "id"): _field(f) for f in mappings(row.get("fields"))}
        for row in mappings(doc.get("transitions"))
    }


def _field(row: Mapping[str, object]) -> Field:
    options = tuple((text(o, "code"), text(o, "label")) for o in mappings(row.get("options")))
    empty = row.get("may_be_empty") is True
    return Field(text(row, "id"), text(row, "label"), text(row, "type"), mapping(row.get("when")), options, empty)


def _holiday(row: Mapping[str, object]) -> Holiday:
    rule = mapping(row.get("rule"))
    nth = -1 if rule.get("kind") == "last_weekday" else number(rule.get("n"))
    numbers = (number(rule.get("month")), number(rule.get("day")), number(rule.get("iso_weekday")))
    return Holiday(text(row, "name"), *numbers, nth, number(row.get("since_year")))


def _model(row: Mapping[str, object]) -> Model:
    limited = frozenset(text(r, "code") for r in mappings(row.get("limited_functions")))
    functions = (frozenset(texts(row.get("default_functions"))) | limited) - frozenset(
        texts(row.get("never_functions"))
    )
    place = mapping(row.get("place_rule"))
    return Model(text(row, "code"), text(row, "name"), functions, text(place, "kind"), text(place, "text"))


def _lists(docs: Mapping[str, object]) -> dict[str, Mapping[str, str]]:
    """The code lists of field_types.json that stand in documents of their own, as code -> label."""
    out: dict[str, Mapping[str, str]] = {}
    for row in mappings(mapping(docs.get("field_types")).get("code_lists")):
        at: object = docs.get(text(row, "file").removesuffix(".json"))
        for step in texts(row.get("path")):
            at = mapping(at).get(step)
        out[text(row, "list")] = {text(r, "code"): text(r, "label") or text(r, "name") for r in mappings(at)}
    return out


def _check(law: Law) -> None:
    """The documents name each other; what one names, the other has. Raises 422.9."""
    named = {act for role in law.roles.values() for act in role.may} | {a for g in law.gates.values() for a in g.blocks}
    ends = {code for edges in law.edges.values() for e in edges for code in (e.source, e.target)}
    for what, names, known in (
        ("act", named | law.moving, law.acts),
        ("state", ends, law.states),
        ("hold", {hold for _, hold in law.raises.values() if hold}, law.holds),
    ):
        if unknown := sorted(set(names) - set(known)):
            raise Problem("422.9", f"No {what} is called {unknown[0]}.")
    if not (law.states and law.roles and law.clocks and law.gates):
        raise Problem("422.9", "A document is empty.")
