"""A disk that is full, or may not be written: a small one of its own, where we may mount it.

Only `test_disk.py` uses it.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

_PIECES = (1 << 16, 1 << 12, 1 << 9, 1 << 6, 1)


class Small:
    """A file system of four megabytes in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextlib.contextmanager
    def full(self) -> Iterator[None]:
        """No byte more while the block runs."""
        filler = self.folder / "filler"
        handle = os.open(filler, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        for size in _PIECES:
            with contextlib.suppress(OSError):
                while True:
                    os.write(handle, bytes(size))
        os.close(handle)
        try:
            yield
        finally:
            filler.unlink()

    def forbid_writing(self) -> None:
        """From now on it may only be read. Nobody may have a file of it open for writing."""
        subprocess.run(["mount", "-o", "remount,ro", str(self.folder)], check=True)


@contextlib.contextmanager
def small(folder: Path) -> Iterator[Small]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(folder)], check=True)
    try:
        yield Small(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def may_mount(folder: Path) -> bool:
    """Whether we may mount here: as root, and not in a container that forbids it."""
    if os.geteuid() != 0:
        return False
    asked = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(folder)]
    done = subprocess.run(asked, capture_output=True, check=False)
    if done.returncode == 0:
        subprocess.run(["umount", str(folder)], check=True)
    return done.returncode == 0
