"""What decisions, reviews and papers mean. Called by `fold` only.

A review about a decision moves nothing, clears no gate and is no authority to hold (kinds.md 2): it is written down
and shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from desktop.domain import times
from desktop.domain.case import Answer, Case, Decision, Paper, Review
from desktop.domain.folding import Changes, Handler, Told, arrive, go, with_clock
from desktop.domain.reading import mapping, text, texts
from desktop.domain.review import ACTS, from_data

_PAPER_ACTS: Final = {"I-247A": "lodge_detainer", "I-247G": "request_notice_only"}
_ENDS: Final = {"approve": "approved", "return": "returned", "decline": "declined"}
_CHARGING: Final = ("I-862", "I-200", "I-205")


def _decision(case: Case, told: Told) -> Changes:
    head = told.head
    decision = Decision(
        head.id, told.data, head.actor, head.role, head.occurred_at, told.event.case_no, told.say("corrects")
    )
    return {"decisions": (*case.decisions, decision)}


def _asked(case: Case, told: Told) -> Changes:
    head, about = told.head, told.say("about") or "package"
    refs = texts(told.data.get("refs"))
    decision = case.decision(refs[0]) if refs else None
    again = len(refs) > 1 or bool(decision and decision.corrects)
    review = Review(head.id, about, refs, head.actor, head.role, head.occurred_at, told.event.case_no, again)
    changes: Changes = {"reviews": (*case.reviews, review)}
    if about != "package":
        return with_clock(case, changes, told.clock_event("review_requested", head.occurred_at, head.id))
    submitted = told.clock_event("package_submitted", head.occurred_at, head.id)
    return with_clock(case, changes | go(case, told, "submit_package"), submitted)


def _answered(case: Case, told: Told) -> Changes:
    review = case.review(told.say("ref"))
    said = told.say("decision")
    changes: Changes = {}
    if review is not None:
        answered = replace(review, answers=(*review.answers, _answer(told)))
        changes["reviews"] = tuple(answered if each is review else each for each in case.reviews)
    if (review.about if review else told.say("about") or "package") == "decision":
        return changes
    changes |= go(case, told, ACTS.get(said, ""))
    ended = told.clock_event(_ENDS[said], told.head.occurred_at, told.say("ref")) if said in _ENDS else None
    return with_clock(case, changes, ended) if ended else changes


def _answer(told: Told) -> Answer:
    head, form = told.head, from_data(told.data)
    return Answer(
        entry_id=head.id,
        answer=form.answer,
        reason=form.reason,
        pinned=form.pinned,
        by=head.actor,
        role=head.role,
        name=text(mapping(told.data.get("approver")), "name"),
        title=form.title,
        authority=form.authority,
        at=head.occurred_at,
        no=told.event.case_no,
    )


def _issued(case: Case, told: Told) -> Changes:
    """A paper of ICE; a detainer or a notice request makes E6 into its form E6d or E6n (states.json, form_of)."""
    form = told.say("form")
    changes: Changes = {"papers": (*case.papers, Paper(told.head.id, form, told.say("number")))}
    if form == "I-247A":
        changes = with_clock(case, changes, told.clock_event("detainer_issued"))
    here = told.law.state(case.state)
    edges = [e for (_, act), found in told.law.edges.items() if act == _PAPER_ACTS.get(form) for e in found]
    edge = next((e for e in edges if told.law.state(e.target).base == here.base == here.code != e.target), None)
    return changes | arrive(case, told, edge) if edge else changes


def _cancelled(case: Case, told: Told) -> Changes:
    """A recall or cancellation: what is held on it is due at once (D18)."""
    ref = told.say("ref")
    papers = tuple(replace(paper, cancelled=True) if paper.entry_id == ref else paper for paper in case.papers)
    changes: Changes = {"papers": papers} | go(case, told, "cancel_paper", "U-recall")
    return with_clock(case, changes, told.clock_event("cancel_received", told.head.occurred_at))


def _custody_decided(case: Case, told: Told) -> Changes:
    """I-286 is one end of D4, the NTA or a warrant the other (8 CFR 287.3(d))."""
    forms = texts(told.data.get("form_ids"))
    events = [told.clock_event("custody_decision")] if "I-286" in forms else []
    events += [told.clock_event("charging_decision")] if any(form in forms for form in _CHARGING) else []
    return with_clock(case, go(case, told, "record_custody_decision"), *events)


def _extended(case: Case, told: Told) -> Changes:
    """An extension of D4; whether it counts (code of the pack, before the limit) is asked of deadlines.py."""
    limit = times.read(told.data.get("new_limit"))
    if limit is None or not told.say("narrative").strip():
        return {}
    return with_clock(case, {}, told.clock_event("limit_extended", limit, told.say("reason_code")))


def _release_ordered(case: Case, told: Told) -> Changes:
    return go(case, told, "order_release")


def _citizenship(case: Case, told: Told) -> Changes:
    """ICE's written answer ends H1: back to the state before, or to X2 (domain.md 8, G07)."""
    answer = told.say("answer")
    if answer not in ("none", "probative", "citizen"):
        return {}
    changes: Changes = {"holds": tuple(hold for hold in case.holds if hold != "H1")}
    if answer != "none":
        return changes | go(replace(case, holds=changes["holds"]), told, "answer_citizenship", "U-usc")
    back = told.law.out_of(case.state, "answer_citizenship", "") if case.came_by == "U-h1" else ()
    edge = next((each for each in back if each.id == "U-back" and each.target == case.before), None)
    return changes | arrive(case, told, edge) if edge else changes


def _cleared(case: Case, told: Told) -> Changes:
    ended = told.say("hold")
    return {"holds": tuple(hold for hold in case.holds if hold != ended or hold == "H1")}


HANDLERS: Final[Mapping[str, Handler]] = {
    "decision_recorded": _decision,
    "review_requested": _asked,
    "review_answered": _answered,
    "paper_issued": _issued,
    "paper_cancelled": _cancelled,
    "custody_decided": _custody_decided,
    "limit_extended": _extended,
    "release_ordered": _release_ordered,
    "citizenship_answered": _citizenship,
    "hold_state_cleared": _cleared,
}
