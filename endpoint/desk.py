"""Where entries are taken in: keys before the transaction, a turn inside it, and the release that comes alone.

`exchange` and the route of releases use it. A release is never refused, held or set aside, whatever else is wrong.
"""

import logging
from collections.abc import Iterable

from desktop.domain import times
from desktop.domain.problems import Problem
from desktop.seal import canonical, entry, ids
from desktop.seal.primitives import hpke_open, labelled, verify
from desktop.sync.protocol import ReleaseAsk, Released, WireProblem
from endpoint import enrolling, offices
from endpoint.arrivals import Arrival, Keys, arrival, check_signatures
from endpoint.core import Core
from endpoint.store import Connection, entries, logs
from endpoint.turn import Turn

_log = logging.getLogger("fieldcase.desk")
RELEASE_LOCKED = "release_locked"


def signed(core: Core, device: logs.Device, arrivals: Iterable[Arrival]) -> list[Arrival]:
    """The arrivals with their persons' signatures checked, as far as they are new."""
    arrivals = list(arrivals)
    with core.store.read() as con:
        known = entries.by_hash(con, {each.hash for each in arrivals})
        new = [each.parsed for each in arrivals if each.parsed and each.hash not in known]
        keys = _keys(con, device, new)
    return check_signatures(arrivals, keys, known)


def _keys(con: Connection, device: logs.Device, new: list[entry.Parsed]) -> Keys:
    """Keys of all actors, those that their own `person_enrolled` among these brings, and the desk keys."""
    keys = enrolling.keys_for(con, device.agency, {parsed.head.actor for parsed in new})
    newcomers = [parsed for parsed in new if parsed.head.kind == enrolling.KIND]
    if newcomers:
        for actor, brought in enrolling.brought(con, device.agency, device.id, newcomers).items():
            keys.setdefault((actor, ids.to_text(device.id)), []).extend(brought)
    desks = {ids.to_bytes(parsed.head.device) for parsed in new if not parsed.head.actor}
    for desk in logs.devices(con, desks):
        keys["", ids.to_text(desk.id)] = [desk.desk_key]
    return keys


def open_turn(core: Core, con: Connection, device: logs.Device) -> Turn:
    """A turn under the lock of this device's row, with what the endpoint itself asks of an entry."""
    now = core.now()

    def admit(parsed: entry.Parsed) -> Problem | None:
        return _proved(con, device, parsed) if parsed.head.kind == enrolling.KIND else None

    def accepted(parsed: entry.Parsed) -> None:
        if parsed.head.kind == enrolling.KIND:
            enrolling.keep(con, device.agency, device.id, parsed, times.to_text(now))
            if core.offices:
                offices.authorize(con, device.agency, core.offices, parsed.head.actor, now)

    return Turn(con, core.bench, device, now, admit, accepted)


def _proved(con: Connection, device: logs.Device, parsed: entry.Parsed) -> Problem | None:
    try:
        enrolling.check(con, device.agency, device.id, parsed)
    except Problem as problem:
        return problem
    return None


def release(core: Core, ask: ReleaseAsk) -> Released:
    """A release of the locked window, taken in at once. The same box again is told the same.

    Problem 404.10 (no such device), 422.10 (desk signature, box), 400.10 (no release inside).
    """
    with core.store.read() as con:
        device = logs.get_device(con, ids.to_bytes(ask.device))
    if device is None:
        raise Problem("404.10")
    if not verify(device.desk_key, "release", ask.signed(), canonical.from_b64(ask.sig, 64)):
        raise Problem("422.10", "sig")
    each = signed(core, device, [arrival(_unsealed(core, device, ask), 0, 0)])[0]
    said = each.odd or {}
    if said.get("kind") != RELEASE_LOCKED:
        raise Problem("400.10", "kind")
    released_id, at = _take(core, device, each)
    answer = Released(id=released_id, time=at, sig=canonical.to_b64(bytes(64)))
    sig = canonical.to_b64(core.keys.receipt.sign("released", answer.signed()))
    return answer.model_copy(update={"sig": sig})


def _unsealed(core: Core, device: logs.Device, ask: ReleaseAsk) -> bytes:
    try:
        return hpke_open(core.keys.intake, canonical.from_b64(ask.box), labelled("release", device.id))
    except Problem:
        raise Problem("422.10", "box") from None


def _take(core: Core, device: logs.Device, each: Arrival) -> tuple[str, str]:
    """Stores the release if it is new. Returns its id and the time it was received, the first time."""
    with core.store.write() as con:
        device = logs.get_device(con, device.id) or device
        turn = open_turn(core, con, device)
        turn.load([each])
        answer = turn.take(each, True)
        log = logs.the_log(con, device.agency)
        turn.commit(log)
        verdict = turn.told(answer)
    turn.remember()
    core.bell()
    _log.info("release %s %s", ids.to_text(device.id), verdict.id)
    if verdict.received_at is None:
        raise WireProblem("503.10")
    return verdict.id, verdict.received_at
