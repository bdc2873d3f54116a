"""What an entry is: its kinds, its head, and an entry as the fold takes it.

The closed list of kinds is that of docs/kinds.md; a test compares the two. A new kind is a decision, a row there and a
row here. `seal` turns heads into signed bytes and back, `fold` turns events into cases, both ends judge with
`permissions`. Nothing here knows bytes, files or the network.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from desktop.domain import times
from desktop.domain.problems import Problem


class Lane(StrEnum):
    """Which road an entry takes to the endpoint: releases before all else, then what is urgent, then the rest."""

    RELEASE = "release"
    EXPRESS = "express"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of docs/kinds.md.

    must_know: who does not know this kind must not act on the case. record: judged for shape and signature only;
    nothing else refuses it. acts: the acts of functions.json it may stand for; none for what machines and
    administrators write.
    """

    name: str
    lane: Lane
    must_know: bool
    record: bool
    acts: tuple[str, ...]
    version: int = 1


# name, marks as in docs/kinds.md (R release, X express, ! must_know, ° record), acts
_ROWS: Final = (
    # 1. contact to statement
    ("encounter_recorded", "!", "record_encounter"),
    ("stop_ended", "R!", "end_without_action"),
    ("case_ended", "!", "end_without_action"),
    ("facts_edited", "", "edit_facts write_alienage"),
    ("suspicion_fact_added", "", "edit_facts"),
    ("conflict_resolved", "", "edit_facts"),
    ("booking_linked", "", "link_booking"),
    ("status_asked", "!", "ask_status"),
    ("identity_checked", "!", "run_check"),
    ("warrant_matched", "!", "match_to_warrant"),
    ("identity_verified", "", "verify_identity"),
    ("status_screened", "!", "complete_status_screen"),
    ("statement_taken", "!", "take_statement"),
    ("citizenship_interviewed", "", "citizenship_interview"),
    ("rights_advised", "", "advise_rights"),
    # 2. decision, review, papers
    ("decision_recorded", "", "edit_facts"),
    ("paper_drafted", "", "prepare_detainer prepare_charging"),
    ("review_requested", "!", "submit_package comment"),
    ("review_answered", "X!", "approve_package return_package decline_package"),
    ("paper_issued", "X!", "assign_warrant issue_warrant lodge_detainer request_notice_only sign_ice_form"),
    ("paper_cancelled", "X!", "cancel_paper"),
    ("custody_decided", "X!", "record_custody_decision record_charging_decision decide_detention"),
    ("release_ordered", "X!", "order_release"),
    ("limit_extended", "!", "extend_decision_clock"),
    ("citizenship_answered", "X!", "answer_citizenship"),
    ("opla_reference_given", "X", "give_opla_reference"),
    ("gate_cleared", "X!", "clear_gate"),
    ("hold_state_cleared", "X!", "clear_hold_state record_care_clearance"),
    ("call_logged", "", "log_ice_call answer_query"),
    # 3. custody and release
    ("stop_and_call", "X!°", "stop_and_call"),
    ("event_recorded", "X!°", "record_what_happened record_force"),
    ("request_recorded", "X°", "record_consular_request record_attorney_request"),
    ("arrest_made", "!", "arrest_without_warrant arrest_felony"),
    ("person_examined", "!", "examine_arrested_person"),
    ("document_served", "!", "serve_arrest_warrant serve_removal_warrant serve_notice"),
    ("hold_started", "!", "start_hold"),
    ("consular_step", "", "advise_consular notify_consulate"),
    ("t0_confirmed", "!", "confirm_t0"),
    ("t0_moved_later", "!", "move_t0_later"),
    ("transported", "", "transport"),
    ("custody_transferred", "!", "transfer_custody"),
    ("release_recorded", "R!", "release"),
    ("release_locked", "R!", "release"),
    ("release_confirmed", "!°", "release"),
    ("release_completed", "°", "release"),
    ("release_corrected", "!°", "release"),
    ("alarm_seen", "°", "comment"),
    # 4. beside and after the case
    ("note_added", "", "comment"),
    ("attachment_added", "", "comment"),
    ("sealed_item_added", "", ""),
    ("vault_opened", "", "open_vault"),
    ("complaint_recorded", "°", "record_complaint"),
    ("complaint_worked", "", "work_complaint"),
    ("perceived_filed", "°", "record_what_happened"),
    ("perceived_receipted", "°", "record_what_happened"),
    ("force_linked", "", "link_force_report"),
    ("searched", "", "read_case"),
    ("exported", "", "export"),
    ("quality_opened", "", "open_quality_review"),
    ("quality_reviewed", "", "review_quality sample_records"),
    ("case_closed", "!", "close_case"),
    ("case_amended", "!", "amend"),
    ("persons_merged", "!", "merge_persons"),
    ("erasure_ordered", "X!", "carry_out_expunge_order redact"),
    ("legal_hold_placed", "!", "place_legal_hold"),
    ("local_copy_ended", "", "purge_local_copy"),
    # 5. access, programme, machines
    ("case_assigned", "X", "reassign_case"),
    ("case_moved", "X", "reassign_case"),
    ("case_received", "X", ""),
    ("access_granted", "X", ""),
    ("access_revoked", "X!", ""),
    ("officer_changed", "!", ""),
    ("training_recorded", "", "record_training"),
    ("agreement_recorded", "!", "manage_agreement"),
    ("authorization_issued", "!", "issue_authorization"),
    ("authority_revoked", "X!", "revoke_authority suspend_officer"),
    ("pack_published", "!", "sign_pack"),
    ("roots_published", "X!", ""),
    ("device_enrolled", "", ""),
    ("device_forked", "", ""),
    ("device_suspended", "X", ""),
    ("device_revoked", "X!", ""),
    ("person_enrolled", "", ""),
    ("person_removed", "X", ""),
    ("store_restored", "", ""),
    ("role_key_shared", "", ""),
    ("wipe_ordered", "X!", ""),
)


