"""After the first worklist: what is held by now is set aside from the collector, and what only the start needed goes
back to the system.

`app.py` calls it once, when nobody waits. The collector then looks at new objects alone, which keeps its pauses under a
screen's beat while sync brings entries in (docs/benchmarks.md, row "lag"); what the locked window and the derivation of
the key have freed is 4 to 8 MB (row "memory").
"""

import ctypes
import gc
import sys

_THRESHOLDS = (50_000, 20, 100)


def settle() -> None:
    """Once; some ten milliseconds."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
    if sys.platform.startswith("linux"):
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc has it, others do not
        if trim is not None:
            trim(0)
