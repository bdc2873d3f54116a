"""What holds for every journal, however odd: entries of every kind with data of every shape."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain import deadlines
from desktop.domain.authority import Standing
from desktop.domain.case import Case
from desktop.domain.fold import conflicting, fold, fold_all
from desktop.domain.journal import KINDS, Event
from desktop.domain.next_step import next_step, state_label, subtitle
from desktop.domain.permissions import cannot_review, judge, why
from desktop.domain.problems import TITLES
from tests.domain.builders import (
    DEVICE,
    LAW,
    NOON,
    OTHER_DEVICE,
    PACK,
    Writer,
    decision_data,
    encounter,
    folded,
    standing,
    supervisor,
    utc,
)

NAMED = """
    T-a decision package approve return release_event custody_taken_by_ice warrant_arrest arrest_without_warrant
    citizenship under_18 H1 H2 none citizen I-200 I-247A I-247G I-286 TFM JEM WSO name no_action yes P-105-6-1
    P-201-7-1
"""
WORDS = st.sampled_from(["", "\x00", "北京", *NAMED.split()])
TIMES = st.sampled_from(
    [utc(NOON), utc(NOON + timedelta(hours=49)), "2026-05-22T12:00:00", {"utc": 7}, "9999-12-31T23:00:00Z"]
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | WORDS | TIMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
KEYS = [
    "about",
    "answer",
    "at",
    "booking_no",
    "changes",
    "corrects",
    "decision",
    "document",
    "field",
    "form",
    "form_ids",
    "hold",
    "model",
    "new_limit",
    "narrative",
    "outcome",
    "reason",
    "reasons",
    "ref",
    "refs",
    "role",
    "said_or_seen",
    "stop_start",
    "t0",
    "value",
    "what",
]
DATA = (
    st.none()
    | st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=8)
    | st.sampled_from([encounter(), decision_data()])
)
ROWS = st.tuples(st.sampled_from([*KINDS, "from_the_future"]), DATA, st.booleans(), st.integers(0, 9))
JOURNALS = st.lists(ROWS, min_size=1, max_size=12)
RUNS = settings(max_examples=80, deadline=None)
OFFICERS = [standing(), supervisor(), standing(authorization=None), Standing("P-9", "NOBODY", None, None, None)]


def journal(rows: Sequence[tuple[str, Any, bool, int]]) -> list[Event]:
    """Entries of two people on two devices, numbered by the endpoint in this order."""
    here, there = Writer(device=DEVICE), Writer("P-201", "ICE_SUPERVISOR", OTHER_DEVICE)
    return [
        (there if other else here)(kind, data, no, min(base, no - 1))
        for no, (kind, data, other, base) in enumerate(rows, start=1)
    ]


@RUNS
@given(JOURNALS)
def test_the_same_entries_give_the_same_case_and_nothing_raises(rows: list[tuple[str, Any, bool, int]]) -> None:
    events = journal(rows)
    case = folded(*events)
    assert case == folded(*events)
    assert (case.entries, len(case.happened), case.last_no) == (len(rows), len(rows), len(rows))
    assert case.state in LAW.states
    assert all(line.text for line in case.happened)


@RUNS
@given(JOURNALS, st.integers(0, 12))
def test_folding_on_from_a_kept_case_gives_the_case_folded_from_scratch(
    rows: list[tuple[str, Any, bool, int]], cut: int
) -> None:
    events = journal(rows)
    case = fold_all(events[:cut], LAW)
    for event in events[cut:]:
        case = fold(case, event, LAW)
    assert case == folded(*events)


@RUNS
@given(JOURNALS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter_once_the_endpoint_has_given_the_order(
    rows: list[tuple[str, Any, bool, int]], random: Any
) -> None:
    events = journal(rows)
    arrived = random.sample(events, len(events))
    assert folded(*sorted(arrived, key=lambda event: event.case_no)) == folded(*events)


@RUNS
@given(JOURNALS)
def test_every_case_has_its_clocks_its_words_and_its_next_step(rows: list[tuple[str, Any, bool, int]]) -> None:
    case = folded(*journal(rows))
    for now in (NOON, NOON + timedelta(days=30)):
        clocks = deadlines.running(case, PACK, LAW)
        assert [clock.ends_at for clock in clocks] == sorted(clock.ends_at for clock in clocks)
        due = deadlines.release_due(case, PACK, LAW, now)
        assert due is None or due.hard
        for who in OFFICERS:
            assert next_step(case, who, LAW, now).text
        assert all((*subtitle(case, LAW, PACK, due is not None), state_label(case, LAW), case.title))
    assert deadlines.running(case, None, LAW) is not None


@RUNS
@given(JOURNALS, ROWS, st.sampled_from(OFFICERS))
def test_an_entry_is_accepted_or_refused_by_a_number_and_a_record_is_always_accepted(
    rows: list[tuple[str, Any, bool, int]], row: tuple[str, Any, bool, int], who: Standing
) -> None:
    case = folded(*journal(rows))
    event = Writer(who.person, who.role)(row[0], row[1])
    problem = judge(event, case, who, LAW, NOON)
    assert problem is None or problem.code in TITLES
    kind = KINDS.get(row[0])
    if kind and kind.record:
        assert problem is None
        assert judge(event, None, who, LAW, NOON) is None
    assert set(conflicting(case, event)) <= set(case.facts)


@RUNS
@given(JOURNALS, st.sampled_from([*LAW.acts, "fly"]), st.sampled_from(OFFICERS))
def test_every_act_gets_its_checks_in_plain_words(
    rows: list[tuple[str, Any, bool, int]], act: str, who: Standing
) -> None:
    verdict = why(act, who, folded(*journal(rows)), LAW, NOON)
    assert verdict.allowed is all(check.passed for check in verdict.checks)
    assert all(check.reason for check in verdict.checks)
    assert verdict.allowed or act not in LAW.ungated


@RUNS
@given(JOURNALS)
def test_a_release_frees_from_every_state_and_its_correction_brings_back_every_clock(
    rows: list[tuple[str, Any, bool, int]],
) -> None:
    case = folded(*journal(rows))
    write = Writer("P-108", "CUSTODY", OTHER_DEVICE[:-1] + "9", now=NOON + timedelta(days=1000))
    release = write("release_recorded", {}, 50)
    freed = fold(case, release, LAW)
    assert not freed.in_custody
    assert freed.state in ("X6", case.state)
    back = fold(freed, write("release_corrected", {"ref": release.head.id}, 51), LAW)
    assert without_lines(back) == without_lines(case)


def without_lines(case: Case) -> Case:
    """The case without what every entry leaves behind."""
    return replace(
        case, happened=(), entries=0, last_no=0, changed_at=NOON, undo=None, casework=True, stop_end=case.stop_end
    )


@RUNS
@given(JOURNALS)
def test_who_wrote_part_of_a_case_never_reviews_it(rows: list[tuple[str, Any, bool, int]]) -> None:
    """Separation of duties over random case lives (S-35; roles.json S1, S2)."""
    case = folded(*journal(rows))
    drafters = {"encounter_recorded", "facts_edited", "decision_recorded", "review_requested"}
    wrote = any(other and kind in drafters for kind, _, other, _ in rows)
    assert not wrote or cannot_review(case, supervisor(), LAW)
    assert cannot_review(case, standing(), LAW)
