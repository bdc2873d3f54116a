"""`fieldcase verify FILE --roots R`: for an inspector with a file and the agency's roots, and nothing else.

It says in plain words whether the file is sound, and names the first thing that is not. It opens no store, uses no
network and changes nothing. Exit codes: 0 sound, 1 broken, 2 unreadable, 3 incomplete (protocol.md §11).
"""

import argparse
import json
from pathlib import Path

from desktop.seal.export import BROKEN, INCOMPLETE, SOUND, UNREADABLE
from desktop.seal.verify import Finding, verify

_SAID = {
    SOUND: "The file is sound.",
    BROKEN: "The file is BROKEN. Do not rely on it.",
    UNREADABLE: "The file cannot be read.",
    INCOMPLETE: "The file is INCOMPLETE. What is in it was not shown to be false, but something is missing.",
}


def run(argv: list[str]) -> int:
    """Reads the two files, prints what was found on stdout, and gives the exit code."""
    args = _arguments().parse_args(argv)
    finding = _look(args.file, args.roots)
    print(_SAID[finding.code])
    print(f"{finding.where}: {finding.text}".removeprefix(": "))
    return finding.code


def _look(file: Path, roots: Path) -> Finding:
    try:
        envelope = json.loads(roots.read_bytes())
    except (OSError, ValueError, RecursionError):
        return Finding(UNREADABLE, "", f"The roots could not be read from {roots}.")
    try:
        return verify(file.read_bytes(), envelope)
    except OSError:
        return Finding(UNREADABLE, "", f"There is no file that can be read at {file}.")


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fieldcase verify", description="Checks an exported case or journal, offline."
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the export")
    parser.add_argument(
        "--roots", type=Path, required=True, metavar="R", help="the agency's roots, trusted as they are"
    )
    return parser
