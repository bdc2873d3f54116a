"""A new encounter or booking: what the form holds, what is wrong with it, and what is stored.

The encounter screen fills an `EncounterForm` field by field and shows each Problem beside its field; the verb stores
`to_data`. No field here asks about status, and nothing here stands in the way of a draft, of *End the stop* or of
*Stop and call*. Source: transition T-a in mandatory_fields.json; domain.md 6 (a traffic stop is not prolonged: its
start and end are fields).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from desktop.domain import forms, times
from desktop.domain.law import Law
from desktop.domain.policy import Pack
from desktop.domain.problems import Problem

PLACES: Final[Mapping[str, str]] = MappingProxyType(
    {"road": "Road", "home": "Home", "business": "Business", "public": "Public place", "other": "Other", "jail": "Jail"}
)
LONGEST: Final = 2000
_AHEAD: Final = timedelta(minutes=1)
_FORM_FIELD: Final = {
    "predicate_offence": "offence",
    "facility_code": "facility",
    "warrant_ref": "warrant",
    "place": "where",
    "at": "stop_start",
}


@dataclass(frozen=True, slots=True)
class EncounterForm:
    """The form by field. Times are instants, or texts as typed (with a zone); codes are those of T-a; "" is not
    answered.

    facility: id or ICE code, JEM and WSO. place_type: a code of PLACES. name: "Surname, given name", if known.
    """

    model: str = "TFM"
    contact_reason: str = ""
    call_for_service: str = ""
    offence: str = ""
    role: str = ""
    place_type: str = ""
    where: str = ""
    stop_start: datetime | str = ""
    stop_end: datetime | str = ""
    outcome: str = ""
    name: str = ""
    booking_no: str = ""
    facility: str = ""
    warrant: str = ""


def validate(form: EncounterForm, law: Law, pack: Pack | None, now: datetime) -> tuple[Problem, ...]:
    """What is missing or wrong, each Problem with the form's field name; empty when the encounter may be recorded.

    Codes: 422.1 missing or not an answer, 422.3 no zone, 422.4 no such time, 422.5 in the future, 422.7 end before
    start.
    """
    timed = [problem for name in ("stop_start", "stop_end") for problem in _time(form, name, now)]
    started, ended = _instant(form.stop_start), _instant(form.stop_end)
    if started and ended and ended < started:
        timed.append(Problem("422.7", "The stop ended before it began.", "stop_end"))
    events = frozenset({"encounter_end"}) if ended or form.outcome else frozenset()
    scene = forms.Scene(form.model, pack, "E0", events=events)
    asked = forms.check(law, "T-a", to_data(form, "-", pack, now), scene)
    told = {problem.field for problem in timed}
    missing = [_named(problem) for problem in asked]
    return (*timed, *(p for p in (*missing, *_place(form), *_long(form)) if p.field not in told))


def _named(problem: Problem) -> Problem:
    """The same problem under the name the form has for the field."""
    return Problem(problem.code, problem.detail, _FORM_FIELD.get(problem.field, problem.field))


def _place(form: EncounterForm) -> list[Problem]:
    if form.model != "TFM":
        return []
    found = [] if form.place_type in PLACES else [Problem("422.1", "Choose the kind of place.", "place_type")]
    return found if form.where.strip() else [*found, Problem("422.1", "Write where it was.", "where")]


def _long(form: EncounterForm) -> list[Problem]:
    texts = {n: getattr(form, n) for n in ("offence", "where", "name", "booking_no", "warrant")}
    return [Problem("422.1", f"At most {LONGEST} signs.", name) for name, said in texts.items() if len(said) > LONGEST]


def _time(form: EncounterForm, name: str, now: datetime) -> list[Problem]:
    value = getattr(form, name)
    if value == "":
        return []
    try:
        moment = times.from_text(value if isinstance(value, str) else times.to_text(value))
    except Problem as wrong:
        return [Problem(wrong.code, wrong.detail, name)]
    return [Problem("422.5", "Write a time that has been.", name)] if moment > now + _AHEAD else []


def _instant(value: datetime | str) -> datetime | None:
    """The instant of a field, None if it is empty or wrong."""
    if isinstance(value, str):
        return times.read(value)
    return value if value.tzinfo else None


def to_data(
    form: EncounterForm, case_id: str, pack: Pack | None, now: datetime, authorization: str = ""
) -> dict[str, object]:
    """The data of `encounter_recorded`, version 1: what was answered, by the field ids of T-a; nothing empty is
    stored.
    """
    zone = (pack.zone_of(form.facility) if pack else "") or "UTC"
    started, ended = _instant(form.stop_start), _instant(form.stop_end)
    data: dict[str, object] = {
        "encounter_id": case_id,
        "ori": pack.agency.ori if pack else "",
        "authorization_id": authorization,
        "model": form.model,
        "at": times.with_zone(started or now, zone),
        "place": _place_data(form, pack),
        "facility_code": form.facility,
        "contact_reason": form.contact_reason,
        "call_for_service": form.call_for_service,
        "predicate_offence": _offence(form.offence),
        "role": form.role,
        "stop_start": times.with_zone(started, zone) if started else "",
        "stop_end": times.with_zone(ended, zone) if ended else "",
        "outcome": form.outcome,
        "name": form.name.strip(),
        "booking_no": form.booking_no.strip(),
        "warrant_ref": {"id": form.warrant.strip()} if form.warrant.strip() else "",
    }
    return {key: value for key, value in data.items() if value not in ("", {})}


def _place_data(form: EncounterForm, pack: Pack | None) -> dict[str, str]:
    kind = form.place_type or ("jail" if form.facility else "")
    where = form.where.strip() or form.facility
    county = (pack.agency.county, pack.agency.state) if pack else ("", "")
    return {"type": kind, "where": where, "county": county[0], "state": county[1]} if kind and where else {}


def _offence(typed: str) -> dict[str, str]:
    """An offence as typed, with the NCIC code where the type-ahead gave one: "law · words · NCIC 5499"."""
    parts = [part.strip() for part in typed.split("·")]
    if not typed.strip():
        return {}
    code = next((p.removeprefix("NCIC").strip() for p in parts if p.startswith("NCIC")), "")
    return {"text": typed.strip(), "statute": parts[0], **({"ncic": code} if code else {})}
