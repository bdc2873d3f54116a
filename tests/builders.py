"""A training agency in memory, and stores of its people: what tests of the store, the verbs and the screens begin with.

It walks the road of security.md §4 with keys made on the spot: roots, endpoint's keys, device, person, authorization,
pack. Nothing here speaks to a network.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import resources
from desktop.cli.practice import moved
from desktop.domain.decision import DecisionForm, Evidence, Factor
from desktop.domain.encounter import EncounterForm
from desktop.domain.review import ReviewForm
from desktop.domain.times import to_text
from desktop.models import introduction, making, opening
from desktop.models.making import NewStore
from desktop.models.store import Store
from desktop.models.thread import Database
from desktop.seal import canonical, dsse, ids, papers
from desktop.seal.primitives import SigningKey, new_p384, p384_public, random
from desktop.seal.slotmaker import Material
from desktop.seal.slots import FLOOR_KIB
from tests.fakes import MemoryKeyring

AGENCY = "ZZ0000100"
PASSPHRASE = "seven quiet lamps at noon"
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
_OFFICES = ("roots", "config", "counsel", "authority", "people")
_DRAWN_UP = date(2026, 11, 24)


class Time:
    """A clock that a test sets by hand."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def goes_on(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(frozen=True)
class Who:
    """One of the fictional people of the sample pack."""

    person: str
    name: str
    role: str
    model: str

    @property
    def badge(self) -> str:
        return self.person.removeprefix("P-")


OFFICER = Who("P-105", "Emery Mockup", "TFO", "TFM")
COLLEAGUE = Who("P-106", "Finley Practice", "TFO", "TFM")
DESK = Who("P-108", "Harper Drill", "CUSTODY", "")
SUPERVISOR = Who("P-201", "Quinn Trainer", "ICE_SUPERVISOR", "")


@dataclass(frozen=True)
class Agency:
    """Its keys and the documents it signs. One office key stands for all offices, one issue key for all uses."""

    office: SigningKey = field(default_factory=SigningKey.new)
    root: SigningKey = field(default_factory=SigningKey.new)
    issue: SigningKey = field(default_factory=SigningKey.new)
    recovery: tuple[bytes, bytes] = field(default_factory=new_p384)
    intake: tuple[bytes, bytes] = field(default_factory=new_p384)
    endpoint_device: str = field(default_factory=ids.new_id)
    now: datetime = NOW

    def roots(self) -> dict[str, Any]:
        offices = {name: {"keys": [self.office.keyid], "threshold": 1} for name in _OFFICES}
        body = {
            "agency": AGENCY,
            "version": 1,
            "training": True,
            "roles": offices | {"endpoint": {"keys": [self.root.keyid], "threshold": 1}},
            "keys": {each.keyid: canonical.to_b64(each.public) for each in (self.office, self.root)},
            "seals": {},
            "recovery": canonical.to_b64(self.recovery[1]),
            "from": to_text(self.now),
            "until": "",
        }
        return dsse.sign("roots", body, [self.office])

    def keys(self) -> dict[str, Any]:
        public = {use: canonical.to_b64(self.issue.public) for use in papers.USES}
        public["intake"] = canonical.to_b64(self.intake[1])
        dated = {use: [{"key": key, "from": to_text(self.now), "until": ""}] for use, key in public.items()}
        body = {"endpoint": "test", "device": self.endpoint_device, "version": 1, "keys": dated}
        return dsse.sign("keys", body, [self.root])

    def pack(self, pack_id: str = "", **values: object) -> dict[str, Any]:
        """The sample pack, its dates moved to now; `values` replace single ones ("hold.mode" as hold__mode)."""
        body = moved(resources.documents()["policy_pack.sample"], self.now.date() - _DRAWN_UP)
        body["pack_id"] = pack_id or body["pack_id"]
        for key, value in values.items():
            body["values"][key.replace("__", ".")]["value"] = value
        return dsse.sign("pack", body, [self.office])

    def authorization(self, new: NewStore, who: Who, serial: int = 1, days: int = 365) -> dict[str, Any]:
        until = to_text(self.now + timedelta(days=days))
        sample: Any = resources.documents()["policy_pack.sample"]
        agreed = [each["functions"] for each in sample["agreements"] if each["model"] == who.model]
        body = {
            "id": f"AUT-{who.person}-{serial}",
            "serial": serial,
            "agency": AGENCY,
            "person": who.person,
            "badge": who.badge,
            "model": who.model,
            "roles": [who.role],
            "functions": list(agreed[0]) if agreed else [],
            "facilities": [],
            "keys": [
                {
                    "device": new.device,
                    "sign_key": canonical.to_b64(new.person_sign.public),
                    "seal_key": canonical.to_b64(p384_public(new.person_seal)),
                }
            ],
            "letter": {"sha256": "0" * 64, "until": until},
            "issued_at": to_text(self.now),
            "fresh_for_s": 72 * 3600,
            "until": until,
        }
        return dsse.sign("authorization", body, [self.office])

    def new_store(self, who: Who = OFFICER, **changes: Any) -> NewStore:
        """What enrolment would have brought for this person's own device."""
        keys: dict[str, Any] = {"sign": SigningKey.new(), "seal": new_p384()[0], "desk": SigningKey.new()}
        store_id, device, material = random(16), ids.new_id(), Material.new()
        new = NewStore(
            store_id=store_id,
            device=device,
            **keys,
            material=material,
            person_seal=new_p384()[0],
            badge=who.badge,
            passphrase=PASSPHRASE,
            person=who.person,
            name=who.name,
            role=who.role,
            agency=AGENCY,
            roots=self.roots(),
            root_key=self.root.public,
            keys=self.keys(),
            cert=self._cert(device, keys),
            countersign={},
            endpoint="https://127.0.0.1:1",
            tls_root="",
            pins=("", ""),
            training=True,
            m_kib=FLOOR_KIB,
        )
        return _replace(new, countersign=self._countersign(new), **changes)

    def _cert(self, device: str, keys: dict[str, Any]) -> dict[str, Any]:
        body = {
            "agency": AGENCY,
            "device": device,
            "name": "test",
            "sign_key": canonical.to_b64(keys["sign"].public),
            "seal_key": canonical.to_b64(p384_public(keys["seal"])),
            "desk_key": canonical.to_b64(keys["desk"].public),
            "from": to_text(self.now),
            "until": "",
        }
        return dsse.sign("device", body, [self.issue])

    def _countersign(self, new: NewStore) -> dict[str, str]:
        text = papers.person_bytes(
            AGENCY,
            new.badge,
            new.device,
            new.person,
            canonical.to_b64(p384_public(new.person_seal)),
            canonical.to_b64(new.person_sign.public),
            ids.to_text(new.material.slot_id),
        )
        return {"key": canonical.to_b64(self.issue.public), "sig": canonical.to_b64(self.issue.sign("person", text))}


