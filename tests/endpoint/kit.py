"""A training endpoint in this process, and devices that speak to it by the wire alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
from starlette.testclient import TestClient

from desktop.domain import times
from desktop.domain.encounter import EncounterForm, to_data
from desktop.domain.policy import Pack
from desktop.seal import canonical, entry, ids, papers
from desktop.seal.primitives import SigningKey, hpke_seal, labelled, new_p384, random
from desktop.sync import protocol
from desktop.sync.protocol import Answer, Pulled, Verdict
from endpoint.admin import folder as place
from endpoint.admin import training
from endpoint.app import build
from endpoint.core import Core
from endpoint.pace import Pace

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
AGENCY = "ZZ0000100"
ROLES = {"P-105": "TFO", "P-106": "TFO", "P-108": "CUSTODY", "P-201": "ICE_SUPERVISOR"}


class Clock:
    """The endpoint's time, set by hand."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time

    def seconds(self) -> float:
        return self.time.timestamp()

    def on(self, **by: float) -> None:
        self.time += timedelta(**by)


class Ground:
    """An endpoint by its folder, its time and a client: what a device needs of it."""

    client: httpx2.Client

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self.folder = folder
        self.time = clock

    def pack(self) -> Pack:
        return Pack.parse(training.moved_pack(NOW))

    def intake(self) -> bytes:
        """The key that boxes of releases are sealed to."""
        keys = canonical.loads(canonical.from_b64(place.read_json(self.folder / "keys.json")["payload"]))["keys"]
        return canonical.from_b64(keys["intake"][0]["key"])

    def slip(self, name: str) -> dict[str, Any]:
        return place.read_json(self.folder / place.SLIPS / f"{name}.json")

    def device(self, slip: str = "officer", code: dict[str, Any] | None = None) -> Device:
        """A device that enrolled, signed in and pushed its person's enrolment: it may read and write."""
        made = Device(self, code or self.slip(slip))
        made.enrol()
        made.introduce()
        return made


class World(Ground):
    """One endpoint in this process; `restart` opens the same folder anew."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        super().__init__(folder, self.clock)
        self._open()

    def _open(self) -> None:
        self.core: Core = place.open_core(self.folder)
        self.core.now = self.clock
        self.core.pace = Pace(self.clock.seconds)
        self.core.wait_s = 1
        self.app = build(self.core)
        self.client = TestClient(self.app, raise_server_exceptions=False)

    def restart(self) -> None:
        self.close()
        self._open()

    def close(self) -> None:
        self.client.close()
        self.core.store.close()

    def code(self, person: str, minutes: int = 15) -> dict[str, Any]:
        """A slip for a new device and this person, as an administrator makes it."""
        badge = person.removeprefix("P-")
        lasts = timedelta(minutes=minutes)
        code = training.new_code(self.core.store, AGENCY, person, badge, "P-116", self.clock(), lasts)
        return {"code": code, "person": person, "badge": badge}


@dataclass(frozen=True, slots=True)
class Person:
    """A person's keys on one device."""

    person: str
    badge: str
    sign: SigningKey
    seal: bytes
    slot_id: str

    @staticmethod
    def new(person: str) -> Person:
        return Person(person, person.removeprefix("P-"), SigningKey.new(), new_p384()[1], ids.new_id())

    def public(self) -> dict[str, str]:
        keys = {"sign_key": canonical.to_b64(self.sign.public), "seal_key": canonical.to_b64(self.seal)}
        return {"person": self.person, "badge": self.badge, "slot_id": self.slot_id, **keys}


@dataclass(frozen=True, slots=True)
class Act:
    """An entry that was made: its line, its case and its number there."""

    line: bytes
    id: str
    case_id: str
    number: int


