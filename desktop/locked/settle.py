"""Memory, twice in the life of a window process: at its start and after the first worklist.

`app.py` calls `one_arena` before there is a second thread: glibc otherwise keeps a heap for each, some 5 MB more for
three threads that hardly ever allocate at once. It calls `settle` once, when nobody waits: what is held by now is set
aside from the collector, and what only the start needed goes back to the system. The collector then looks at new
objects alone, which keeps its pauses under a screen's beat while sync brings entries in (docs/benchmarks.md, row
"lag"); what the locked window and the derivation of the key have freed is 4 to 8 MB (row "memory").
"""

import ctypes
import gc
import sys
from collections.abc import Callable

_M_ARENA_MAX = -8  # malloc.h
_THRESHOLDS = (50_000, 20, 100)


def one_arena() -> None:
    """Before the first thread. Nothing happens where the C library is not glibc."""
    option = _glibc("mallopt")
    if option is not None:
        option(_M_ARENA_MAX, 1)


def settle() -> None:
    """Once; some ten milliseconds."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
    trim = _glibc("malloc_trim")
    if trim is not None:
        trim(0)


def _glibc(name: str) -> Callable[..., int] | None:
    """A function that glibc has and others do not."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform.startswith("linux") else None
