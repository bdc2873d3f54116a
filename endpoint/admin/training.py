"""A training agency, made on the spot (security.md section 4, point 9).

`python -m endpoint init --training FOLDER` calls this. Roots, offices and keys are fresh and marked training, the
sample pack's dates are moved to today, and one slip per store lets the clients enrol by the road that real ones go.
Nothing here may ever serve a real agency.
"""

import re
import secrets
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from desktop.domain import times
from desktop.seal import canonical, codes, dsse, ids, tls, words
from desktop.seal.primitives import SigningKey, new_p384, sha256
from desktop.seal.tree import EMPTY, Frontier
from endpoint import documents
from endpoint.admin import folder as place
from endpoint.sessions import OPENS_WITH
from endpoint.store import Store, logs, people
from resources import documents as data
from resources import folder as resource

SAMPLE_DAY = date(2026, 11, 24)
NAME = "training.fieldcase.example"
OFFICES = ("roots", "config", "counsel", "authority", "people", "endpoint", "recovery")
ONLINE = ("receipt", "checkpoint", "issue", "entry")
STORES = {"officer": ("P-105", "P-106"), "custody": ("P-108",), "supervisor": ("P-201",)}
ACTING = ("AUTHORIZED", "RECERT_DUE", "EXPIRED")
SLIP_DAYS = 30
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Made:
    """What the steps of `make` pass on."""

    folder: Path
    agency: str
    pack: dict[str, Any]
    keys: Mapping[str, SigningKey]
    now: datetime


def make(folder: Path, host: str, port: int, now: datetime) -> None:
    """A new training endpoint in `folder`, which must be empty or not there. port 0: a free one is chosen."""
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    pack = moved_pack(now)
    keys = {name: SigningKey.new() for name in (*OFFICES, *ONLINE)}
    made = Made(folder, pack["agency"]["ori"], pack, keys, now)
    for name, key in keys.items():
        place.write_key(folder, name, key.seed)
    envelopes = _documents(made)
    pin = _certificate(made, host)
    _endpoint(made, host, port or _free_port(host), pin, envelopes)
    _database(made, envelopes)
    _slips(made, envelopes["roots"])


def moved_pack(now: datetime) -> dict[str, Any]:
    """The sample pack as it is signed: its dates moved by the days since 24 November 2026, fractions as text."""
    pack = data()["policy_pack.sample"]
    days = timedelta(days=(now.date() - SAMPLE_DAY).days)
    moved: dict[str, Any] = _moved(pack, days)
    return moved


def _moved(value: Any, days: timedelta) -> Any:
    if isinstance(value, dict):
        return {key: _moved(inner, days) for key, inner in value.items()}
    if isinstance(value, list):
        return [_moved(inner, days) for inner in value]
    if isinstance(value, str) and _DAY.fullmatch(value):
        return (date.fromisoformat(value) + days).isoformat()
    return str(value) if isinstance(value, float) else value


