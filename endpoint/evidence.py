"""Evidence for single entries: an export of kind `part` (docs/protocol.md, section 11).

The route of `/v1/evidence` calls this in a read transaction. The file carries all that proves an entry without asking
anybody: leaf and proof, the signed run that brought it, the certificates of the device and the person.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from desktop.domain import times
from desktop.domain.problems import Problem
from desktop.seal import canonical, checkpoint, entry, export, ids
from desktop.sync.protocol import WireProblem
from endpoint import documents, tree
from endpoint.core import Core
from endpoint.rows import leaf_of
from endpoint.sessions import Session
from endpoint.store import Connection, entries, logs, people


def evidence(con: Connection, core: Core, session: Session, wanted: Iterable[str], others: bool) -> bytes:
    """The file about these entries, and the enrolments their signatures rest on.

    others: whether entries of other devices may be read. Problems 403.10, 404.10 (none of them), 413.10.
    """
    agency = session.device.agency
    found = entries.by_id(con, {ids.to_bytes(each) for each in wanted})
    chosen = {key: row for key, row in found.items() if row.seq and row.agency == agency}
    if not chosen:
        raise Problem("404.10")
    if not others and any(row.device != session.device.id for row in chosen.values()):
        raise Problem("403.10")
    lines = entries.lines(con, chosen)
    certified = _authorizations(con, agency, lines.values())
    chosen |= _enrolments(con, agency, lines.values(), certified)
    lines |= entries.lines(con, [key for key in chosen if key not in lines])
    if sum(len(line) for line in lines.values()) > core.limits.message // 2:
        raise WireProblem("413.10", limit=core.limits.message // 2)
    rows = sorted(chosen.values(), key=lambda row: (ids.to_text(row.case_id), row.case_no))
    parts = export.Parts(
        about=_about(con, core, session, rows),
        docs=[core.keys.envelope, *_devices(con, rows), *certified.values()],
        pushes=_pushes(con, rows),
        entries=[(_proved(con, row, _size(con, agency)), lines[row.id]) for row in rows],
    )
    return export.write(parts, core.keys.receipt.sign)


def _size(con: Connection, agency: str) -> int:
    return logs.the_log(con, agency).size


def _about(con: Connection, core: Core, session: Session, rows: list[entries.Stored]) -> dict[str, object]:
    log = logs.the_log(con, session.device.agency)
    cases = entries.cases(con, {row.case_id for row in rows})
    return {
        "agency": log.agency,
        "endpoint": core.site.name,
        "device": core.site.device,
        "made_at": times.to_text(core.now()),
        "made_by": session.person,
        "reason": "evidence",
        "whole": "part",
        "cases": sorted([ids.to_text(key), row.last_no] for key, row in cases.items()),
        "size": log.size,
        "root": canonical.to_b64(log.root),
        "checkpoint": checkpoint.sign(core.keys.checkpoint, f"{core.site.name}/{log.agency}", log.size, log.root),
    }


def _proved(con: Connection, row: entries.Stored, size: int) -> dict[str, object]:
    proof = tree.inclusion(con, row.agency, row.seq, size)
    return {"leaf": leaf_of(row), "proof": [canonical.to_b64(each) for each in proof]}


def _devices(con: Connection, rows: list[entries.Stored]) -> list[Mapping[str, Any]]:
    """The certificates of the devices that pushed these."""
    return [canonical.loads(device.cert) for device in logs.devices(con, {row.device for row in rows})]


def _pushes(con: Connection, rows: list[entries.Stored]) -> list[dict[str, object]]:
    """The runs that carry these entries, by device and first link."""
    runs = {}
    for row in rows:
        for run in logs.pushes(con, row.device, row.chain_no, row.chain_no) if row.device_no else ():
            runs[run.device, run.first] = run
    return [
        {
            "device": ids.to_text(run.device),
            "first": run.first,
            "prev": canonical.to_b64(run.prev),
            "links": [[canonical.to_b64(digest), number] for digest, number in run.links],
            "sig": canonical.to_b64(run.sig),
        }
        for _, run in sorted(runs.items())
    ]


def _authorizations(con: Connection, agency: str, lines: Iterable[bytes]) -> dict[str, Mapping[str, Any]]:
    """Each authorization of each person who signed one of these."""
    found = {}
    for actor in {parsed.head.actor for line in lines if (parsed := export.in_shape(line))}:
        for row in people.documents(con, agency, "authorization", person=actor):
            found[row.id] = canonical.loads(row.bytes)
    return found


def _enrolments(
    con: Connection, agency: str, lines: Iterable[bytes], certified: Mapping[str, Mapping[str, Any]]
) -> dict[bytes, entries.Stored]:
    """The `person_enrolled` of those who signed without an authorization that lists their device."""
    listed = set()
    for envelope in certified.values():
        payload = documents.payload_of(canonical.dumps(envelope))
        listed |= {(payload["person"], key["device"]) for key in payload["keys"]}
    asked = {(parsed.head.actor, parsed.head.device) for line in lines if (parsed := export.in_shape(line))}
    hashes = set()
    for actor, device in asked - listed:
        keys = people.person_keys(con, agency, actor, ids.to_bytes(device)) if actor else []
        hashes |= {entry.line_hash(key.line) for key in keys if key.line}
    return {row.id: row for row in entries.by_hash(con, hashes).values() if row.seq}
