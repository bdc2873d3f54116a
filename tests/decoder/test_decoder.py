"""Foreign images are decoded in a process of their own, and whatever they do there, the program goes on (S-61)."""

import io
import struct
import subprocess
import sys
import zlib

import pytest
from PIL import Image

from desktop.decoder.ask import CannotShow, pixels

PROGRAM = [sys.executable, "-m", "desktop"]


def image(kind: str, size: tuple[int, int] = (40, 20), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else 0).save(out, kind)
    return out.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def bomb() -> bytes:
    """A PNG of 60,000 x 60,000 that packs into a few kilobytes."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1 << 20))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_an_image_comes_back_as_raw_pixels(kind: str) -> None:
    shown = pixels(image(kind), PROGRAM)
    assert (shown.width, shown.height, len(shown.rgb)) == (40, 20, 2400)
    assert shown.rgb[0] > 250


def test_a_large_image_comes_back_within_bounds() -> None:
    shown = pixels(image("JPEG", (5000, 2500)), PROGRAM)
    assert (shown.width, shown.height) == (2048, 1024)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"GIF89a" + bytes(200),
        image("GIF", mode="L"),
        image("TIFF"),
        image("PNG")[:60],
        b"\xff\xd8\xff" + bytes(1000),
        bomb(),
        b"%!PS\n(file) run",
    ],
    ids=["nothing", "broken gif", "gif", "tiff", "cut png", "broken jpeg", "bomb", "script"],
)
def test_what_is_no_sound_png_or_jpeg_cannot_be_shown_and_harms_nothing(raw: bytes) -> None:
    with pytest.raises(CannotShow):
        pixels(raw, PROGRAM)


def test_a_decoder_that_hangs_is_ended() -> None:
    with pytest.raises(CannotShow):
        pixels(b"", [sys.executable, "-c", "input(); import signal; signal.pause()"], seconds=0.5)


@pytest.mark.parametrize("answer", ["FCPX", "nonsense at length", "FCPX" + "\\x00" * 8 + "x"])
def test_an_answer_that_is_none_is_refused(answer: str) -> None:
    with pytest.raises(CannotShow):
        pixels(b"", [sys.executable, "-c", f"print('{answer}', end='')"])


BOUND = """
import resource
from desktop.decoder import child
child._bind()
print([resource.getrlimit(getattr(resource, "RLIMIT_" + name))[0] for name in ("AS", "CPU", "CORE", "FSIZE")])
"""


def test_the_decoder_is_bound_by_the_system() -> None:
    said = subprocess.run([sys.executable, "-c", BOUND], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == str([512 << 20, 10, 0, 0])
