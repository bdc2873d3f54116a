"""What custody, release and the records of what happened mean. Called by `fold` only.

A release is taken in every state, whatever is missing. Clocks never stop for an H state; a release recorded at the
locked window frees at once and stops no clock until a signed-in person confirms it (security.md S-32).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from desktop.domain import times
from desktop.domain.case import Case, Release
from desktop.domain.folding import ENDED, Changes, Handler, Told, go, raise_holds, with_clock
from desktop.domain.happenings import said_codes
from desktop.domain.reading import mapping

_HELD: Final = ("arrest_without_warrant", "warrant_arrest", "arrest_felony")


def _stop_and_call(case: Case, told: Told) -> Changes:
    """What was said or seen raises H1-H4; H1 and H2 while held mean release due at once (domain.md 6)."""
    raised = [told.law.raises[code] for code in said_codes(told.data) if code in told.law.raises]
    changes: Changes = {"holds": raise_holds(case, told.law, tuple(hold for _, hold in raised if hold))}
    for gate, hold in raised:
        if hold and "state" not in changes:
            changes |= {k: v for k, v in go(case, told, "stop_and_call", gate=gate).items() if k != "holds"}
    events = [told.clock_event("usc_claim_or_indicia")] if ("G07", "H1") in raised else []
    events += [told.clock_event("minor_claimed_or_suspected")] if ("G09", "H2") in raised else []
    return with_clock(case, changes, *events)


def _event(case: Case, told: Told) -> Changes:
    """A record of what happened: never refused, starts the clock its kind names (functions.json, record_kinds)."""
    what = told.say("what")
    kind = told.law.record_kinds.get(what, "")
    changes: Changes = {}
    if what == "release_event":
        changes = go(case, told, "record_what_happened", "U-t0")
        if changes.get("state") == "X6":
            changes = with_clock(case, changes | {"in_custody": False}, told.clock_event("released"))
        return with_clock(case, changes, told.clock_event(kind, release_time(told)))
    if what == "arrest_without_warrant":
        changes = go(case, told, "record_what_happened", "U-arrest")
    if what == "custody_taken_by_ice":
        changes = go(case, told, "record_what_happened", "T-j") | {"in_custody": False}
        return with_clock(case, changes, told.clock_event("transferred"))
    if what in _HELD:
        changes |= {"in_custody": True}
    return with_clock(case, changes, told.clock_event(kind, note=_local(case, told))) if kind else changes


def release_time(told: Told) -> datetime:
    """T0: from the release event of the jail record, never an estimate; the time of the entry where it names none."""
    event = mapping(told.data.get("release_event"))
    named = (told.data.get("at"), told.data.get("t0"), event.get("at"), event.get("time"))
    return next((moment for value in named if (moment := times.read(value))), told.head.occurred_at)


def _local(case: Case, told: Told) -> str:
    """Whether an arrest on a warrant is without local charges: then T0 is the moment of arrest (domain.md 6, E7)."""
    alone = told.say("local_charges") == "no" or case.model == "TFM"
    return "no_local_charges" if told.say("what") == "warrant_arrest" and alone else ""


def _arrest(case: Case, told: Told) -> Changes:
    changes = go(case, told, "arrest_without_warrant") | {"in_custody": True}
    return with_clock(case, changes, told.clock_event("arrest_without_warrant"))


def _examined(case: Case, told: Told) -> Changes:
    return with_clock(case, go(case, told, "examine_arrested_person"), told.clock_event("examined"))


def _served(case: Case, told: Told) -> Changes:
    """T-h: to E7 once every paper in force is served."""
    ref = told.say("document")
    papers = tuple(replace(paper, served=True) if paper.entry_id == ref else paper for paper in case.papers)
    open_ones = [paper for paper in papers if not paper.served and not paper.cancelled]
    changes: Changes = {"papers": papers}
    return changes if open_ones else changes | go(case, told, "serve_arrest_warrant")


def _hold(case: Case, told: Told) -> Changes:
    """T-i: the release event, which alone means release, and this act together start the hold (states.json, T-i)."""
    at_e7 = replace(case, state="E7") if came_from_e7(case) else case
    changes = go(at_e7, told, "start_hold", "T-i") | {"in_custody": True}
    if "state" not in changes:
        return {}
    events = [told.clock_event("hold_start", told.head.occurred_at)]
    if not any(event.kind == "release_event" for event in case.clock_events):
        events.insert(0, told.clock_event("release_event", times.read(told.data.get("t0")) or release_time(told)))
    return with_clock(case, changes, *events)


def came_from_e7(case: Case) -> bool:
    """Whether the case is due only because its release event was recorded in E7, just before the hold starts."""
    return case.state == "X5" and case.before == "E7" and case.came_by == "U-t0"


def _transferred(case: Case, told: Told) -> Changes:
    changes = go(case, told, "transfer_custody", "T-j") | {"in_custody": False}
    return with_clock(case, changes, told.clock_event("transferred"))


def _t0_confirmed(case: Case, told: Told) -> Changes:
    return with_clock(case, {}, told.clock_event("t0_confirmed", times.read(told.data.get("t0"))))


def _t0_later(case: Case, told: Told) -> Changes:
    moment = times.read(told.data.get("t0"))
    return with_clock(case, {}, told.clock_event("t0_moved_later", moment)) if moment else {}


def _free(case: Case, told: Told) -> Changes:
    """T-k, from any state in which the person may be held; also from one the table does not name."""
    changes = go(case, told, "release", "T-k")
    if not changes and told.law.state(case.state).kind not in ENDED:
        changes = {"state": "X6", "before": case.state, "came_by": "T-k"}
    return {"in_custody": False, "stop_end": case.stop_end or (told.at if case.stop_start else None)} | changes


def _released(case: Case, told: Told) -> Changes:
    release = Release(told.head.id, told.at, told.head.actor, locked=False, confirmed=True, told=told.data)
    changes = _free(case, told) | {"releases": (*case.releases, release)}
    return with_clock(case, changes, told.clock_event("released"))


def _locked(case: Case, told: Told) -> Changes:
    release = Release(told.head.id, told.at, told.say("badge"), locked=True, confirmed=False, told=told.data)
    booking = {"booking_no": told.say("booking_no")} if told.say("booking_no") and not case.booking_no else {}
    return _free(case, told) | booking | {"releases": (*case.releases, release)}


def _confirmed(case: Case, told: Told) -> Changes:
    """A signed-in person stands by a locked release, of this case or of the one it was recorded under."""
    ref = told.say("ref")
    release = next((each for each in case.releases if each.entry_id == ref), None)
    if release is None:
        return _released(case, told)
    sure = replace(release, confirmed=True)
    changes: Changes = {"releases": tuple(sure if each is release else each for each in case.releases)}
    return changes if release.confirmed else with_clock(case, changes, told.clock_event("released", release.at))


def _completed(case: Case, told: Told) -> Changes:
    ref = told.say("ref")
    return {
        "releases": tuple(
            replace(each, told={**each.told, **told.data}) if each.entry_id == ref else each for each in case.releases
        )
    }


def _seen(case: Case, told: Told) -> Changes:
    step = told.data.get("step")
    return {"seen": (*case.seen, (told.say("clock"), str(step) if isinstance(step, (str, int)) else ""))}


def _moved(act: str) -> Handler:
    def handler(case: Case, told: Told) -> Changes:
        return go(case, told, act)

    return handler


def _nothing(case: Case, told: Told) -> Changes:
    return {}


HANDLERS: Final[Mapping[str, Handler]] = {
    "stop_and_call": _stop_and_call,
    "event_recorded": _event,
    "arrest_made": _arrest,
    "person_examined": _examined,
    "document_served": _served,
    "hold_started": _hold,
    "t0_confirmed": _t0_confirmed,
    "t0_moved_later": _t0_later,
    "custody_transferred": _transferred,
    "release_recorded": _released,
    "release_locked": _locked,
    "release_confirmed": _confirmed,
    "release_completed": _completed,
    "release_corrected": _nothing,
    "alarm_seen": _seen,
    "quality_opened": _moved("open_quality_review"),
    "case_closed": _moved("close_case"),
    "case_amended": _nothing,
    "note_added": _nothing,
    "attachment_added": _nothing,
}
