"""Asks the decoder process for the pixels of one foreign image.

Called by whoever shows an attachment. It gives the child the bytes and nothing else: no environment, no open file, no
argument that names a case. A child that dies, hangs or answers nonsense is "cannot be shown", never a fault of ours.
"""

import os
import struct
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

SECONDS = 10
_HEADER = struct.Struct(">4sII")
_SIDE = 2048
_KEEP = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")


class CannotShow(Exception):
    """The image is damaged, too large, of another kind, or too much work."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """RGB, 3 bytes a pixel, rows without padding; at most 2048 x 2048."""

    width: int
    height: int
    rgb: bytes


def pixels(raw: bytes, command: Sequence[str], seconds: float = SECONDS) -> Pixels:
    """The image, decoded elsewhere. command: how this program is started. Raises CannotShow."""
    clean = {name: os.environ[name] for name in _KEEP if name in os.environ}
    try:
        child = subprocess.run(
            [*command, "--decode"], input=raw, capture_output=True, timeout=seconds, env=clean, check=False
        )
    except (subprocess.TimeoutExpired, OSError) as fault:
        raise CannotShow from fault
    if child.returncode != 0 or len(child.stdout) < _HEADER.size:
        raise CannotShow
    magic, width, height = _HEADER.unpack_from(child.stdout)
    rgb = child.stdout[_HEADER.size :]
    if magic != b"FCPX" or not (0 < width <= _SIDE and 0 < height <= _SIDE) or len(rgb) != width * height * 3:
        raise CannotShow
    return Pixels(width, height, rgb)
