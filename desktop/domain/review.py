"""A federal supervisor's answer to what was asked: approve, return with reasons, decline.

The review screen fills a `ReviewForm`, the verb stores `to_data`, both ends check with `validate`. About a decision
the answer moves nothing, clears no gate and is no authority to hold (kinds.md 2); who may give it stands in
permissions.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from desktop.domain import times
from desktop.domain.problems import Problem
from desktop.domain.reading import mapping, mappings, text

ANSWERS: Final[Mapping[str, str]] = MappingProxyType(
    {"approve": "Approved", "return": "Returned with reasons", "decline": "Declined"}
)
ACTS: Final[Mapping[str, str]] = MappingProxyType(
    {"approve": "approve_package", "return": "return_package", "decline": "decline_package"}
)
REASON_SIGNS: Final = 10
LONGEST: Final = 8000


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """answer: approve, return or decline. pinned: (entry id, code of the fact or factor, words) for each reason."""

    answer: str = ""
    reason: str = ""
    pinned: tuple[tuple[str, str, str], ...] = ()
    title: str = ""
    badge: str = ""
    authority: str = ""


def validate(form: ReviewForm) -> tuple[Problem, ...]:
    """What is missing, each with its field: answer, reason, pinned, title, badge, authority. Source: screens.md 4.13,
    T-g.
    """
    found = (
        [] if form.answer in ANSWERS else [Problem("422.1", "Approve, return or decline: none is chosen.", "answer")]
    )
    if not REASON_SIGNS <= len(form.reason.strip()) <= LONGEST:
        found.append(Problem("422.2", "Write the reason, in your words.", "reason"))
    if form.answer == "return" and not any(words.strip() for _, _, words in form.pinned):
        found.append(Problem("422.1", "Pin at least one reason to what it is about.", "pinned"))
    if any(not words.strip() or len(words) > LONGEST for _, _, words in form.pinned):
        found.append(Problem("422.1", "Each pinned reason has its words.", "pinned"))
    if form.answer == "approve":
        found += _approval(form)
    return tuple(found)


def _approval(form: ReviewForm) -> list[Problem]:
    asked = (
        ("title", form.title, "your title"),
        ("badge", form.badge, "your badge"),
        ("authority", form.authority, "the authority you rest on"),
    )
    return [Problem("422.1", f"Write {what}.", name) for name, value, what in asked if not value.strip()]


def to_data(form: ReviewForm, request: str, name: str, now: datetime, zone: str) -> dict[str, object]:
    """The data of `review_answered` about a decision, version 1. request: the entry id of `review_requested`."""
    return {
        "about": "decision",
        "ref": request,
        "approver": {"name": name, "title": form.title, "badge": form.badge},
        "decision": form.answer,
        "reason": form.reason,
        "at": times.with_zone(now, zone),
        "instruction": "",
        "form_ids": [],
        "authority": form.authority,
        "reasons": [{"ref": ref, "code": code, "text": words} for ref, code, words in form.pinned],
    }


def from_data(data: Mapping[str, object]) -> ReviewForm:
    """The form from stored data or a draft. Never raises: what is not there is empty."""
    approver = mapping(data.get("approver"))
    pins = tuple((text(row, "ref"), text(row, "code"), text(row, "text")) for row in mappings(data.get("reasons")))
    return ReviewForm(
        answer=text(data, "decision"),
        reason=text(data, "reason"),
        pinned=pins,
        title=text(approver, "title"),
        badge=text(approver, "badge"),
        authority=text(data, "authority"),
    )


def request_data(decision: str, earlier: str = "") -> dict[str, object]:
    """The data of `review_requested` about a decision; earlier: the decision that was returned, or ""."""
    return {"about": "decision", "refs": [ref for ref in (decision, earlier) if ref]}
