"""The people and cases of the mock-ups, as rows: what the screens are shown with in tests. All fictional."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from desktop.domain.decision import DecisionForm, Evidence, Factor
from desktop.models.queries import (
    AnswerRow,
    AttentionRow,
    CallRow,
    CasePage,
    CheckRow,
    ClockRow,
    DecisionRow,
    DraftRow,
    FactRow,
    HappenedRow,
    JournalRow,
    MeRow,
    ReviewPage,
    ReviewRow,
    SyncPage,
    WaitingRow,
    WhyRow,
    WorklistPage,
    WorklistRow,
)
from tests.ui.fake_desk import NOW

REASON = (
    "One missed date in 2024 [2] against five kept [7] and nine years at one place [5]. The missed date was two days "
    "after a birth in the family, so it does not show a wish to avoid the court."
)


def ago(**by: float) -> datetime:
    return NOW - timedelta(**by)


def row(case_id: str, title: str, booking: str, **changes: Any) -> WorklistRow:
    filled: dict[str, Any] = {
        "case_id": case_id,
        "number": f"26-{case_id.upper():0>6}",
        "title": title,
        "booking_no": booking,
        "place": "Example County Jail",
        "state": "E4",
        "state_label": "Package draft",
        "next_step": "Write the narrative",
        "clock": "",
        "ends_at": None,
        "release_due": False,
        "returned": False,
        "delivery": "Received",
        "changed_at": ago(hours=3),
        "mine": True,
        "stop_open": False,
    }
    return WorklistRow(**(filled | changes))


def held(minutes: int, step: str) -> dict[str, Any]:
    until = NOW + timedelta(minutes=minutes)
    return {"clock": "Hold", "ends_at": until, "state_label": "Immigration hold", "next_step": step}


ROWS = (
    row("a1", "Sample, Alex", "26-04417", **held(108, "Confirm ICE pick-up, or prepare release")),
    row("a2", "Example, Robin", "26-04431", delivery="Saved here", **held(320, "Record the consulate’s answer")),
    row("a3", "Placeholder, Sam", "26-04440", **held(605, "Welfare check at 16:00")),
    row("a4", "Specimen, Lee", "26-04402", **held(1300, "Wait for ICE and OPLA, called 12:52")),
    row("a5", "Novel, Ari", "26-04455", delivery="Needs attention", next_step="Choose: two values for birth date"),
    row("a6", "Testcase, Kim", "26-04388", returned=True, state_label="Returned 13:40 by R. Reviewer"),
    row("a7", "Mockup, Jo", "26-04451", delivery="Saved here", state_label="Package, 8 of 10 ready"),
    row("a8", "Fictional, Max", "26-04449", delivery="Saved here", state_label="Interview done"),
    row("a9", "Template, Pat", "26-04397", state_label="Served, waiting for local release"),
)
WORKLIST = WorklistPage(ROWS, len(ROWS), {"today": 9, "mine": 14, "returned": 1, "clocks": 4})

CLOCKS = (
    ClockRow("D2", "Hold, form I-247A", ago(hours=46, minutes=12), NOW + timedelta(minutes=108), True, "Then release."),
    ClockRow(
        "D1",
        "Hold, outer limit of the regulation",
        ago(hours=46, minutes=12),
        NOW + timedelta(hours=73, minutes=48),
        False,
        "Shown for reference. It does not extend the hold.",
    ),
    ClockRow(
        "D13", "Consulate, told without delay", ago(hours=18), NOW + timedelta(hours=6), True, "Record the answer."
    ),
)
_EVENTS = (
    ("note_added", "ICE duty desk called, no pick-up time yet", 0.2, "D. Trainer", "Saved here"),
    ("event_recorded", "Welfare check: no complaint", 1.03, "S. Desk", "Received"),
    ("call_logged", "Phone call offered, made", 29.7, "S. Desk", "Received"),
    ("hold_started", "Hold started; ICE told by phone", 46.1, "S. Desk", "Received"),
    ("event_recorded", "Bond posted: release event (T0)", 46.2, "Jail record", "Received"),
    ("document_served", "I-205 and I-247A served, copy given", 51.9, "D. Trainer", "Received"),
    ("review_answered", "Approved by ICE", 70.5, "R. Reviewer", "Received"),
    ("review_requested", "Package sent to ICE", 73.5, "D. Trainer", "Received"),
)
HAPPENED = tuple(
    HappenedRow(f"e{place}", kind, text, ago(hours=hours), by, delivery, "EX-07")
    for place, (kind, text, hours, by, delivery) in enumerate(_EVENTS)
)
_FACTS = (
    ("care", "Care", "Takes medicine twice a day", "Self, intake 21 May"),
    ("children", "Children, family", "Sole caregiver: no", "Self, interview"),
    ("name", "Name", "Sample, Alex", "Document, county ID"),
    ("birth_date", "Birth date", "1 Jan 1990", "Document, county ID"),
    ("match", "Match", "Confirmed by prints", "Database, IDENT"),
    ("contact_reason", "Why the contact began", "Arrest for an offence", "Document, arrest report"),
    ("predicate_offence", "Offence", "Sample Code 12-3, level L3", "Document, court"),
    ("charged", "Charged", "Sample Code 12-3, level L3", "Document, court"),
    ("convicted", "Convicted", "None", "Database, state"),
    ("lawyer", "Lawyer", "Told, not asked for", "Self, I-826"),
    ("consulate", "Consulate", "On request. Not yet told (G15)", "Officer, open"),
)
FACTS = tuple(
    FactRow(name, label, "Facts", value, source, "D. Trainer", ago(hours=60)) for name, label, value, source in _FACTS
)
_PASSED = tuple(CheckRow(f"G{n:02}", True, f"Check {n} passed.", "design", "") for n in range(1, 15))
WHY = (
    WhyRow(
        "transfer_custody",
        "Transfer to ICE",
        False,
        (
            *_PASSED,
            CheckRow(
                "G15", False, "the person was not told of the consular right", "8 CFR 236.1(e)", "you, by doing it"
            ),
        ),
    ),
    WhyRow(
        "start_hold",
        "Hold longer than 17:00",
        False,
        (CheckRow("G20", False, "48 hours is the limit", "I-247A", "nobody"),),
    ),
    WhyRow(
        "sign_ice_form",
        "Change the I-205",
        False,
        (CheckRow("G02", False, "ICE only. It is signed", "agreement", "ICE"),),
    ),
    WhyRow("edit_facts", "Edit facts", True, _PASSED),
)
CALLS = (CallRow("ICE duty desk, day and night", "555-0100"), CallRow("Shift commander", "555-0112"))


def evidence(text: str, source: str, side: str, standing: str = "") -> Evidence:
    return Evidence(text, source, side, standing)


FORM = DecisionForm(
    vulnerabilities={"minor": "no", "care": "yes", "family_care": "no"},
    factors={
        "flight": Factor(
            "flight",
            (
                evidence("No fixed address confirmed", "Self, interview, 24 May 10:12", "for"),
                evidence("Missed one court date, 2024", "Document, court record 24-110", "for"),
                evidence("Gave a second spelling of the name", "Officer, booking, 24 May 08:31", "for"),
                evidence("No local work confirmed", "Third party, employer call", "for"),
                evidence("Lived in Example County for 9 years", "Self, interview; school letter", "against"),
                evidence("Two children in county schools", "Document, school letter", "against"),
                evidence("Kept 5 of 6 court dates", "Document, court record", "against"),
                evidence("Came to the station when called", "Officer, 23 May 19:05", "against"),
            ),
            REASON,
        ),
        "repeat": Factor("repeat", none_found=True),
        "threat": Factor("threat", (evidence("Following too closely", "Document, citation 12", "for", "alleged"),)),
    },
)
WHOLE = replace(
    FORM,
    factors={
        **FORM.factors,
        "threat": Factor(
            "threat", FORM.factors["threat"].evidence, f"A citation for a traffic matter is alleged [9]. {REASON}"
        ),
    },
    proposal="release_conditions",
    reason=f"Conditions are enough. {REASON}",
)
RETURN = AnswerRow(
    "return",
    "Who confirmed the missed court date? The record number is not enough; please ask the clerk and write the answer.",
    (("d1", "evidence.2", "Ask the clerk whether notice was sent."),),
    "Q. Trainer",
    "SDDO",
    ago(hours=1, minutes=32),
)
DECISION = DecisionRow("d1", WHOLE, "E. Mockup", ago(hours=4), "Received", "r1", (RETURN,))

PAGE = CasePage(
    case_id="a1",
    number="26-0A1B2C",
    title="Sample, Alex",
    subtitle="Immigration hold  ·  Booking 26-04417  ·  Case 26-0A1B2C  ·  Housing B-12",
    state="E8",
    state_label="Immigration hold",
    model="JEM",
    release_due=None,
    in_custody=True,
    stop_open=False,
    clocks=CLOCKS,
    happened=HAPPENED,
    facts=FACTS,
    why=WHY,
    calls=CALLS,
    decisions=(),
    next_step="Ask ICE whether it comes before 17:00. If not, release at 17:00.",
    next_act="record_decision",
    saved_here=1,
    received=213,
)
DUE = replace(
    PAGE,
    release_due=replace(CLOCKS[0], ends_at=ago(minutes=14)),
    clocks=(replace(CLOCKS[0], ends_at=ago(minutes=14)), *CLOCKS[1:]),
    state_label="Release due",
    next_step="Release now",
    next_act="release",
)
RETURNED = replace(PAGE, decisions=(DECISION,), next_step="Answer the return", next_act="answer_return")

CHANGED = replace(
    WHOLE,
    factors={
        **WHOLE.factors,
        "flight": replace(
            WHOLE.factors["flight"],
            evidence=(
                *WHOLE.factors["flight"].evidence,
                evidence("The clerk says no notice was sent in 2024", "Third party, call to clerk", "against"),
            ),
        ),
    },
)
AGAIN = DecisionRow("d2", CHANGED, "E. Mockup", ago(minutes=40), "Received", "r2", (), "d1")
QUEUE = (
    ReviewRow(
        "r2",
        "a1",
        "26-0A1B2C",
        "Testcase, Kim",
        "Sample County",
        "TFM",
        "release_conditions",
        "E. Mockup",
        ago(hours=2, minutes=10),
        True,
        True,
        14400,
    ),
    ReviewRow(
        "r3",
        "a2",
        "26-0B2C3D",
        "Novel, Ari",
        "Sample County",
        "TFM",
        "release",
        "F. Practice",
        ago(hours=5),
        False,
        False,
        86400,
    ),
)
REVIEW = ReviewPage(
    QUEUE[0],
    replace(PAGE, title="Testcase, Kim", decisions=(DECISION, AGAIN)),
    AGAIN,
    (DECISION,),
    ("Flight: 1 added",),
)

ATTENTION = (
    AttentionRow(
        "x1", "a5", "26-04455", "facts_edited", "Facts edited: Birth date", "Two values: Birth date.", ago(hours=1)
    ),
    AttentionRow("x2", "a7", "26-04451", "note_added", "Note", "This case was closed. (409.1)", ago(hours=2)),
)
TWO = replace(
    PAGE,
    case_id="a5",
    title="Novel, Ari",
    subtitle="Booking 26-04455",
    facts=(
        FactRow(
            "birth_date",
            "Birth date",
            "Facts",
            "3 Mar 1991",
            "Self, booking question",
            "D. Trainer",
            ago(hours=1),
            ("3 Mar 1991", "3 May 1991"),
            (
                ("D. Trainer", ago(hours=1.3), "EX-07", "Self, booking question"),
                ("S. Desk", ago(hours=1.4), "EX-02", "Document, county ID"),
            ),
        ),
    ),
)
SYNC = SyncPage(
    (
        WaitingRow("26-0A1B2C", "release_recorded", ago(minutes=2), "waiting"),
        WaitingRow("26-0B2C3D", "encounter_recorded", ago(minutes=12), "waiting"),
        WaitingRow("26-0B2C3D", "decision_recorded", ago(minutes=6), "sent"),
    ),
    ago(minutes=4),
    ago(minutes=4),
    211,
    1,
)
_ENTRIES = tuple(
    JournalRow(
        place + 1,
        item.entry_id,
        item.kind,
        item.text,
        item.at,
        item.by,
        item.device,
        "TRAINING-2026-1",
        item.delivery,
        "",
    )
    for place, item in enumerate(reversed(HAPPENED))
)
JOURNAL = (
    *_ENTRIES,
    JournalRow(
        9,
        "c1",
        "release_corrected",
        "Release was recorded by mistake",
        NOW,
        "S. Desk",
        "EX-02",
        "TRAINING-2026-1",
        "Saved here",
        "e4",
    ),
)
DRAFT = DraftRow("dr1", "", "encounter", {"contact_reason": "traffic_stop"}, ago(minutes=25))
ME = MeRow(
    "P-105",
    "Emery Mockup",
    "105",
    "TFO",
    "ZZ0000100",
    "Sample County",
    "TFM",
    NOW + timedelta(days=290),
    "TRAINING-2026-1",
    True,
)

ANSWERS: dict[str, object] = {
    "worklist": WORKLIST,
    "case_page": PAGE,
    "drafts_of_me": (),
    "journal": JOURNAL,
    "sync_page": SYNC,
    "attention": ATTENTION,
    "review_queue": QUEUE,
    "review_page": REVIEW,
    "me": ME,
}
