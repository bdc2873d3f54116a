"""What goes down: the next page of a log, what is urgent beyond it, and what is new among the documents.

`exchange` asks before it takes the lock of the log. A page ends where a commit ended and leaves out what the device
wrote itself; pages join without a hole. Nothing here is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from desktop.seal import canonical
from desktop.seal.tree import EMPTY
from desktop.sync.protocol import EXPRESS_ITEMS, After, Have, New, Page, WireProblem
from endpoint import documents
from endpoint.rows import item_of
from endpoint.store import Connection, entries, logs, people

_LOOK = 4000


@dataclass(frozen=True, slots=True)
class Bundle:
    """A page and its lines: express first, then those of the page."""

    page: Page
    express: tuple[bytes, ...] = ()
    lines: tuple[bytes, ...] = ()

    def grown(self, before: logs.Log, after: logs.Log) -> "Bundle":
        """The page once the device's own entries are in: it passes them when it had reached the end before them."""
        page = self.page.model_copy(update={"size": after.size})
        if page.to == before.size:
            page = page.model_copy(update={"to": after.size, "root": canonical.to_b64(after.root)})
        return replace(self, page=page)


NOTHING = After(seq=0, root=canonical.to_b64(EMPTY), express=0)


def check_after(con: Connection, device: logs.Device, asked: Mapping[str, After]) -> After:
    """The device's cursor for its agency. Problem 409.11 when this log never stood where the device saw it."""
    after = asked.get(device.agency, NOTHING)
    seen = [(after.seq, after.root)] + ([after.last] if after.last else [])
    for size, root in seen:
        have = EMPTY if size == 0 else logs.root_at(con, device.agency, size)
        if have is None or canonical.to_b64(have) != root:
            raise behind(device)
    return after


def behind(device: logs.Device) -> WireProblem:
    """409.11, with where this endpoint stands."""
    return WireProblem("409.11", head_no=device.chain_no, head=canonical.to_b64(device.chain_head), common={})


def page(con: Connection, device: logs.Device, after: After, limit: int) -> Bundle:
    """`(after, to]` of the device's agency, as many commits as `limit` bytes hold but one at least."""
    log = logs.get_log(con, device.agency)
    size = log.size if log else 0
    to = _end(con, device, after.seq, limit) or after.seq
    found = entries.tail(con, device.agency, after.seq, to, device.id) if to > after.seq else []
    urgent = entries.express(con, device.agency, max(to, after.express), device.id, EXPRESS_ITEMS)
    root = logs.root_at(con, device.agency, to) if to else EMPTY
    shown = Page(
        to=to,
        root=canonical.to_b64(root or EMPTY),
        size=size,
        items=tuple(item_of(row) for row, _ in found),
        express=tuple(item_of(row) for row, _ in urgent),
    )
    return Bundle(shown, tuple(line for _, line in urgent), tuple(line for _, line in found))


def _end(con: Connection, device: logs.Device, after: int, limit: int) -> int | None:
    """Where the page ends: the last commit within `limit` bytes, else the first; None when nothing is new."""
    upto, total = after, 0
    for seq, size in entries.sizes(con, device.agency, after, device.id, _LOOK):
        total += size
        if total > limit:
            break
        upto = seq
    return logs.commit_end(con, device.agency, after, upto)


def nothing(after: After) -> Bundle:
    """The page of somebody who may not read: as if the log ended at their cursor."""
    return Bundle(Page(to=after.seq, root=after.root, size=after.seq, items=(), express=()))


def news(con: Connection, agency: str, have: Have) -> New:
    """Documents that changed since the device looked."""
    pack = documents.pack(con, agency)
    serial = people.highest_serial(con, agency, *documents.AUTHORITY)
    changed = pack.pack_id if pack and pack.pack_id != have.pack else None
    return New(pack=changed, auth=serial if serial > have.auth else None)
