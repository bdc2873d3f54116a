"""What an authorising office does by hand: list who waits, sign an authorization, end one (security.md section 4, 6).

`python -m endpoint officer ..` calls this with the office's own key file. The endpoint's keys cannot do any of it.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop.seal import dsse, ids
from desktop.seal.primitives import SigningKey
from endpoint import documents, offices
from endpoint.admin import folder as place
from endpoint.store import people


def waiting(folder: Path) -> list[dict[str, str]]:
    """Persons with a key on a device that no authorization of theirs lists: {person, badge, device}."""
    agency = place.read_json(folder / place.ENDPOINT)["agency"]
    store = place.open_store(folder)
    found = []
    with store.read() as con:
        for key in people.person_keys(con, agency):
            held = documents.certificate(con, agency, key.person)
            if held is None or not held.lists(key.device):
                found.append({"person": key.person, "badge": key.badge, "device": ids.to_text(key.device)})
    store.close()
    return found


def issue(folder: Path, key_file: Path, person: str, granted: Mapping[str, Any], now: datetime) -> int:
    """Signs and files an authorization. granted: as `offices.payload_for` takes it. Returns its serial.

    Problem 422.10 when this key may not give what is granted.
    """
    agency = place.read_json(folder / place.ENDPOINT)["agency"]
    key = SigningKey(place.read_secret(key_file))
    store = place.open_store(folder)
    with store.write() as con:
        payload = offices.payload_for(con, agency, person, granted, now)
        serial = documents.add(con, agency, dsse.sign("authorization", payload, [key])).serial
    store.close()
    return serial


def revoke(folder: Path, key_file: Path, person: str, reason: str, now: datetime) -> int:
    """Signs and files a revocation, and ends the person's sessions. Returns its serial. Problem 422.10."""
    agency = place.read_json(folder / place.ENDPOINT)["agency"]
    key = SigningKey(place.read_secret(key_file))
    store = place.open_store(folder)
    with store.write() as con:
        payload = offices.revocation(con, agency, person, reason, now)
        serial = documents.add(con, agency, dsse.sign("revocation", payload, [key])).serial
        people.drop_tokens(con, person)
    store.close()
    return serial


def sample_of(folder: Path, person: str) -> dict[str, Any]:
    """What the sample grants a person, to be signed as it is or changed. LookupError for one it does not know."""
    found: dict[str, Any] = place.read_json(folder / place.SAMPLE)[person]
    return found
