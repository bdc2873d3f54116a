"""The smallest window process there is, under the real guard: says who it is on standard output, then waits.

Run as `python -m tests.process.tiny FOLDER [--respawn]`. SIGUSR1 locks it, SIGUSR2 crashes it, SIGTERM quits it.
"""

import os
import signal
import sys
from pathlib import Path

from desktop import guard

COMMAND = [sys.executable, "-m", "tests.process.tiny"]


def window(folder: Path, note: str) -> int:
    """Announces itself, then sleeps until a signal says how to end."""
    command = [*COMMAND, str(folder)]

    def lock(*_: object) -> None:
        guard.relieve(folder, command)
        os._exit(guard.LOCK)

    signal.signal(signal.SIGUSR1, lock)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with (folder / "windows").open("a", buffering=1) as told:
        told.write(f"{os.getpid()} {os.getppid()} {note or '-'}\n")
    while True:
        signal.pause()


def main() -> int:
    """Runs the guard over it."""
    folder = Path(sys.argv[1])
    respawn = "--respawn" in sys.argv
    return guard.run(folder, lambda note: window(folder, note), [*COMMAND, str(folder)], respawn=respawn)


if __name__ == "__main__":
    sys.exit(main())
