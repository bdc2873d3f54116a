"""What the program reads but does not compute: data, icons, fonts, themes.

`app`, `cli` and `endpoint` load the documents here and hand them to the domain, which never reads a file. Works from
source and from the packaged program, where the folders lie beside this module. Nothing here is ever written.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder of one kind of resource: "data", "icons", "fonts", "theme"."""
    return _HERE / name


def documents() -> dict[str, object]:
    """All data documents by their file name without `.json`: {"states": {...}, "gates": {...}, ...}."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(folder("data").glob("*.json"))}
