"""The policy pack: signed data that differs by site or date.

`Pack.parse` reads the payload of a signed pack (the signature is `seal`'s business); permissions, deadlines and forms
ask it for values. Limits in code stand above it: no pack makes a hold longer than 48 hours of form I-247A.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from desktop.domain import times
from desktop.domain.problems import Problem
from desktop.domain.reading import mapping, mappings, number, text, texts

LONGEST_HOLD: Final = 172_800
"""Seconds. 8 CFR 287.7(d) and form I-247A (02/17), "not to exceed 48 hours": the ceiling in code, which no pack lifts.
"""


@dataclass(frozen=True, slots=True)
class Agency:
    """The agency the pack is for. zone: IANA name."""

    name: str
    ori: str
    county: str
    state: str
    zone: str


@dataclass(frozen=True, slots=True)
class Facility:
    """A place of the agency; detloc is ICE's code for it."""

    id: str
    name: str
    detloc: str
    zone: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement for one model: it may delete functions of the model, never add. Source: INA 287(g)(1), (5)."""

    id: str
    model: str
    active: bool
    starts: str
    ends: str
    functions: frozenset[str]
    facilities: tuple[str, ...]
    jurisdiction: str

    def in_force(self, now: datetime, zone: str) -> bool:
        """Whether it is active and the local day lies in its term, both ends included."""
        return self.active and _covers(self.starts, self.ends, now, zone)


@dataclass(frozen=True, slots=True)
class Person:
    """Who works with whom: agency is LEA or ICE, as the pack says it."""

    id: str
    name: str
    roles: tuple[str, ...]
    agency: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to call."""

    role: str
    label: str
    phone: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack, read. values: key -> value as signed."""

    pack_id: str
    training: bool
    agency: Agency
    starts: str
    ends: str
    values: Mapping[str, object]
    facilities: Mapping[str, Facility]
    agreements: Mapping[str, Agreement]
    people: Mapping[str, Person]
    contacts: tuple[Contact, ...]

    @staticmethod
    def parse(payload: object) -> Pack:
        """A pack from its payload. Raises 422.9 when a limit is above the ceiling in code or the pack names no agency
        or zone.
        """
        doc = mapping(payload)
        home = mapping(doc.get("agency"))
        values = {key: mapping(row).get("value") for key, row in mapping(doc.get("values")).items()}
        pack = Pack(
            pack_id=text(doc, "pack_id"),
            training=doc.get("training") is True,
            agency=Agency(*(text(home, key) for key in ("name", "ori", "county", "state", "zone"))),
            starts=text(doc, "effective_from"),
            ends=text(doc, "effective_to"),
            values=values,
            facilities={text(row, "id"): _facility(row) for row in mappings(doc.get("facilities"))},
            agreements={text(row, "model"): _agreement(row) for row in mappings(doc.get("agreements"))},
            people={text(row, "id"): _person(row) for row in mappings(doc.get("people"))},
            contacts=tuple(_contact(row) for row in mappings(values.get("ice_contacts"))),
        )
        pack._check()
        return pack

    def _check(self) -> None:
        if not self.pack_id or not times.is_zone(self.agency.zone):
            raise Problem("422.9", "The pack has no number, or names no time zone of its agency.")
        for key in ("hold.limit_seconds", "warrantless.limit_seconds"):
            if not 0 < number(self.values.get(key), LONGEST_HOLD) <= LONGEST_HOLD:
                raise Problem("422.9", f"The pack sets {key} above 48 hours.")

    def value(self, key: str, default: object = None) -> object:
        """The value of a key as signed, or the default."""
        value = self.values.get(key)
        return default if value is None else value

    def seconds(self, key: str, default: int) -> int:
        """A duration in seconds, or the default where the pack gives no whole number."""
        return number(self.values.get(key), default)

    def in_force(self, now: datetime) -> bool:
        """Whether the local day of the agency lies in the pack's term."""
        return _covers(self.starts, self.ends, now, self.agency.zone)

    def agreement(self, model: str) -> Agreement | None:
        """The agreement for a model, if the agency has one."""
        return self.agreements.get(model)

    def overlay(self) -> Mapping[str, object]:
        """What the agency's State permits, as counsel signed it (INA 287(g)(1), last words)."""
        return mapping(mapping(self.values.get("overlay")).get(self.agency.state))

    def name_of(self, person: str) -> str:
        """A person's name, or their number where the pack does not know them."""
        found = self.people.get(person)
        return found.name if found else person

    def zone_of(self, facility: str) -> str:
        """The zone of a facility by id or ICE code; the agency's where there is none."""
        for place in self.facilities.values():
            if facility in (place.id, place.detloc):
                return place.zone
        return self.agency.zone


def _facility(row: Mapping[str, object]) -> Facility:
    return Facility(text(row, "id"), text(row, "name"), text(row, "detloc"), text(row, "zone"))


def _agreement(row: Mapping[str, object]) -> Agreement:
    place = mapping(row.get("place"))
    return Agreement(
        text(row, "id"),
        text(row, "model"),
        text(row, "status") == "active",
        text(row, "effective_from"),
        text(row, "effective_to"),
        frozenset(texts(row.get("functions"))),
        texts(place.get("facilities")),
        text(place, "jurisdiction"),
    )


def _person(row: Mapping[str, object]) -> Person:
    return Person(text(row, "id"), text(row, "name"), texts(row.get("roles")), text(row, "agency"))


def _contact(row: Mapping[str, object]) -> Contact:
    return Contact(text(row, "role"), text(row, "label"), text(row, "phone"))


def _covers(starts: str, ends: str, now: datetime, zone: str) -> bool:
    try:
        first, last = date.fromisoformat(starts), date.fromisoformat(ends)
    except ValueError:
        return False
    return first <= times.local(now, zone).date() <= last