def _replace(new: NewStore, **changes: Any) -> NewStore:
    values = {name: getattr(new, name) for name in new.__slots__}
    return NewStore(**(values | changes))


@dataclass
class Desktop:
    """One device with its store: folder, key ring, clock, and what it was made from."""

    folder: Path
    agency: Agency = field(default_factory=Agency)
    who: Who = OFFICER
    secrets: MemoryKeyring = field(default_factory=MemoryKeyring)
    time: Time = field(default_factory=Time)
    database: Database = field(default_factory=Database)
    store: Store | None = None

    def make(self, **changes: Any) -> NewStore:
        """Makes the store, without opening it."""
        self.new = self.agency.new_store(self.who, **changes)
        making.create(self.folder, self.new, self.secrets, self.time)
        return self.new

    def unlock(self, passphrase: str = PASSPHRASE, badge: str = "", **how: Any) -> Store:
        """Opens it on the one database thread, as the program does."""

        def job() -> Store:
            return opening.unlock(
                self.folder,
                badge or self.who.badge,
                passphrase,
                self.secrets,
                database=self.database,
                clock=self.time,
                **how,
            )

        self.store = self.database.submit(job).result()
        return self.store

    def close(self) -> None:
        """Closes the store if it is open, and ends the thread."""
        if self.store is not None:
            self.store.close()
        self.database.stop()

    def ready(self, *, pack: bool = True, authorized: bool = True) -> Store:
        """Made, opened, and with the documents that a first exchange would have brought."""
        new = self.make()
        store = self.unlock()
        documents = [self.agency.pack()] if pack else []
        documents += [self.agency.authorization(new, self.who)] if authorized else []
        store.write(lambda tx: introduction.take(tx, documents)).result()
        store.write(lambda tx: introduction.heard(tx, self.time.now)).result()
        return store


def encounter(**changes: Any) -> EncounterForm:
    """A traffic stop in the field, filled in."""
    filled: dict[str, Any] = {
        "model": "TFM",
        "contact_reason": "traffic_stop",
        "call_for_service": "no",
        "offence": "ZZ 1-1 · speeding",
        "role": "suspect",
        "place_type": "road",
        "where": "County road 7, mile 12",
        "stop_start": NOW - timedelta(minutes=10),
        "name": "Sample, Alex",
    }
    return EncounterForm(**(filled | changes))


REASON = (
    "The person gave an address where family lives and was found there before [1]. Nothing is on record that speaks "
    "for flight, and the charge alleged is minor [2]."
)


def decision(own: str = "", **changes: Any) -> DecisionForm:
    """A proposal with evidence in two factors, filled in. own: words of this case, for no two may read alike."""
    reason = f"{REASON} {own}"
    flight = Evidence("Lives with a sister in Sample City", "statement", "against")
    threat = Evidence("Speeding", "citation 12", "for", "alleged")
    filled: dict[str, Any] = {
        "vulnerabilities": {"minor": "no", "care": "no", "family_care": "unknown"},
        "factors": {
            "flight": Factor("flight", (flight,), reason),
            "repeat": Factor("repeat", none_found=True),
            "threat": Factor("threat", (threat,), f"{reason} It is minor."),
        },
        "proposal": "release_conditions",
        "reason": f"{reason} Conditions are enough.",
    }
    return DecisionForm(**(filled | changes))


def review(answer: str = "return", ref: str = "", **changes: Any) -> ReviewForm:
    """A supervisor's answer, filled in."""
    filled: dict[str, Any] = {
        "answer": answer,
        "reason": "The address was not confirmed by anybody.",
        "pinned": ((ref, "flight", "Who confirmed the address?"),) if answer == "return" else (),
        "title": "SDDO",
        "badge": "201",
        "authority": "8 CFR 287.5(e)(2)",
    }
    return ReviewForm(**(filled | changes))


def done(store: Store, operation: Any, by: object | None = None) -> Any:
    """Runs a verb and waits for it."""
    run: Callable[..., Any] = operation.run
    return store.write(run, by).result()