def _kind(name: str, marks: str, acts: str) -> Kind:
    lane = Lane.RELEASE if "R" in marks else Lane.EXPRESS if "X" in marks else Lane.NORMAL
    return Kind(name, lane, "!" in marks, "°" in marks or "R" in marks, tuple(acts.split()))


KINDS: Final[Mapping[str, Kind]] = MappingProxyType({row[0]: _kind(*row) for row in _ROWS})

_TYPES: Final = {"v": int, "kind_v": int, "base_no": int, "must_know": bool}
_CLOCKS: Final = ("ok", "doubt", "back")
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Head:
    """The signed head of an entry: protocol.md section 1, these seventeen fields and no others.

    id, case_id and device are UUIDs in lower-case text; data_hash is base64; occurred_at is UTC, for people, never for
    order; clock is ok, doubt or back; base_no is the last case_no of the case that the actor had before them.
    """

    v: int
    agency: str
    id: str
    case_id: str
    kind: str
    kind_v: int
    data_hash: str
    actor: str
    role: str
    auth: str
    device: str
    occurred_at: datetime
    tz: str
    clock: str
    base_no: int
    pack: str
    must_know: bool

    def to_json(self) -> dict[str, object]:
        """The object whose canonical bytes are signed."""
        out: dict[str, object] = {name: getattr(self, name) for name in _NAMES}
        out["occurred_at"] = times.to_text(self.occurred_at)
        return out

    @staticmethod
    def from_json(obj: object) -> Head:
        """A head from parsed JSON. Raises 400.10 unless it has exactly the fields, types and forms of protocol.md
        section 1.
        """
        if not isinstance(obj, Mapping) or obj.keys() != _NAME_SET:
            raise Problem("400.10", "A head has these seventeen fields and no others.")
        for name in _NAMES:
            if type(obj[name]) is not _TYPES.get(name, str):
                raise Problem("400.10", f"The head's {name} has the wrong type.")
        if obj["v"] != 1 or obj["kind_v"] < 1 or obj["base_no"] < 0 or obj["clock"] not in _CLOCKS:
            raise Problem("400.10", "A number or the clock of the head is out of range.")
        if not all(_UUID.fullmatch(obj[name]) for name in ("id", "case_id", "device")):
            raise Problem("400.10", "The head names an entry, a case or a device by something that is no UUID.")
        return Head(**{**obj, "occurred_at": _exact_time(obj["occurred_at"])})


_NAMES: Final = tuple(field.name for field in fields(Head))
_NAME_SET: Final = frozenset(_NAMES)


def _exact_time(text: str) -> datetime:
    """A time in exactly the form we write, so that writing it again gives the signed bytes. Raises 400.10."""
    moment = times.read(text)
    if moment is None or times.to_text(moment) != text:
        raise Problem("400.10", "The head's occurred_at is not a UTC time with milliseconds.")
    return moment


@dataclass(frozen=True, slots=True)
class Event:
    """An entry as the fold takes it: the head, the data (None once erased), and the endpoint's answer where there is
    one.

    case_no is 0 as long as the endpoint has not answered; received_at is then "".
    """

    head: Head
    data: Mapping[str, object] | None
    case_no: int = 0
    flags: tuple[str, ...] = ()
    received_at: str = ""

    @property
    def lane(self) -> Lane:
        """The road of this entry; an unknown kind travels with the rest."""
        kind = KINDS.get(self.head.kind)
        return kind.lane if kind else Lane.NORMAL
