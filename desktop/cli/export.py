"""`fieldcase export FILE`: the signed journal of one case, or all of it, as one file that proves itself.

For a person with a badge and a passphrase, at the device. What the endpoint has received comes with its proofs, so a
line is needed once; what waits here is added, and the device closes the file. Each export has a reason and an entry of
its own (S-39). `fieldcase verify` reads it. Exit code: 0 written, 1 not.
"""

import argparse
import getpass
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop.domain.problems import Problem
from desktop.domain.times import to_text
from desktop.models import exporting, opening
from desktop.models.exporting import Held
from desktop.models.keyring import SystemKeyring
from desktop.models.store import Store
from desktop.models.tx import Tx
from desktop.seal import export as files
from desktop.seal.export import Fault, Parts
from desktop.seal.primitives import sha256
from desktop.sync.conversation import Conversation

_SHORTEST = 10  # signs of a reason


def run(args: argparse.Namespace) -> int:
    """Asks for the passphrase, writes the file, says how much is in it."""
    try:
        if len(args.reason.strip()) < _SHORTEST:
            raise Problem("422.2", "Say in a sentence what this export is for.", "reason")
        store = opening.unlock(args.store, args.badge, getpass.getpass("Passphrase: "), SystemKeyring())
        try:
            print(_written(store, args.file, args.case, args.reason.strip()))
        finally:
            store.close()
    except (Problem, Fault) as said:
        print(f"Not exported. {said}", file=sys.stderr)
        return 1
    except OSError as fault:
        print(f"Not exported. The file cannot be written: {fault.strerror}.", file=sys.stderr)
        return 1
    return 0


def _written(store: Store, path: Path, number: str, reason: str) -> str:
    case_id = store.read(exporting.case_of(number)).result() if number else ""
    held = store.read(exporting.entries(case_id)).result()
    if not held:
        raise Problem("404.1")
    file = closed(store, proofs(store, held), held, reason)
    what = f"case {number}" if number else "journal"
    store.write(lambda tx: _own_entry(tx, case_id, what, reason, file)).result()
    path.write_bytes(file)
    waiting = sum(not each.seq for each in held)
    return f"{len(held)} entries written to {path}, {waiting} of them not yet received by the endpoint."


def _own_entry(tx: Tx, case_id: str, what: str, reason: str, file: bytes) -> str:
    data = {"what": what, "reason": reason, "sha256": sha256(file).hex()}
    return tx.append("exported", case_id or tx.new_case(), data)


def proofs(store: Store, held: Sequence[Held]) -> files.Export:
    """The endpoint's own file about what it has received of these. Problem 409.5 if that is nothing, 503.2 without a
    line.
    """
    received = [each.entry_id for each in held if each.seq]
    if not received:
        raise Problem("409.5")
    talk = Conversation(store)
    try:
        return files.read(talk.evidence(received))
    finally:
        talk.close()


def closed(store: Store, proved: files.Export, held: Sequence[Held], reason: str) -> bytes:
    """The endpoint's pieces as they came, what waits here after them, closed by this device."""
    me = store.me
    about = {
        **_without(proved.about, "t", "v"),
        "device": me.device,
        "made_at": to_text(datetime.now(UTC)),
        "made_by": me.person,
        "reason": reason,
    }
    docs = [piece.fields["doc"] for piece in proved.docs]
    docs += [each for each in store.read(exporting.papers()).result().others if each not in docs]
    parts = Parts(
        about,
        docs,
        [_without(piece.fields, "t") for piece in proved.pushes],
        [(_without(piece.fields, "t"), piece.line) for piece in proved.entries],
        [_without(piece.fields, "t") for piece in proved.receipts],
        [(_open(each), each.sealed.line) for each in held if each.mine and not each.seq],
    )
    return files.write(parts, store.read(lambda tx: tx.keys.device.sign).result())


def _open(held: Held) -> dict[str, object]:
    return {"device_no": held.device_no, "state": held.state, "verdict": None}


def _without(fields: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in names}
