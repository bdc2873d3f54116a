"""How fast one device or address may call (security.md S-55).

The routes ask before they work. Releases never ask here, and a push that holds one is let through.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from desktop.sync.protocol import WireProblem

EXCHANGES = (10.0, 30.0)  # a second, at once
WRONG_CODES = (5 / 3600, 5.0)
_KEEP = 10_000


class Pace:
    """Token buckets by name. `clock` counts seconds and never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str, rate: tuple[float, float]) -> None:
        """One call. Problem 429.10 when there were too many."""
        if not self.has(name, rate, 1.0):
            raise WireProblem("429.10")

    def has(self, name: str, rate: tuple[float, float], take: float = 0.0) -> bool:
        """Whether one call is left; takes `take` of it if so."""
        a_second, at_once = rate
        now = self._clock()
        with self._lock:
            left, at = self._buckets.get(name, (at_once, now))
            left = min(at_once, left + (now - at) * a_second)
            if left < 1.0:
                return False
            self._buckets[name] = (left - take, now)
            self._buckets.move_to_end(name)
            while len(self._buckets) > _KEEP:
                self._buckets.popitem(last=False)
        return True
