"""Keys of persons: what a `person_enrolled` proves, and what it brings.

`sessions` reads one from a newcomer before their first call, `exchange` reads those that are pushed. A countersign must
lead to the issue key, straight or through the person who invited (security.md section 4). Nothing is granted here.
"""

from collections.abc import Iterable

from desktop.domain.problems import Problem
from desktop.seal import canonical, entry, ids
from desktop.seal.trust import Trust
from endpoint import documents
from endpoint.store import Connection, people

KIND = "person_enrolled"


def trust_at(con: Connection, agency: str, device: bytes) -> Trust:
    """What is proved about the people of one device: their authorizations, and the enrolments that hold."""
    known = documents.trust(con, agency)
    keys = people.person_keys(con, agency, device=device)
    for person in {each.person for each in keys}:
        for envelope in documents.envelopes(con, agency, "authorization", person=person):
            known.authorization(envelope)
    for line in [each.line for each in keys if each.line]:
        known.enrolled(entry.parse(line))
    return known


def learn(con: Connection, agency: str, device: bytes, line: bytes, person: str, at: str) -> None:
    """Takes a newcomer's keys from their own line. Problem 400.10, 422.10 when it proves nothing."""
    parsed = entry.parse(line)
    if parsed.head.kind != KIND or parsed.head.actor != person or parsed.head.device != ids.to_text(device):
        raise Problem("422.10", "enrolled")
    check(con, agency, device, parsed)
    keep(con, agency, device, parsed, at)


def check(con: Connection, agency: str, device: bytes, parsed: entry.Parsed) -> None:
    """Problem 422.10 unless the countersign of this `person_enrolled` leads to the issue key."""
    if parsed.head.agency != agency or trust_at(con, agency, device).enrolled(parsed) is not True:
        raise Problem("422.10", "countersign")


def keep(con: Connection, agency: str, device: bytes, parsed: entry.Parsed, at: str) -> None:
    """Writes down the keys of a `person_enrolled` that was checked."""
    data = parsed.data or {}
    sign_key, seal_key = canonical.from_b64(data["sign_key"], 32), canonical.from_b64(data["seal_key"], 97)
    who = (agency, parsed.head.actor, device)
    known = {each.sign_key: each.at for each in people.person_keys(con, *who)}
    at = known.get(sign_key, at)
    people.save_key(con, people.PersonKey(*who, sign_key, seal_key, str(data["badge"]), at, parsed.sealed.line))


def brought(con: Connection, agency: str, device: bytes, lines: Iterable[entry.Parsed]) -> dict[str, list[bytes]]:
    """Keys, by person, that these `person_enrolled` of one device prove, each resting on those before it."""
    known = trust_at(con, agency, device)
    found = [parsed.head.actor for parsed in lines if parsed.head.agency == agency and known.enrolled(parsed)]
    return {actor: list(known.person_keys(actor, ids.to_text(device))) for actor in found}


def keys_for(con: Connection, agency: str, actors: Iterable[str]) -> dict[tuple[str, str], list[bytes]]:
    """Every key of these persons that was proved, by (person, device)."""
    found: dict[tuple[str, str], list[bytes]] = {}
    for actor in set(actors):
        for key in people.person_keys(con, agency, actor):
            found.setdefault((actor, ids.to_text(key.device)), []).append(key.sign_key)
        for row in people.documents(con, agency, "authorization", person=actor):
            for listed in documents.payload_of(row.bytes)["keys"]:
                found.setdefault((actor, listed["device"]), []).append(canonical.from_b64(listed["sign_key"], 32))
    return found
