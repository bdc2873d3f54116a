"""How the window looked last: light, dark or night, size of text, and where it stood.

Two small files in the store's folder, read before the first paint and written whenever a person changes something. They
say nothing about a person or a case; one that is missing, cut or strange means the first look again.
"""

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop.ui.theme import LARGEST_PERCENT, MODES, SMALLEST_PERCENT

_LOOK, _PLACE = "look.json", "window.place"


@dataclass(frozen=True, slots=True)
class Look:
    """mode: light, dark or night; percent: 90 to 200."""

    mode: str = "light"
    percent: int = 100


def load(folder: Path) -> Look:
    """The look kept in this folder."""
    try:
        kept = json.loads((folder / _LOOK).read_text(encoding="utf-8"))
        mode, percent = kept["mode"], int(kept["percent"])
    except (OSError, ValueError, TypeError, KeyError):
        return Look()
    if mode not in MODES:
        return Look()
    return Look(mode, min(max(percent, SMALLEST_PERCENT), LARGEST_PERCENT))


def keep(folder: Path, look: Look) -> None:
    """Writes it; a disk that refuses costs the choice and nothing else."""
    _write(folder / _LOOK, json.dumps(asdict(look)).encode())


def load_place(folder: Path) -> bytes:
    """What `saveGeometry` gave, b"" if nothing was kept."""
    try:
        return (folder / _PLACE).read_bytes()
    except OSError:
        return b""


def keep_place(folder: Path, geometry: bytes) -> None:
    """Writes what `saveGeometry` gives."""
    _write(folder / _PLACE, geometry)


def _write(path: Path, data: bytes) -> None:
    fresh = path.with_name(path.name + ".new")
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh.write_bytes(data)
        os.replace(fresh, path)
