"""Where a push stands on its device's chain (docs/protocol.md, section 1, and P9).

`exchange` asks under the lock of the device's row. It tells links that are new from links the endpoint has; a run that
fits neither way says that the device is an older copy of itself, or the endpoint is.
"""

from desktop.seal import canonical, entry
from desktop.sync.protocol import Push, WireProblem
from endpoint.arrivals import Run
from endpoint.pull import behind
from endpoint.store import Connection, logs


def new_from(con: Connection, device: logs.Device, push: Push, run: Run) -> int:
    """The first link number that is new. Problem 409.10 `{head_no}`, 409.11 `{head_no, head, common}`."""
    if push.first > device.chain_no + 1:
        raise behind(device)
    known = device.chain_no - push.first + 1
    last = min(push.first + len(run.links) - 1, device.chain_no)
    given = entry.chain(canonical.from_b64(push.prev, 32), push.first, list(run.links[:known]))
    if (not run.links and known) or given != _head_at(con, device, last):
        raise WireProblem("409.10", head_no=device.chain_no)
    return device.chain_no + 1


def _head_at(con: Connection, device: logs.Device, no: int) -> bytes:
    """The chain head after link `no`, from the runs the device signed."""
    if no == device.chain_no:
        return device.chain_head
    run = logs.pushes(con, device.id, no, no)[0] if no else None
    if run is None:
        return entry.START
    return entry.chain(run.prev, run.first, list(run.links[: no - run.first + 1]))


def save(con: Connection, device: logs.Device, push: Push, run: Run, received_at: str) -> tuple[int, bytes]:
    """Keeps the run if it brought new links. Returns where the chain stands now."""
    last = push.first + len(run.links) - 1
    if last <= device.chain_no:
        logs.move_chain(con, device.id, device.chain_no, device.chain_head, received_at)
        return device.chain_no, device.chain_head
    prev, sig = canonical.from_b64(push.prev, 32), canonical.from_b64(push.sig, 64)
    pushed = logs.Pushed(device.id, push.first, len(run.links), prev, run.head, run.links, sig)
    logs.save_push(con, pushed, received_at)
    logs.move_chain(con, device.id, last, run.head, received_at)
    return last, run.head
