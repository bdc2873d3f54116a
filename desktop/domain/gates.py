"""The checks that stand before an act: role, authority, function, place, state law, and what waits for somebody
outside.

`permissions` puts them together. Each is a `Check` that says in plain words why, on which basis and who clears it.
This issue holds G01-G04 and the waits H1-H4; each further gate of gates.json is one more function here. None of them
ever stands before a record of what has happened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desktop.domain.authority import Standing
from desktop.domain.case import Case
from desktop.domain.folding import MODELS_IN_JAIL
from desktop.domain.law import Act, Law
from desktop.domain.problems import Problem
from desktop.domain.reading import mapping, text, texts

_SIGNED: Final = ("ice", "admin")
"""Groups of acts whose role must stand in a signed authorization in force; custody and capture go on without (S-36).
"""


@dataclass(frozen=True, slots=True)
class Check:
    """One check. gate: G01..G27, or "" for role and state. code: of the Problem it makes where it did not pass."""

    gate: str
    passed: bool
    reason: str
    basis: str
    clears_by: str
    code: str = "403.1"

    def problem(self) -> Problem:
        """The Problem to refuse with."""
        return Problem(self.code, f"{self.reason} ({self.gate})" if self.gate else self.reason)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an act is allowed, and the checks that say so."""

    act: str
    allowed: bool
    checks: tuple[Check, ...]

    @property
    def against(self) -> Check | None:
        """The first check that did not pass."""
        return next((check for check in self.checks if not check.passed), None)


def role(act: str, standing: Standing, law: Law, now: datetime) -> Check:
    """Whether the role has the act, and for ICE's and administrative acts a letter in force names the role.

    A role is necessary, never sufficient; an act in no list is not allowed (roles.json, rules).
    """
    found, rule = law.roles.get(standing.role), law.acts.get(act)
    label = found.label if found else "This role"
    if rule is None or found is None or act not in found.may:
        return Check("", False, f"{label}: not part of this role.", "roles.json", "nobody: another role does this")
    letter, basis, by = standing.authorization, "the authorization", "the office that issues it"
    if letter is not None and standing.role not in letter.roles:
        return Check("", False, "Your authorization does not name this role.", basis, by)
    if rule.group in _SIGNED and (letter is None or not letter.in_force(now)):
        return Check("", False, "No authorization is in force for this role.", basis, by)
    return Check("", True, "Part of your role.", "roles.json", "")


def functions(act: str, standing: Standing, case: Case | None, law: Law, now: datetime) -> Iterable[Check]:
    """G01-G04 for the acts they name. Source: gates.json; domain.md 4."""
    rule = law.acts.get(act)
    if rule is None or act not in (law.gates["G01"].blocks | law.gates["G04"].blocks):
        return
    model = (case.model if case else "") or standing.model
    if act in law.gates["G01"].blocks:
        yield _check(law, "G01", _authority(standing, model, now))
        yield _check(law, "G02", _function(rule, standing, model, law))
        yield _check(law, "G03", _place(standing, case, model, law))
    if act in law.gates["G04"].blocks:
        yield _check(law, "G04", _state_law(act, standing, model))


def _check(law: Law, gate: str, against: str) -> Check:
    row = law.gates[gate]
    return Check(gate, not against, against or f"{row.name}: passed.", row.basis, row.who_clears)


def _authority(standing: Standing, model: str, now: datetime) -> str:
    """G01: what stands against the officer's authority, or ""."""
    letter, pack = standing.authorization, standing.pack
    if letter is None:
        return "You have no signed authorization on this device."
    if letter.person != standing.person:
        return "This authorization is another person's."
    if not letter.in_force(now):
        return f"Your authorization ended on {letter.ends():%d %b %Y}."
    if not standing.fresh(now):
        return "No contact for too long: capture only until the endpoint is heard again."
    agreement = pack.agreement(model) if pack else None
    if pack is None or agreement is None or not agreement.in_force(now, pack.agency.zone):
        return f"No agreement for {model or 'this model'} is in force."
    return ""


def _function(act: Act, standing: Standing, model: str, law: Law) -> str:
    """G02: model, agreement and personal authorization must all hold a function of the act; an agreement never adds."""
    agreement = standing.pack.agreement(model) if standing.pack else None
    template = law.models[model].functions if model in law.models else frozenset()
    letter = standing.authorization
    own = letter.functions if letter and letter.model == model else frozenset()
    held = template & (agreement.functions if agreement else frozenset()) & own
    if act.any_of and not held & set(act.any_of):
        return f"{' or '.join(act.any_of)} is not in your model, agreement and authorization."
    lacking = [code for code in act.all_of if code not in held]
    return f"{', '.join(lacking)} is not in your model, agreement and authorization." if lacking else ""


def _place(standing: Standing, case: Case | None, model: str, law: Law) -> str:
    """G03: JEM and WSO in a named facility, TFM in the jurisdiction of the agreement."""
    pack = standing.pack
    agreement = pack.agreement(model) if pack else None
    if pack is None or agreement is None:
        return "No agreement names a place."
    if model in MODELS_IN_JAIL:
        return _facility(standing, case, agreement.facilities)
    fact = case.facts.get("place") if case else None
    county = text(mapping(fact.value), "county") if fact else ""
    outside = bool(county) and bool(agreement.jurisdiction) and county != agreement.jurisdiction
    return f"Outside {agreement.jurisdiction}." if outside else ""


def _facility(standing: Standing, case: Case | None, named: tuple[str, ...]) -> str:
    here = (case.facility if case else "") or standing.place
    pack, letter = standing.pack, standing.authorization
    place = next((f for f in pack.facilities.values() if here in (f.id, f.detloc)), None) if pack and here else None
    if place is None or place.id not in named:
        return "Not in a facility that the agreement names."
    own = letter.facilities if letter else ()
    return "" if not own or place.id in own or place.detloc in own else "Not in a facility of your authorization."


def _state_law(act: str, standing: Standing, model: str) -> str:
    """G04: what the State permits, as counsel signed it in the pack; without a row nothing is permitted."""
    overlay = standing.pack.overlay() if standing.pack else {}
    if model not in texts(overlay.get("models_permitted")):
        return f"State law as signed in the pack does not permit {model or 'this model'}."
    return "State law as signed in the pack forbids this." if act in texts(overlay.get("forbidden_acts")) else ""


def waits(act: str, case: Case, law: Law) -> Iterable[Check]:
    """The open H states that block this act (states.json, holds). They block acts and stop no clock."""
    for code in case.holds:
        hold = law.holds.get(code)
        if hold is not None and act in hold.blocks:
            gate = hold.gates[0] if hold.gates else ""
            row = law.gates.get(gate)
            reason = f"{hold.label} is open."
            yield Check(gate, False, reason, row.basis if row else "", row.who_clears if row else "")
