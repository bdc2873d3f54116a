"""Where a case stands, in words: its state, the line under its name, and the one thing to do next.

The worklist and the case page ask with the person's standing and a "now". It names an act, never a person to blame,
and never a reason to keep somebody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desktop.domain.authority import Standing
from desktop.domain.case import Case
from desktop.domain.deadlines import release_due
from desktop.domain.folding import MODELS_IN_JAIL
from desktop.domain.happenings import field_label
from desktop.domain.law import Law
from desktop.domain.policy import Pack

_WAITS: Final = {
    "H1": "Wait for ICE and OPLA on citizenship",
    "H2": "Wait for the ICE juvenile coordinator",
    "H3": "Wait for ICE and OPLA",
    "H4": "Care first",
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """A verb in words, and the act it opens: release, confirm_release, answer_return, record_decision, review, or ""
    (nothing to press).
    """

    text: str
    act: str = ""


def state_label(case: Case, law: Law, due: bool = False) -> str:
    """The state as a person says it; the open H state of the lowest rank first; "Release due" once it is due."""
    if due or case.state == "X5":
        return law.state("X5").label
    if case.holds and case.holds[0] in law.holds and law.state(case.state).kind not in ("ended", "closed"):
        return law.holds[case.holds[0]].label
    state = law.state(case.state)
    return state.jail_label if case.model == "JEM" else state.label


def subtitle(case: Case, law: Law, pack: Pack | None, due: bool = False) -> tuple[str, ...]:
    """The parts of the line under the name: state, booking number, case number, place."""
    booking = f"Booking {case.booking_no}" if case.booking_no else ""
    parts = (state_label(case, law, due), booking, f"Case {case.number}", place(case, pack))
    return tuple(part for part in parts if part)


def place(case: Case, pack: Pack | None) -> str:
    """The name of the facility, or the county in the field; "" when it is not known."""
    for facility in pack.facilities.values() if pack else ():
        if case.facility in (facility.id, facility.detloc):
            return facility.name
    return case.facility or (pack.agency.county if pack and case.model not in MODELS_IN_JAIL else "")


def next_step(case: Case, standing: Standing, law: Law, now: datetime) -> NextStep:
    """The one thing to do next on this case, for this person. now: the instant that counts."""
    kind = law.state(case.state).kind
    if case.state != "X5" and case.locked_release() is not None:
        return NextStep("Confirm the release recorded at the locked window", "confirm_release")
    if case.state == "X5" or release_due(case, standing.pack, law, now):
        return NextStep("Release now", "release")
    asked = case.returned() is not None or any(review.waiting for review in case.reviews)
    if kind in ("quality", "closed") or (kind == "ended" and not asked):
        return NextStep("Nothing to do")
    if case.conflicts:
        return NextStep(f"Choose: two values for {field_label(min(case.conflicts), law).lower()}")
    if case.holds:
        return NextStep(_WAITS.get(case.holds[0], "Wait for ICE"))
    return _casework(case, standing, law, kind)


def _casework(case: Case, standing: Standing, law: Law, kind: str) -> NextStep:
    role = law.roles.get(standing.role)
    may = role.may if role else frozenset()
    waiting = [review for review in case.reviews if review.waiting]
    if "approve_package" in may:
        about = waiting[0].about if waiting else ""
        return NextStep(f"Review the {about}", "review") if waiting else NextStep("Nothing waits for you")
    if kind == "hold":
        return NextStep("Confirm ICE pick-up, or prepare release")
    if (returned := case.returned()) and "edit_facts" in may:
        questions = len(returned.answers[-1].pinned)
        return NextStep(f"Answer {questions} question{'s' if questions != 1 else ''} of ICE", "answer_return")
    if waiting or returned:
        return NextStep("Wait for ICE's review" if waiting else "Returned by ICE to the officer")
    if not case.decisions and case.state != "E0" and "edit_facts" in may:
        return NextStep("Record the decision", "record_decision")
    answers = case.reviews[-1].answers if case.reviews else ()
    if answers:
        return NextStep("Nothing now. ICE approved the proposal" if answers[-1].answer == "approve" else "ICE declined")
    return NextStep("Record the encounter" if case.state == "E0" else "Nothing now")