def grants(pack: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What each person of the sample is granted, as it stands in an authorization; the suspended get nothing."""
    agreements = {row["id"]: row for row in pack["agreements"]}
    letters = {row["person"]: row for row in pack["authorizations"]}
    found = {}
    for person in pack["people"]:
        letter = letters.get(person["id"])
        if letter is None:
            found[person["id"]] = _grant(person, "", "", [], [], "0" * 64, "")
        elif letter["state"] in ACTING:
            agreement = agreements[letter["agreement"]]
            at = agreement["place"].get("facilities", [])
            ends = _end_of(letter["expires"])
            own = (letter["id"], agreement["model"], letter["functions"], at, letter["letter_sha256"], ends)
            found[person["id"]] = _grant(person, *own)
    return found


def _grant(
    person: Mapping[str, Any], name: str, model: str, functions: Sequence[str], at: Sequence[str], sha: str, ends: str
) -> dict[str, Any]:
    digits = person["id"].removeprefix("P-")
    return {
        "id": name or f"AUT-{digits}",
        "badge": digits,
        "model": model,
        "roles": list(person["roles"]),
        "functions": list(functions),
        "facilities": list(at),
        "letter": {"sha256": sha, "until": ends},
        "until": ends,
    }


def _end_of(day: str) -> str:
    """The end of a letter's last day, in UTC."""
    return times.to_text(datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(days=1))


def _documents(made: Made) -> dict[str, dict[str, Any]]:
    """Roots (threshold 1, marked training), the endpoint's keys and the pack, signed."""
    recovery, intake = new_p384(), new_p384()
    place.write_key(made.folder, "recovery-seal", recovery[0])
    place.write_key(made.folder, "intake", intake[0])
    at, keys = times.to_text(made.now), made.keys
    roots = {
        "agency": made.agency,
        "version": 1,
        "training": True,
        "roles": {name: {"keys": [keys[name].keyid], "threshold": 1} for name in OFFICES},
        "keys": {keys[name].keyid: canonical.to_b64(keys[name].public) for name in OFFICES},
        "seals": {},
        "recovery": canonical.to_b64(recovery[1]),
        "from": at,
        "until": "",
    }
    publics = {name: keys[name].public for name in ONLINE} | {"intake": intake[1]}
    online = {use: [{"key": canonical.to_b64(key), "from": at, "until": ""}] for use, key in publics.items()}
    named = {"endpoint": NAME, "device": ids.new_id(), "version": 1, "keys": online}
    return {
        "roots": dsse.sign("roots", roots, [keys["roots"]]),
        "keys": dsse.sign("keys", named, [keys["endpoint"]]),
        "pack": dsse.sign("pack", made.pack, [keys["config"], keys["counsel"]]),
    }


def _certificate(made: Made, host: str) -> str:
    """The private authority and the certificate of this host. Returns its pin."""
    authority = tls.make_authority(f"{NAME} (training)", made.now)
    own = tls.make_certificate(host, authority, made.now)
    files = {"authority.pem": authority.certificate, "authority.key": authority.key}
    files |= {"certificate.pem": own.certificate, "certificate.key": own.key}
    for name, content in files.items():
        place.write(made.folder / place.TLS / name, content)
    return tls.pin(own.der)


def _endpoint(made: Made, host: str, port: int, pin: str, envelopes: Mapping[str, Any]) -> None:
    keys = canonical.loads(dsse.payload(envelopes["keys"]))
    root_key = canonical.to_b64(made.keys["endpoint"].public)
    known = {"name": NAME, "agency": made.agency, "device": keys["device"], "training": True}
    place.write_json(
        made.folder / place.ENDPOINT, {**known, "host": host, "port": port, "pin": pin, "root_key": root_key}
    )
    place.write_json(made.folder / "roots.json", envelopes["roots"])
    place.write_json(made.folder / "keys.json", envelopes["keys"])
    place.write_json(made.folder / place.SAMPLE, grants(made.pack))


def _database(made: Made, envelopes: Mapping[str, Mapping[str, Any]]) -> None:
    store = place.open_store(made.folder)
    with store.write() as con:
        logs.add_log(con, logs.Log(made.agency, 0, EMPTY, Frontier().to_bytes(), 0))
        for kind in ("roots", "keys"):
            raw = canonical.dumps(envelopes[kind])
            people.add_document(con, people.Document(kind, "1", made.agency, "", 1, raw))
        documents.add(con, made.agency, envelopes["pack"])
    store.close()


def _slips(made: Made, roots: Mapping[str, Any]) -> None:
    """A code and a passphrase for each store's first person, and the list of sign-ins."""
    listed = (resource("data") / "words.txt").read_text("ascii").split()
    six = words.six_words(dsse.payload(roots), made.keys["endpoint"].public, listed)
    known = place.read_json(made.folder / place.ENDPOINT)
    where = {"host": known["host"], "port": known["port"], "pin": known["pin"], "words": " ".join(six)}
    store = place.open_store(made.folder)
    signins = []
    for name, members in STORES.items():
        who = [_person(made.pack, person, listed) for person in members]
        code = new_code(store, made.agency, members[0], who[0]["badge"], "training", made.now, timedelta(SLIP_DAYS))
        place.write_json(made.folder / place.SLIPS / f"{name}.json", {**where, "code": code, **who[0]})
        signins += [{"store": name, **each} for each in who]
    store.close()
    about = {"agency": made.pack["agency"]["name"], "zone": made.pack["agency"]["zone"], "pack": made.pack["pack_id"]}
    place.write_json(made.folder / place.TRAINING, {**about, "signins": signins})


def _person(pack: Mapping[str, Any], person: str, listed: Sequence[str]) -> dict[str, str]:
    row = next(each for each in pack["people"] if each["id"] == person)
    passphrase = "-".join(secrets.choice(listed) for _ in range(4))
    own = {"person": person, "badge": person.removeprefix("P-"), "name": row["name"], "role": row["roles"][0]}
    return {**own, "passphrase": passphrase}


def new_code(store: Store, agency: str, person: str, badge: str, made_by: str, now: datetime, lasts: timedelta) -> str:
    """A one-time code of 50 bits for one device and this first person."""
    code = codes.new(10, 4)
    plain = codes.plain(code)
    expires = times.to_text(now + lasts)
    with store.write() as con:
        people.add_code(
            con,
            people.Code(
                sha256(plain.encode()), plain[:OPENS_WITH], agency, person, badge, made_by, expires, 0, None, None
            ),
        )
    return code


def _free_port(host: str) -> int:
    with socket.create_server((host, 0)) as server:
        port: int = server.getsockname()[1]
        return port
