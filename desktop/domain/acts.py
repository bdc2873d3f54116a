"""Which act of functions.json an entry stands for, where its kind may stand for several.

Called by `permissions` only; it decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from desktop.domain.journal import KINDS, Event
from desktop.domain.reading import mapping, mappings, text, texts
from desktop.domain.review import ACTS

ALIENAGE: Final = frozenset(
    {
        "birthplace",
        "citizenship",
        "citizenships",
        "nationality",
        "usc_answers",
        "status_claims",
        "alienage_evidence",
        "removability",
        "immigration_status",
        "a_number",
    }
)
"""Fields about citizenship, alienage or removability: `write_alienage` of functions.json, which a WSO does not have.
"""

_TRANSITIONS: Final[Mapping[str, str]] = {
    "encounter_recorded": "T-a",
    "status_asked": "T-b",
    "identity_checked": "T-c",
    "warrant_matched": "T-c",
    "status_screened": "T-d",
    "statement_taken": "T-e",
    "review_requested": "T-f",
    "review_answered": "T-g",
    "document_served": "T-h",
    "hold_started": "T-i",
    "custody_transferred": "T-j",
    "case_closed": "T-l",
}


def transition_of(kind: str) -> str:
    """The transition of mandatory_fields.json whose fields a kind carries, or "" (kinds.md, *Data*)."""
    return _TRANSITIONS.get(kind, "")


def act_of(event: Event) -> str:
    """The act this entry stands for, by its data; the first of its kind where nothing tells them apart; "" without
    any.
    """
    kind = KINDS.get(event.head.kind)
    choose = _CHOICES.get(event.head.kind)
    if choose is not None:
        return choose(mapping(event.data))
    return kind.acts[0] if kind and kind.acts else ""


def _facts(data: Mapping[str, object]) -> str:
    fields = {text(row, "field") for row in mappings(data.get("changes"))}
    return "write_alienage" if fields & ALIENAGE else "edit_facts"


def _asked(data: Mapping[str, object]) -> str:
    return "comment" if text(data, "about") == "decision" else "submit_package"


def _answered(data: Mapping[str, object]) -> str:
    return ACTS.get(text(data, "decision"), "approve_package")


def _issued(data: Mapping[str, object]) -> str:
    form = text(data, "form")
    if form in ("I-200", "I-205"):
        return "issue_warrant"
    return {"I-247A": "lodge_detainer", "I-247G": "request_notice_only"}.get(form, "sign_ice_form")


def _drafted(data: Mapping[str, object]) -> str:
    return "prepare_detainer" if text(data, "form") == "I-247A" else "prepare_charging"


def _decided(data: Mapping[str, object]) -> str:
    forms = texts(data.get("form_ids"))
    return "record_custody_decision" if "I-286" in forms or not forms else "record_charging_decision"


def _cleared(data: Mapping[str, object]) -> str:
    return "record_care_clearance" if text(data, "hold") == "H4" else "clear_hold_state"


def _served(data: Mapping[str, object]) -> str:
    acts = {"I-200": "serve_arrest_warrant", "I-205": "serve_removal_warrant"}
    return acts.get(text(data, "form"), "serve_notice")


def _consular(data: Mapping[str, object]) -> str:
    return "notify_consulate" if text(data, "step") == "notified" else "advise_consular"


def _logged(data: Mapping[str, object]) -> str:
    return "answer_query" if text(data, "query") else "log_ice_call"


def _quality(data: Mapping[str, object]) -> str:
    return "sample_records" if data.get("sample") is True else "review_quality"


def _arrest(data: Mapping[str, object]) -> str:
    return "arrest_felony" if text(data, "function") == "F03" else "arrest_without_warrant"


def _revoked(data: Mapping[str, object]) -> str:
    return "suspend_officer" if text(data, "what") == "suspended" else "revoke_authority"


def _erased(data: Mapping[str, object]) -> str:
    return "redact" if text(data, "what") == "redaction" else "carry_out_expunge_order"


_CHOICES: Final[Mapping[str, Callable[[Mapping[str, object]], str]]] = {
    "facts_edited": _facts,
    "review_requested": _asked,
    "review_answered": _answered,
    "paper_issued": _issued,
    "paper_drafted": _drafted,
    "custody_decided": _decided,
    "hold_state_cleared": _cleared,
    "document_served": _served,
    "consular_step": _consular,
    "call_logged": _logged,
    "quality_reviewed": _quality,
    "arrest_made": _arrest,
    "authority_revoked": _revoked,
    "erasure_ordered": _erased,
}