@dataclass
class Device:
    """One device: keys, chain, cursor. It keeps what it pulled, and no case."""

    world: Ground
    slip: dict[str, Any]
    id: str = field(default_factory=ids.new_id)
    sign: SigningKey = field(default_factory=SigningKey.new)
    desk: SigningKey = field(default_factory=SigningKey.new)
    seal: bytes = field(default_factory=lambda: new_p384()[1])
    token: str = ""
    chain_no: int = 0
    head: bytes = entry.START
    after: dict[str, Any] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    have: dict[str, Any] = field(default_factory=lambda: {"pack": "", "auth": 0})
    pulled: list[Pulled] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.me = Person.new(self.slip["person"])
        self.me_now = self.me

    # joining
    def enrol_body(self, **changes: Any) -> dict[str, Any]:
        body: dict[str, Any] = {
            "code": self.slip["code"],
            "device": self.id,
            "name": "unit",
            "sign_key": canonical.to_b64(self.sign.public),
            "seal_key": canonical.to_b64(self.seal),
            "desk_key": canonical.to_b64(self.desk.public),
            "person": self.me.public(),
            "nonce": random(16).hex(),
        }
        body |= changes
        return {**body, "sig": canonical.to_b64(self.sign.sign("enrol", canonical.dumps(body)))}

    def enrol(self, **changes: Any) -> protocol.Enrolled:
        answer = self.post("/v1/enrol", self.enrol_body(**changes))
        assert answer.status_code == 201, answer.text
        told = protocol.read_answer(protocol.Enrolled, answer.content)
        self.countersign = told.countersign.plain()
        self.token = told.token
        return told

    def introduce(self) -> None:
        """Pushes the first person's enrolment, so that the training office authorizes them."""
        said = self.exchange([self.enrolment()])
        assert [each.verdict for each in said.verdicts] == ["accepted"], said.verdicts
        self.first_head = self.head

    def enrolment(self) -> Act:
        data = {**self.me.public(), "countersign": self.countersign}
        return self.act("person_enrolled", data, ids.new_id())

    def token_body(self, person: Person | None = None, **changes: Any) -> dict[str, Any]:
        person = person or self.me_now
        body: dict[str, Any] = {
            "device": self.id,
            "person": person.person,
            "time": times.to_text(self.world.time()),
            "nonce": random(16).hex(),
        }
        body |= changes
        text = canonical.dumps(body)
        by = canonical.to_b64(person.sign.sign("token", text))
        return {**body, "sig": canonical.to_b64(self.sign.sign("token", text)), "by": by}

    def sign_in(self, person: Person | None = None, **changes: Any) -> protocol.Token:
        answer = self.post("/v1/token", self.token_body(person, **changes))
        assert answer.status_code == 200, answer.text
        told = protocol.read_answer(protocol.Token, answer.content)
        self.token = told.token
        self.me_now = person or self.me_now
        return told

    def invited(self, person: str) -> tuple[Person, Act]:
        """A colleague, invited by the person signed in: their keys, and their own enrolment as an entry."""
        new, invitation, slot = Person.new(person), SigningKey.new(), ids.new_id()
        key, not_after = canonical.to_b64(invitation.public), 2_000_000_000
        half = self.me.sign.sign("invite", papers.invite_bytes(self.me.person, self.id, key, not_after, slot))
        text = papers.person_bytes(AGENCY, device=self.id, **new.public())
        countersign = {
            "by": self.me.person,
            "key": key,
            "not_after": not_after,
            "slot_id": slot,
            "half": canonical.to_b64(half),
            "sig": canonical.to_b64(invitation.sign("person", text)),
        }
        return new, self.act("person_enrolled", {**new.public(), "countersign": countersign}, ids.new_id(), by=new)

    # acts
    def act(
        self, kind: str, data: dict[str, Any], case_id: str, by: Person | SigningKey | None = None, **head: Any
    ) -> Act:
        """One entry of this device, signed by a person (the one signed in) or by a bare key."""
        by = by or self.me_now
        person = by if isinstance(by, Person) else self.me_now
        key = by.sign if isinstance(by, Person) else by
        fields: dict[str, Any] = {
            "v": 1,
            "id": ids.new_id(),
            "agency": AGENCY,
            "case_id": case_id,
            "kind": kind,
            "kind_v": 1,
            "actor": person.person,
            "role": ROLES.get(person.person, "TFO"),
            "auth": "",
            "device": self.id,
            "occurred_at": self.world.time(),
            "tz": "America/New_York",
            "clock": "ok",
            "base_no": 0,
            "pack": "",
            "must_know": False,
        }
        made, sealed = entry.make(fields | head, data, key.sign)
        return Act(sealed.line, made.id, made.case_id, self._number(made.case_id))

    def _number(self, case_id: str) -> int:
        self.numbers[case_id] = self.numbers.get(case_id, 0) + 1
        return self.numbers[case_id]

    def note(self, case_id: str, text: str = "seen", **head: Any) -> Act:
        return self.act("note_added", {"text": text}, case_id, **head)

    def alarm(self) -> Act:
        """A record that everybody may write, in a case of its own."""
        return self.act("alarm_seen", {"clock": "D2", "step": "1"}, ids.new_id())

    def encounter(self, case_id: str = "", **head: Any) -> Act:
        case_id = case_id or ids.new_id()
        form = EncounterForm(
            contact_reason="traffic_stop",
            call_for_service="no",
            offence="ZZ 1-1 · speeding",
            role="suspect",
            place_type="road",
            where="County road 7",
            stop_start=self.world.time() - timedelta(minutes=10),
            name="Sample, Alex",
        )
        data = to_data(form, case_id, self.world.pack(), self.world.time(), "AUT-105")
        return self.act("encounter_recorded", data, case_id, **head)

    def freed(self, case_id: str, **head: Any) -> Act:
        data = {"at": {"utc": times.to_text(self.world.time()), "zone": "America/New_York"}}
        return self.act("release_recorded", data, case_id, **head)

    def locked_release(self, case_id: str = "") -> Act:
        """A release of the locked window: nobody's, signed by the desk."""
        at = {"utc": times.to_text(self.world.time()), "zone": "America/New_York"}
        data = {"booking_no": "B-1", "at": at, "badge": "108"}
        nobody = {"actor": "", "role": "", "auth": "", "pack": "", "base_no": 0, "must_know": True}
        case_id = case_id or ids.new_id()
        return self.act("release_locked", data, case_id, by=self.desk, **nobody)

    # calls
    def push(self, links: Iterable[Any], **changes: Any) -> tuple[dict[str, Any], list[bytes]]:
        """The envelope and lines of a push; a bare link is (hash, number). The chain does not move yet."""
        wire: list[list[object]] = []
        lines: list[bytes] = []
        hashes: list[tuple[bytes, int]] = []
        for link in links:
            if isinstance(link, Act):
                wire.append([None, link.number])
                lines.append(link.line)
                hashes.append((entry.line_hash(link.line), link.number))
            else:
                wire.append([canonical.to_b64(link[0]), link[1]])
                hashes.append(link)
        body: dict[str, Any] = {"device": self.id, "first": self.chain_no + 1, "prev": canonical.to_b64(self.head)}
        body |= {"nonce": random(16).hex(), "links": wire, "after": self.after, "limit": 1 << 20, "have": self.have}
        body |= changes
        prev = canonical.from_b64(body["prev"])
        self.next_head = entry.chain(prev, body["first"], hashes)
        text = entry.push_bytes(self.id, body["first"], len(hashes), prev, self.next_head)
        return {"sig": canonical.to_b64(self.sign.sign("push", text)), **body}, lines

    def send(self, path: str, body: bytes, method: str = "POST", **changes: Any) -> Any:
        """One call with token and proof. changes: headers, to spoil it."""
        time = times.to_text(self.world.time())
        headers = {
            protocol.VERSION_HEADER: "1",
            "Authorization": f"Bearer {self.token}",
            protocol.PROOF_HEADER: entry.proof_header(self.sign.sign, method, path, time, self.token, body),
        }
        return self.world.client.request(method, path, content=body, headers=headers | changes)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """One call without session."""
        headers = {protocol.VERSION_HEADER: "1"}
        return self.world.client.post(path, content=json.dumps(body), headers=headers)

    def get(self, path: str) -> Any:
        return self.send(path, b"", "GET")

    def body(self, links: Iterable[Any] = (), **changes: Any) -> bytes:
        envelope, lines = self.push(links, **changes)
        return protocol.write_lines(canonical.dumps(envelope), lines)

    def try_exchange(self, links: Iterable[Any] = (), **changes: Any) -> Any:
        return self.send("/v1/exchange", self.body(links, **changes))

    def exchange(self, links: Iterable[Any] = (), **changes: Any) -> Answer:
        """Push and pull; the chain and the cursor move as the answer says."""
        answer, _ = self.exchanged(links, **changes)
        return answer

    def exchanged(self, links: Iterable[Any] = (), **changes: Any) -> tuple[Answer, list[Pulled]]:
        answer = self.try_exchange(links, **changes)
        assert answer.status_code == 200, answer.text
        told, pulled = protocol.read_exchange(answer.content)
        self.pulled += pulled
        self.chain_no, head = told.receipt.chain
        self.head = canonical.from_b64(head)
        self._move(told)
        return told, pulled

    def _move(self, told: Answer) -> None:
        for agency, page in told.pages.items():
            express = max([item.seq for item in page.express], default=self.after.get(agency, {}).get("express", 0))
            last = list(told.receipt.logs[agency])
            self.after[agency] = {"seq": page.to, "root": page.root, "express": express, "last": last}

    def verdict(self, act: Act) -> Verdict:
        return self.exchange([act]).verdicts[0]

    def release_body(self, act: Act, key: SigningKey | None = None) -> dict[str, Any]:
        info = labelled("release", ids.to_bytes(self.id))
        box = hpke_seal(self.world.intake(), act.line, info)
        body = {"device": self.id, "box": canonical.to_b64(box), "time": times.to_text(self.world.time())}
        sig = (key or self.desk).sign("release", canonical.dumps(body))
        return {**body, "sig": canonical.to_b64(sig)}
