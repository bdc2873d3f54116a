"""The folder of one endpoint: its database, its keys, its certificate, the slips.

`training` makes one, `serve` and the commands open it. Only its owner may read it (0700, files 0600).
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desktop.domain.law import Law
from desktop.seal import canonical
from desktop.seal.primitives import SigningKey
from endpoint.core import Core, Keys, Offices, Site
from endpoint.migrations import upgrade
from endpoint.store import Store
from resources import documents

ENDPOINT = "endpoint.json"
DATABASE = "endpoint.db"
KEYS = "keys"
TLS = "tls"
SLIPS = "slips"
SAMPLE = "sample.json"
TRAINING = "training.json"


def write(path: Path, content: bytes) -> None:
    """A file only its owner may read, in a folder only its owner may enter."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)


def write_json(path: Path, value: object) -> None:
    write(path, json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n")


def read_json(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def write_key(folder: Path, name: str, secret: bytes) -> None:
    write(folder / KEYS / f"{name}.key", canonical.to_b64(secret).encode() + b"\n")


def read_secret(path: Path) -> bytes:
    """The bytes of a key file."""
    return canonical.from_b64(path.read_text("ascii").strip())


def read_key(folder: Path, name: str) -> SigningKey:
    return SigningKey(read_secret(folder / KEYS / f"{name}.key"))


def open_store(folder: Path) -> Store:
    """The database, brought to this version."""
    os.close(os.open(folder / DATABASE, os.O_WRONLY | os.O_CREAT, 0o600))
    store = Store(folder / DATABASE)
    upgrade(store)
    return store


def law() -> Law:
    return Law.parse(documents())


def open_core(folder: Path) -> Core:
    """The endpoint of this folder, ready to be served."""
    known = read_json(folder / ENDPOINT)
    return Core(_site(folder, known), _keys(folder), open_store(folder), law(), _offices(folder, known))


def _site(folder: Path, known: Mapping[str, Any]) -> Site:
    return Site(
        name=known["name"],
        agency=known["agency"],
        device=known["device"],
        training=known["training"],
        host=known["host"],
        port=known["port"],
        pins=(known["pin"], ""),
        tls_root=(folder / TLS / "authority.pem").read_text("ascii"),
        root_key=known["root_key"],
    )


def _keys(folder: Path) -> Keys:
    receipt, checkpoint, issue, entry = (read_key(folder, name) for name in ("receipt", "checkpoint", "issue", "entry"))
    return Keys(
        receipt, checkpoint, issue, entry, read_secret(folder / KEYS / "intake.key"), read_json(folder / "keys.json")
    )


def _offices(folder: Path, known: Mapping[str, Any]) -> Offices | None:
    """The offices' keys, in training only."""
    if not known["training"]:
        return None
    sample = read_json(folder / SAMPLE)
    return Offices(read_key(folder, "authority"), read_key(folder, "people"), sample)
