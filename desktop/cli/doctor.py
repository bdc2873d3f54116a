"""`fieldcase doctor`: what this machine offers and what it cannot, in lines a person can send to support.

It opens no store, asks for no passphrase, sends nothing and changes nothing. It names the cryptographic modules and
says that they are not validated (S-14), the key ring (S-05), what the disk and swap give away (S-28), and that Linux
cannot keep a window out of pictures (S-26).
"""

import argparse
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop import __version__
from desktop.domain.problems import Problem
from desktop.models import about
from desktop.models.keyring import SystemKeyring
from desktop.seal import module

WELL, LOOK, BAD = "well", "look", "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: well, look (a person should judge) or bad (a part will not work)."""

    state: str
    what: str
    text: str


def run(args: argparse.Namespace) -> int:
    """Prints the findings for the store's folder; 1 when one is bad."""
    findings = list(examine(args.store))
    for each in findings:
        print(f"{each.state:4}  {each.what:18} {each.text}")
    return 1 if any(each.state == BAD for each in findings) else 0


def examine(store: Path) -> Iterator[Finding]:
    """All findings, in the order they are read."""
    yield Finding(
        WELL, "program", f"Fieldcase {__version__}, Python {platform.python_version()}, {platform.platform()}"
    )
    yield Finding(LOOK, "cryptography", f"{module.describe()}; not a FIPS 140-3 validated module")
    yield Finding(LOOK, "encrypted file", f"{about.describe()}; AES-256 (FIPS 197), not a validated module")
    yield _key_ring()
    yield _store(store)
    yield _disk(store)
    yield _swap()
    yield _display()
    yield _cores()


def _key_ring() -> Finding:
    try:
        ring = SystemKeyring()
    except Problem as problem:
        return Finding(BAD, "key ring", f"{problem.title} {problem.detail} Only the recovery slot opens a store.")
    return Finding(WELL, "key ring", ring.name)


def _store(folder: Path) -> Finding:
    if not (folder / "store.slots").exists():
        return Finding(LOOK, "store", f"none yet in {folder}")
    private = sys.platform == "win32" or folder.stat().st_mode & 0o077 == 0
    if not private:
        return Finding(BAD, "store", f"{folder} can be read by other accounts of this machine")
    return Finding(WELL, "store", f"{folder}, read by its owner alone")


def _disk(folder: Path) -> Finding:
    if not sys.platform.startswith("linux"):
        return Finding(LOOK, "disk encryption", "ask your administrator: not looked at on this system")
    there = next(each for each in (folder, *folder.parents) if each.exists())
    if _encrypted(os.stat(there).st_dev):
        return Finding(WELL, "disk encryption", "the store lies on an encrypted volume")
    return Finding(LOOK, "disk encryption", "not seen under the store; print files and swap are then in clear (S-28)")


def _encrypted(device: int) -> bool:
    """Whether this volume, or one it stands on, is a dm-crypt mapping."""
    block = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}")
    return any(_is_crypt(each) for each in (block, *block.glob("slaves/*"), *block.glob("slaves/*/slaves/*")))


def _is_crypt(block: Path) -> bool:
    try:
        return (block / "dm" / "uuid").read_text().startswith("CRYPT-")
    except OSError:
        return False


def _swap() -> Finding:
    try:
        swaps = Path("/proc/swaps").read_text().splitlines()[1:]
    except OSError:
        return Finding(LOOK, "swap", "not looked at on this system")
    if not swaps:
        return Finding(WELL, "swap", "none")
    return Finding(LOOK, "swap", f"{len(swaps)} in use; keys are locked in memory, text on the screen is not")


def _display() -> Finding:
    if sys.platform in ("win32", "darwin"):
        return Finding(WELL, "pictures", "this system can keep the window out of screen pictures")
    names = [name for name in ("WAYLAND_DISPLAY", "DISPLAY") if os.environ.get(name)]
    seen = f"display by {names[0]}" if names else "no display here"
    return Finding(LOOK, "pictures", f"{seen}; Linux cannot keep a window out of screen pictures (S-26)")


def _cores() -> Finding:
    return Finding(WELL, "core dumps", "forbidden by the guard for every window (S-25)")
