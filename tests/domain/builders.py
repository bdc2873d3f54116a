"""Entries, people and packs for tests: what a person would have written, as short calls."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import resources
from desktop.domain import times
from desktop.domain.authority import Authorization, Standing
from desktop.domain.case import Case
from desktop.domain.decision import DecisionForm, Evidence, Factor, to_data
from desktop.domain.fold import fold_all
from desktop.domain.journal import KINDS, Event, Head
from desktop.domain.law import Law
from desktop.domain.policy import Pack

DOCS = resources.documents()
LAW = Law.parse(DOCS)
PACK = Pack.parse(DOCS["policy_pack.sample"])
CASE = "019e7f7d-c752-713b-8cd5-22c86ed20c8e"
DEVICE, OTHER_DEVICE = "019e52ee-894a-7a16-a9c7-cb7790caa5a6", "019e52ee-894a-7a16-a9c7-cb7790caa5a7"
NOON = datetime(2026, 5, 22, 16, tzinfo=UTC)
NEW_YORK = "America/New_York"
REASON = "One missed date in 2024 [1] against five kept [2]; it came two days after a birth in the family."


def utc(moment: datetime) -> dict[str, str]:
    """A `datetime_tz` in New York."""
    return times.with_zone(moment, NEW_YORK)


class Writer:
    """Somebody who writes entries on one device, numbered as the endpoint would."""

    def __init__(self, actor: str = "P-105", role: str = "TFO", device: str = DEVICE, now: datetime = NOON) -> None:
        self.actor, self.role, self.device, self.now = actor, role, device, now
        self.made = 0

    def __call__(
        self, kind: str, data: Mapping[str, object] | None, no: int = 0, base: int = 0, at: datetime | None = None
    ) -> Event:
        """An entry of this kind; its id tells who made it and as which."""
        self.made += 1
        known = KINDS.get(kind)
        head = Head(
            v=1,
            agency="ZZ-A",
            id=f"{self.actor}-{self.device[-1]}-{self.made}",
            case_id=CASE,
            kind=kind,
            kind_v=1,
            data_hash="",
            actor=self.actor,
            role=self.role,
            auth="AUT",
            device=self.device,
            occurred_at=at or self.now + timedelta(minutes=self.made),
            tz=NEW_YORK,
            clock="ok",
            base_no=base,
            pack=PACK.pack_id,
            must_know=known.must_know if known else False,
        )
        return Event(head, data, no)


OFFICER, OTHER, ICE = ("P-105", "TFO"), ("P-106", "TFO"), ("P-201", "ICE_SUPERVISOR")


def encounter(model: str = "TFM", **more: object) -> dict[str, object]:
    """The data of a complete encounter."""
    data: dict[str, object] = {
        "encounter_id": CASE,
        "ori": "ZZ0000100",
        "model": model,
        "at": utc(NOON),
        "place": {"type": "road", "where": "Mile 12", "county": "Sample County", "state": "ZZ"},
        "contact_reason": "traffic_stop",
        "call_for_service": "no",
        "predicate_offence": {"text": "Sample Code 12-3"},
        "role": "suspect",
        "stop_start": utc(NOON),
    }
    if model in ("JEM", "WSO"):
        data |= {"facility_code": "ZZ9JAIL" if model == "JEM" else "ZZ9ANNX", "contact_reason": "booking"}
    if model == "WSO":
        data |= {"warrant_ref": {"id": "ICE-1"}, "contact_reason": "ice_warrant"}
    return data | more


def proposal(**more: Any) -> DecisionForm:
    """A proposal that may be recorded: flight with evidence for and against, nothing found in the other two."""
    flight = Factor(
        "flight",
        (
            Evidence("Missed one court date, 2024", "court record", "for"),
            Evidence("Kept five", "court record", "against"),
        ),
        REASON,
    )
    form = DecisionForm(
        vulnerabilities={"minor": "no", "care": "no", "family_care": "unknown"},
        factors={
            "flight": flight,
            "repeat": Factor("repeat", none_found=True),
            "threat": Factor("threat", none_found=True),
        },
        proposal="release_conditions",
        reason=REASON,
    )
    return replace(form, **more)


def decision_data(**more: Any) -> dict[str, object]:
    """The data of a proposal that may be recorded."""
    return to_data(proposal(**more))


def letter(person: str = "P-105", role: str = "TFO", model: str = "TFM", **more: object) -> Authorization:
    """An authorization in force: all functions of the model's template."""
    functions = sorted(LAW.models[model].functions) if model in LAW.models else []
    payload: dict[str, object] = {
        "id": f"AUT-{person}",
        "serial": 1,
        "agency": "ZZ-A",
        "person": person,
        "badge": "1",
        "model": model,
        "roles": [role],
        "functions": functions,
        "facilities": [],
        "letter": {"sha256": "", "until": ""},
        "issued_at": "2026-01-12T00:00:00.000Z",
        "fresh_for_s": 259_200,
        "until": "2028-01-04T00:00:00.000Z",
    }
    return Authorization.parse(payload | more)


def standing(person: str = "P-105", role: str = "TFO", model: str = "TFM", **more: Any) -> Standing:
    """Somebody with a letter in force, heard a minute ago."""
    who = Standing(person, role, letter(person, role, model), PACK, NOON, "")
    return replace(who, **more)


def supervisor() -> Standing:
    """A federal supervisor."""
    return standing(*ICE, model="")


def folded(*events: Event) -> Case:
    """The case of these entries."""
    case = fold_all(events, LAW)
    assert case is not None
    return case
