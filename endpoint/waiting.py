"""Long requests: who waits hears of a commit at once (docs/protocol.md, section 2, /v1/wait).

The route of `/v1/wait` sleeps here. A commit of this process rings the bell; for commits of others the heads are
looked at every 250 ms. No content passes here.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping

from desktop.sync.protocol import Moved, Seen

LOOK_SECONDS = 0.25
Heads = Mapping[str, tuple[int, int]]


class Bell:
    """Rung from any thread, heard by all who wait in the event loop."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Event] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.closed = False

    def ring(self) -> None:
        """Wakes all who wait. Safe from any thread, and when nobody waits."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._wake)

    def close(self) -> None:
        """From now on nobody waits: the endpoint is going down."""
        self.closed = True
        self._wake()

    def _wake(self) -> None:
        for waiter in self._waiters:
            waiter.set()

    async def sleep(self, seconds: float) -> None:
        """Until the bell is rung, `seconds` at most."""
        self._loop = asyncio.get_running_loop()
        waiter = asyncio.Event()
        self._waiters.add(waiter)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(waiter.wait(), seconds)
        self._waiters.discard(waiter)


async def moved(
    bell: Bell,
    look: Callable[[], Awaitable[Heads]],
    gone: Callable[[], Awaitable[bool]],
    after: Mapping[str, Seen],
    wait: float,
) -> Moved | None:
    """Which logs moved past `after`, as soon as one has; None after `wait` seconds, or when the caller is gone."""
    ends = asyncio.get_running_loop().time() + wait
    while True:
        found = moves(await look(), after)
        left = ends - asyncio.get_running_loop().time()
        if found or left <= 0 or bell.closed or await gone():
            return found
        await bell.sleep(min(LOOK_SECONDS, left))


def moves(heads: Heads, after: Mapping[str, Seen]) -> Moved | None:
    """What a device at `after` has not heard of."""
    logs = sorted(agency for agency, seen in after.items() if heads.get(agency, (0, 0))[0] > seen.seq)
    express = any(heads.get(agency, (0, 0))[1] > max(seen.express, seen.seq) for agency, seen in after.items())
    return Moved(moved=tuple(logs), express=express) if logs or express else None
