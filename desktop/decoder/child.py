"""The decoder process: foreign bytes come in on standard input, bounded raw pixels go out, and it ends.

Started by `ask.py` as `--decode`, one process for one image. It knows PNG and JPEG alone, by content and never by name,
and holds itself to 512 MiB, 10 seconds of work, no new file and no core dump. It imports nothing of ours.
Source: security.md S-60 and S-61.
"""

import io
import struct
import sys
import warnings

from PIL import Image

if sys.platform != "win32":
    import resource

MAGIC = b"FCPX"
HEADER = struct.Struct(">4sII")
MEMORY, SECONDS = 512 << 20, 10
LARGEST_FILE = 50 << 20
LARGEST_IMAGE = 50_000_000  # pixels, as they stand in the file
SIDE = 2048  # pixels, of what goes out


def main() -> int:
    """0 and the pixels (`FCPX`, width, height, then RGB bytes), or 1 and nothing."""
    _bind()
    try:
        pixels = decode(sys.stdin.buffer.read(LARGEST_FILE + 1))
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError, struct.error):
        return 1
    sys.stdout.buffer.write(pixels)
    return 0


def decode(raw: bytes) -> bytes:
    """The image as it goes out. Raises ValueError where it is too large, or what Pillow raises on damage."""
    warnings.simplefilter("ignore")
    if len(raw) > LARGEST_FILE:
        raise ValueError("file")
    with Image.open(io.BytesIO(raw), formats=("PNG", "JPEG")) as image:
        if image.width * image.height > LARGEST_IMAGE:
            raise ValueError("image")
        image.draft("RGB", (SIDE, SIDE))
        image.thumbnail((SIDE, SIDE))
        flat = image.convert("RGB")
    return HEADER.pack(MAGIC, flat.width, flat.height) + flat.tobytes()


def _bind() -> None:
    """What the system will not let this process do from here on."""
    if sys.platform == "win32":  # the job object is not built yet: the parent's time-out is all there
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if sys.platform.startswith("linux"):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
