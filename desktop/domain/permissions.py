"""Who may do what: one rule, run before the act on the client and again on the entry at the endpoint.

`why` answers for an act with every check and who clears it (the drawer *Why can't I*); `may` raises where `why` says
no; `judge` takes an entry. What has happened is recorded whatever stands against it: a release, stop and call, a
complaint, force, a request and a draft are refused by nothing here (domain.md 3; functions.json, ungated_acts).
Source: domain.md 4, 8, 10; INA 287(g)(1), (2), (5); gates.json, roles.json, states.json.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from desktop.domain import gates
from desktop.domain.acts import act_of, transition_of
from desktop.domain.authority import Standing
from desktop.domain.case import Case
from desktop.domain.decision import from_data
from desktop.domain.decision import validate as validate_decision
from desktop.domain.fold_custody import came_from_e7
from desktop.domain.forms import Scene, check
from desktop.domain.gates import Check, Verdict
from desktop.domain.journal import KINDS, Event
from desktop.domain.law import Law
from desktop.domain.problems import Problem
from desktop.domain.reading import mapping, text
from desktop.domain.review import from_data as review_from
from desktop.domain.review import validate as validate_review

__all__ = ["Check", "Verdict", "cannot_review", "judge", "may", "why"]

_BY_PEOPLE = frozenset({"person_enrolled", "person_removed", "store_restored", "role_key_shared", "sealed_item_added"})
_FITS_ANYWHERE = frozenset(
    {
        "record_encounter",
        "serve_notice",
        "record_custody_decision",
        "record_charging_decision",
        "cancel_paper",
        "order_release",
        "answer_citizenship",
    }
)
"""Acts that move a case where an edge of states.json fits and are written down elsewhere: what ICE decides for liberty
too.
"""


def why(act: str, standing: Standing, case: Case | None, law: Law, now: datetime) -> Verdict:
    """May this person do this act on this case now (the instant that counts), and by which checks.

    An ungated act has no checks. An act nobody knows is not allowed.
    """
    if act in law.ungated:
        return Verdict(act, True, ())
    checks = (*_checks(act, standing, case, law, now),)
    return Verdict(act, all(each.passed for each in checks), checks)


def may(act: str, standing: Standing, case: Case | None, law: Law, now: datetime) -> None:
    """Raises the Problem of the first check that stands against the act: 403.1, 409.1 (closed) or 409.3 (does not
    fit).
    """
    against = why(act, standing, case, law, now).against
    if against is not None:
        raise against.problem()


def _checks(act: str, standing: Standing, case: Case | None, law: Law, now: datetime) -> Iterable[Check]:
    yield gates.role(act, standing, law, now)
    yield from gates.functions(act, standing, case, law, now)
    if case is not None:
        yield from gates.waits(act, case, law)
        yield from _standing_of_case(act, case, standing, law)


def _standing_of_case(act: str, case: Case, standing: Standing, law: Law) -> Iterable[Check]:
    """Whether the act fits where the case stands: a closed case takes amendments only, a move needs its edge."""
    if case.read_only:
        yield Check("", False, "This case has an entry of a newer version. Update first.", "", "an update", "426.11")
    if law.state(case.state).kind == "closed":
        yield Check("", _open_after_close(act, law), _closed_by(case, standing), "", "an amendment", "409.1")
    elif act in law.moving and act not in _FITS_ANYWHERE:
        state = "E7" if act == "start_hold" and came_from_e7(case) else case.state
        reason = f"“{law.state(case.state).label}” is not where this is done."
        yield Check("", bool(law.out_of(state, act, case.model)), reason, "states.json", "", "409.3")


def _closed_by(case: Case, standing: Standing) -> str:
    last = next((line for line in reversed(case.happened) if line.kind == "case_closed"), None)
    if last is None:
        return "This case was closed."
    name = standing.pack.name_of(last.by) if standing.pack else last.by
    return f"This case was closed by {name} on {last.at.day} {last.at:%b %Y}."


def _open_after_close(act: str, law: Law) -> bool:
    return bool(law.out_of("C1", act, "")) or law.acts[act].group == "admin" if act in law.acts else False


def judge(event: Event, before: Case | None, standing: Standing, law: Law, now: datetime) -> Problem | None:
    """The Problem an entry is refused with, or None: the same answer on the client and at the endpoint.

    before: the case without it. standing: of the entry's actor, in the entry's role. Kinds that are records, and
    releases, are never refused here, in no state, under no authorization. 426.11: a kind this program does not know.
    """
    kind = KINDS.get(event.head.kind)
    if kind is None or event.head.kind_v > kind.version:
        return Problem("426.11")
    if kind.record:
        return None
    if not kind.acts:
        return _machine(event)
    act = act_of(event)
    if act in law.ungated:
        return None
    return _refusal(act, event, before, standing, law, now)


def _refusal(
    act: str, event: Event, before: Case | None, standing: Standing, law: Law, now: datetime
) -> Problem | None:
    if event.data is None:
        return Problem("400.10", "Only an entry that was erased comes without data.")
    about_decision = event.head.kind in ("review_answered", "review_requested") and _about(event) == "decision"
    try:
        if about_decision:
            _judge_supervision(act, event, before, standing, law, now)
        else:
            may(act, standing, before, law, now)
            _judge_data(event, before, standing, law)
    except Problem as against:
        return against
    return None


def _machine(event: Event) -> Problem | None:
    """Kinds without an act are written by the endpoint and its administrators, whose entries name no actor."""
    if event.head.kind in _BY_PEOPLE or event.head.actor == "":
        return None
    return Problem("403.1", "Only the endpoint or an administrator records this.")


def _about(event: Event) -> str:
    return text(mapping(event.data), "about") or "package"


def _judge_data(event: Event, before: Case | None, standing: Standing, law: Law) -> None:
    """The data of the entry: the fields of its transition, and the rules of a proposal. Raises 422.x."""
    data = mapping(event.data)
    if event.head.kind == "decision_recorded":
        found = validate_decision(from_data(data))
        _second_person(text(data, "second_reviewer"), standing)
    else:
        found = check(law, transition_of(event.head.kind), data, _scene(event, before, standing))
    if event.head.kind == "review_answered" and before is not None:
        _separate(event, before, standing, law)
    if found:
        raise found[0]


def _second_person(named: str, standing: Standing) -> None:
    """Who reads a reason first is not who wrote it: not by number, badge or name. Raises 422.8."""
    names = {standing.person, standing.pack.name_of(standing.person) if standing.pack else ""}
    names |= {standing.authorization.badge} if standing.authorization else set()
    if named.strip().casefold() in {name.casefold() for name in names if name}:
        raise Problem("422.8", "The second person is somebody else.", "second_reviewer")


def _scene(event: Event, before: Case | None, standing: Standing) -> Scene:
    """What a condition of mandatory_fields.json may look at: the model an encounter names, else that of the case."""
    model = text(mapping(event.data), "model") or (before.model if before else "") or standing.model
    ended = event.head.kind == "encounter_recorded" and bool(mapping(event.data).get("stop_end"))
    events = {each.kind for each in before.clock_events} if before else set()
    return Scene(
        model=model,
        pack=standing.pack,
        state=before.state if before else "E0",
        holds=before.holds if before else (),
        events=frozenset(events | ({"encounter_end"} if ended else set())),
    )


def _judge_supervision(
    act: str, event: Event, before: Case | None, standing: Standing, law: Law, now: datetime
) -> None:
    """A request for, or an answer about, one proposal: it moves nothing, so only role, closing and S1, S2 count."""
    checks = [gates.role(act, standing, law, now)]
    if before is not None:
        checks += list(_standing_of_case("comment", before, standing, law))
    if against := next((each for each in checks if not each.passed), None):
        raise against.problem()
    if event.head.kind == "review_requested":
        _known_decision(event, before)
        return
    review = before.review(text(mapping(event.data), "ref")) if before else None
    if before is None or review is None:
        raise Problem("422.1", "The request that this answers is not in the case.", "ref")
    if not review.waiting:
        raise Problem("409.4", "Somebody has answered this request.")
    if found := validate_review(review_from(mapping(event.data))):
        raise found[0]
    _separate(event, before, standing, law)


def _known_decision(event: Event, before: Case | None) -> None:
    refs = mapping(event.data).get("refs")
    first = refs[0] if isinstance(refs, (list, tuple)) and refs else ""
    if before is None or not isinstance(first, str) or before.decision(first) is None:
        raise Problem("422.1", "The decision to be reviewed is not in the case.", "refs")


def _separate(event: Event, before: Case, standing: Standing, law: Law) -> None:
    """S1, S2: who drafted does not approve, and nobody of the drafter's agency does. Raises 422.8."""
    if said := cannot_review(before, standing, law, event.head.actor):
        raise Problem("422.8", said)


def cannot_review(case: Case, standing: Standing, law: Law, actor: str = "") -> str:
    """Why this person may not answer reviews of this case, in one sentence; "" where they may. Source: roles.json S1,
    S2.
    """
    person = actor or standing.person
    role = law.roles.get(standing.role)
    if role is None or "approve_package" not in role.may:
        return "You cannot review this: only an ICE supervisory officer does."
    if person in case.writers:
        return "You cannot review this: you wrote part of it."
    people = standing.pack.people if standing.pack else {}
    mine = people[person].agency if person in people else role.side
    theirs = {people[writer].agency for writer in case.writers if writer in people}
    return "You cannot review this: it comes from your own agency." if mine in theirs else ""
