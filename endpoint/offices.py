"""What the authorising offices do by hand elsewhere, and a training endpoint does by itself (security.md section 4, 9).

When a `person_enrolled` of the sample agency arrives, their authorization is signed: as ICE's office for functions and
ICE roles, as the agency's for all other roles. Nobody outside the sample gets one.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from desktop.domain import times
from desktop.seal import canonical, dsse, ids
from desktop.seal.trust import ICE_ROLES
from endpoint import documents
from endpoint.core import Offices
from endpoint.store import Connection, people

FRESH_SECONDS = 259200


def authorize(con: Connection, agency: str, offices: Offices, person: str, now: datetime) -> bool:
    """Signs the sample's authorization for a person with the keys they have by now; False for one it does not know."""
    sample = offices.sample.get(person)
    if sample is None:
        return False
    payload = payload_for(con, agency, person, sample, now)
    federal = payload["functions"] or ICE_ROLES.intersection(payload["roles"])
    key = offices.authority if federal else offices.people
    documents.add(con, agency, dsse.sign("authorization", payload, [key]))
    return True


def payload_for(con: Connection, agency: str, person: str, grants: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """An authorization of these grants for all keys the person has proved, with the next serial.

    grants: {id, badge, model, roles, functions, facilities, letter, until}, as they stand in the document.
    """
    keys = {key.device: key for key in people.person_keys(con, agency, person)}
    listed = [
        {
            "device": ids.to_text(device),
            "sign_key": canonical.to_b64(key.sign_key),
            "seal_key": canonical.to_b64(key.seal_key),
        }
        for device, key in sorted(keys.items())
    ]
    serial = people.highest_serial(con, agency, *documents.AUTHORITY) + 1
    own = {"serial": serial, "agency": agency, "person": person, "keys": listed, "fresh_for_s": FRESH_SECONDS}
    return {**grants, **own, "issued_at": times.to_text(now)}


def revocation(con: Connection, agency: str, person: str, reason: str, now: datetime) -> dict[str, Any]:
    """The end of all a person was authorized to, with the next serial."""
    serial = people.highest_serial(con, agency, *documents.AUTHORITY) + 1
    at = times.to_text(now)
    return {"agency": agency, "person": person, "serial": serial, "reason": reason, "at": at}
