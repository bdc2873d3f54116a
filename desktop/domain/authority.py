"""What a person may rest on: the signed authorization, the pack, and when this device last heard the endpoint.

`models` and the endpoint build a `Standing` from checked documents; `permissions` judges with it. Nothing here checks
a signature and nothing here grants anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from desktop.domain import times
from desktop.domain.policy import Pack
from desktop.domain.problems import Problem
from desktop.domain.reading import mapping, number, text, texts

_GRACE: Final = 259_200
"""Seconds without contact after which a device only captures, where pack and token say nothing shorter (domain.md 5).
"""


@dataclass(frozen=True, slots=True)
class Authorization:
    """The signed letter that gives one person functions for a time. until, letter_until: None where they never end.

    fresh_for_s: seconds it counts without contact with the endpoint. Source: INA 287(g)(2), (5); protocol.md section
    10.
    """

    id: str
    serial: int
    agency: str
    person: str
    badge: str
    model: str
    roles: tuple[str, ...]
    functions: frozenset[str]
    facilities: tuple[str, ...]
    issued_at: datetime
    fresh_for_s: int
    until: datetime | None
    letter_until: datetime | None

    @staticmethod
    def parse(payload: object) -> Authorization:
        """From the payload of a checked `authorization` document. Raises 422.9 when it names no person or no issue
        time.
        """
        doc = mapping(payload)
        issued = times.read(doc.get("issued_at"))
        if issued is None or not text(doc, "person") or not text(doc, "id"):
            raise Problem("422.9", "An authorization names a person, a number and the time it was issued.")
        return Authorization(
            id=text(doc, "id"),
            serial=number(doc.get("serial")),
            agency=text(doc, "agency"),
            person=text(doc, "person"),
            badge=text(doc, "badge"),
            model=text(doc, "model"),
            roles=texts(doc.get("roles")),
            functions=frozenset(texts(doc.get("functions"))),
            facilities=texts(doc.get("facilities")),
            issued_at=issued,
            fresh_for_s=number(doc.get("fresh_for_s"), _GRACE),
            until=_end(text(doc, "until")),
            letter_until=_end(text(mapping(doc.get("letter")), "until")),
        )

    def ends(self) -> datetime | None:
        """The earlier of token and letter; None when neither ends."""
        ends = [end for end in (self.until, self.letter_until) if end is not None]
        return min(ends) if ends else None

    def in_force(self, now: datetime) -> bool:
        """Whether it has ended at `now`. An issue time ahead of a slow clock does not weaken it."""
        end = self.ends()
        return end is None or now < end


def _end(value: str) -> datetime | None:
    """An end as written: "" is never; what cannot be read has ended already."""
    if not value:
        return None
    return times.read(value) or datetime.fromtimestamp(0, tz=UTC)


@dataclass(frozen=True, slots=True)
class Standing:
    """Who acts, in which role, under what. place: facility id or ICE code where they work, "" in the field."""

    person: str
    role: str
    authorization: Authorization | None
    pack: Pack | None
    last_contact: datetime | None
    place: str = ""

    @property
    def model(self) -> str:
        """The model of the authorization, "" without one."""
        return self.authorization.model if self.authorization else ""

    def grace(self) -> timedelta:
        """How long a token counts without contact: the shortest of token and pack."""
        token = self.authorization.fresh_for_s if self.authorization else _GRACE
        pack = self.pack.seconds("authority.offline_grace_seconds", _GRACE) if self.pack else _GRACE
        return timedelta(seconds=max(0, min(token, pack)))

    def fresh(self, now: datetime) -> bool:
        """Whether the endpoint was heard (or the letter issued) within the grace. Source: domain.md 5."""
        if self.authorization is None:
            return False
        heard = max(filter(None, (self.last_contact, self.authorization.issued_at)))
        return now - heard <= self.grace()
