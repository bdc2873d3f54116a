"""One store of 20,000 cases of five entries, which `worklist`, `memory` and `rebuild` look at one after the other.

`__main__` has it built once, in a process of its own, and names its folder in BENCH_BIG; a module that is run alone
builds its own. Its keys lie in the real key ring, so that the packaged program can open it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from benchmarks import desk
from benchmarks.desk import Desk
from benchmarks.measure import clocked
from desktop.models.keyring import SystemKeyring

CASES, ENTRIES, QUICK = 20_000, 5, 2_000
NAMED = "BENCH_BIG"


def cases(quick: bool) -> int:
    """How many cases it has."""
    return QUICK if quick else CASES


def ready(folder: Path, quick: bool) -> Desk:
    """The store that was built for this run, or a new one in `folder`."""
    named = os.environ.get(NAMED)
    return Desk(Path(named), SystemKeyring()) if named else build(folder / "big", quick)


def build(folder: Path, quick: bool) -> Desk:
    """Makes and fills it."""
    made = desk.make(folder, SystemKeyring())
    store = made.unlock()
    made.filler.fill(store, cases(quick), ENTRIES)
    store.close()
    return made


def main() -> None:
    """`python -m benchmarks.big FOLDER [--quick]`."""
    quick = "--quick" in sys.argv
    took = clocked(lambda: build(Path(sys.argv[1]), quick))
    print(f"{cases(quick)} cases of {ENTRIES} entries built in {took:.0f} s", flush=True)


if __name__ == "__main__":
    main()
