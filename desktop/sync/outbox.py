"""What leaves this machine.

The loop asks here for the next push and hands it to the wire. It decides how much goes at once: everything the endpoint
takes, half as much after each silence. It never changes a case, never drops an entry, and does not care whether the
network is up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.models.choosing import Room
from desktop.models.delivery import Outgoing
from desktop.seal import canonical
from desktop.seal.entry import push_bytes
from desktop.sync import protocol
from desktop.sync.token import Signers, new_nonce

_ENVELOPE = 96 * 1024  # of a push, at most: 500 links and the cursors
_DEATHS = 2  # of a push of one entry, while the endpoint answers otherwise: a fault of that entry


@dataclass(frozen=True, slots=True)
class Known:
    """What this device tells about itself in each push: its cursors, and the documents it has."""

    after: Mapping[str, protocol.After]
    have: protocol.Have


class Pace:
    """How much goes at once. limits: as the endpoint's discover names them."""

    def __init__(self, limits: protocol.Limits | None = None) -> None:
        self._limits = limits or protocol.Limits()
        self._links = self._limits.links
        self._deaths: Counter[int] = Counter()
        self.held: frozenset[int] = frozenset()

    @property
    def room(self) -> Room:
        """For the next push."""
        return Room(self._links, max(self._limits.push - _ENVELOPE, 1), self._limits.links)

    @property
    def page(self) -> int:
        """Bytes of a page we ask for."""
        return self._limits.page

    def limit(self, limits: protocol.Limits) -> None:
        """What the endpoint takes today."""
        self._limits, self._links = limits, min(self._links, limits.links)

    def heard(self) -> None:
        """An answer came: twice as much next time."""
        self._links = min(self._limits.links, self._links * 2)
        self._deaths.clear()

    def silent(self, push: Outgoing) -> int:
        """No answer came: half as much next time. The number of the entry whose second death alone this was, or 0."""
        self._links = max(1, min(self._links, sum(link.line is not None for link in push.links)) // 2)
        bodies = [link.entry_no for link in push.links if link.line is not None]
        if len(bodies) != 1:
            return 0
        self._deaths[bodies[0]] += 1
        return bodies[0] if self._deaths[bodies[0]] % _DEATHS == 0 else 0


def write(out: Outgoing, who: Signers, known: Known, page: int) -> tuple[protocol.Push, list[bytes]]:
    """The signed envelope of a push and the lines that follow it."""
    links = tuple(
        (None if link.line is not None else canonical.to_b64(link.hash), link.device_no) for link in out.links
    )
    text = push_bytes(who.device, out.first, len(links), out.prev, out.head)
    push = protocol.Push(
        device=who.device,
        nonce=new_nonce(),
        first=out.first,
        prev=canonical.to_b64(out.prev),
        sig=canonical.to_b64(who.by_device("push", text)),
        links=links,
        after=dict(known.after),
        limit=page,
        have=known.have,
    )
    return push, [link.line for link in out.links if link.line is not None]
