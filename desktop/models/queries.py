"""What screens may ask of the store.

Each function answers with a `Query`: a job for `Store.read`, run on the database thread, answered with frozen rows. The
one file of this folder, beside `changes.py`, that screens import. It changes nothing.
"""

from __future__ import annotations

from desktop.models.casepage import case_page
from desktop.models.lists import attention, drafts_of_me, journal, me, sync_page
from desktop.models.reviewing import review_page, review_queue
from desktop.models.rows import (
    NEEDS_ATTENTION,
    RECEIVED,
    SAVED_HERE,
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
    LockedReleaseRow,
    MeRow,
    ReviewPage,
    ReviewRow,
    SyncPage,
    WaitingRow,
    WhyRow,
    WorklistPage,
    WorklistRow,
)
from desktop.models.tx import Query
from desktop.models.worklist import worklist

__all__ = [
    "NEEDS_ATTENTION",
    "RECEIVED",
    "SAVED_HERE",
    "AnswerRow",
    "AttentionRow",
    "CallRow",
    "CasePage",
    "CheckRow",
    "ClockRow",
    "DecisionRow",
    "DraftRow",
    "FactRow",
    "HappenedRow",
    "JournalRow",
    "LockedReleaseRow",
    "MeRow",
    "Query",
    "ReviewPage",
    "ReviewRow",
    "SyncPage",
    "WaitingRow",
    "WhyRow",
    "WorklistPage",
    "WorklistRow",
    "attention",
    "case_page",
    "drafts_of_me",
    "journal",
    "me",
    "review_page",
    "review_queue",
    "sync_page",
    "worklist",
]
