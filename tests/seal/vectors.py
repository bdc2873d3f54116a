"""The vectors both teams share, read once; none of them is changed by a test."""

import json
from base64 import b64decode
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "vectors"


@cache
def wire() -> dict[str, Any]:
    """wire.json: entries, pushes, messages, trees, documents, exports."""
    return dict(json.loads((FOLDER / "wire.json").read_text(encoding="utf-8")))


@cache
def slots() -> dict[str, Any]:
    """slots.json: slots files, damaged ones, a store."""
    return dict(json.loads((FOLDER / "slots.json").read_text(encoding="utf-8")))


def un(text: str) -> bytes:
    """The bytes of base64."""
    return b64decode(text)


def key(name: str) -> bytes:
    """A public key of wire.json."""
    return un(wire()["keys"][name]["public"])
