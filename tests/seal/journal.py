"""A small endpoint in memory: takes entries, keeps the tree, gives receipts, and writes exports of what it holds."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from desktop.domain import times
from desktop.seal import canonical, checkpoint, dsse, entry, export, tree
from desktop.seal.canonical import to_b64
from desktop.seal.primitives import sha256
from tests.seal.world import AGENCY, ENDPOINT, Device, World

START = datetime(2026, 6, 1, 12, tzinfo=UTC)


class Journal:
    """One agency's log. `lines` and `leaves` stand side by side, in the order of `seq`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.docs: list[dict[str, Any]] = [world.keys()]
        self.lines: list[bytes] = []
        self.leaves: list[dict[str, Any]] = []
        self.pushes: list[dict[str, Any]] = []
        self.receipts: list[tuple[dict[str, Any], list[Any], int]] = []
        self._device_no: dict[tuple[str, str], int] = {}

    def take(
        self, line: bytes, device: str, device_no: int, *flags: str, id_: str = "", case_id: str = ""
    ) -> dict[str, Any]:
        """Accepts an entry and gives its leaf."""
        named = canonical.loads(entry.head_bytes(line)) if not case_id else {"id": id_, "case_id": case_id}
        case_no = 1 + sum(leaf["case_id"] == named["case_id"] for leaf in self.leaves)
        at = times.to_text(START + timedelta(milliseconds=len(self.leaves)))
        who = {"agency": AGENCY, "id": named["id"], "case_id": named["case_id"], "device": device}
        numbers = {"seq": len(self.leaves) + 1, "case_no": case_no, "device_no": device_no}
        leaf = {**who, **numbers, "hash": to_b64(entry.line_hash(line)), "flags": list(flags), "received_at": at}
        self.lines.append(line)
        self.leaves.append(leaf)
        return leaf

    def push(self, device: Device, *lines: bytes, flags: Mapping[int, Sequence[str]] | None = None) -> None:
        """One push of a device, every entry of it accepted, and a receipt for it."""
        prev, first, links, verdicts = device.head, device.chain_no + 1, [], []
        for i, line in enumerate(lines):
            head = canonical.loads(entry.head_bytes(line))
            where = (device.id, head["case_id"])
            number = self._device_no[where] = self._device_no.get(where, 0) + 1
            leaf = self.take(line, device.id, number, *(flags or {}).get(i, ()))
            links.append((entry.line_hash(line), number))
            verdicts.append(
                {key: leaf[key] for key in leaf if key not in ("hash", "case_id", "device")} | {"verdict": "accepted"}
            )
        device.head, device.chain_no = entry.chain(prev, first, links), device.chain_no + len(links)
        text = entry.push_bytes(device.id, first, len(links), prev, device.head)
        sig = to_b64(device.sign.sign("push", text))
        wire = [[to_b64(hash_), number] for hash_, number in links]
        self.pushes.append({"device": device.id, "first": first, "prev": to_b64(prev), "links": wire, "sig": sig})
        self.receipt(device, verdicts)

    def receipt(self, device: Device, verdicts: list[Any]) -> None:
        """What the device is told: signed, with the tree as it is now."""
        size = len(self.leaves)
        receipt: dict[str, Any] = {"device": device.id, "nonce": "0" * 32, "time": times.to_text(START)}
        receipt |= {"chain": [device.chain_no, to_b64(device.head)], "logs": {AGENCY: [size, to_b64(self.root())]}}
        receipt["verdicts"] = to_b64(sha256(canonical.dumps(verdicts)))
        receipt["sig"] = to_b64(self.world.uses["receipt"].sign("receipt", entry.message_bytes(receipt)))
        self.receipts.append((receipt, verdicts, size))

    def hashes(self) -> list[bytes]:
        return [tree.leaf_hash(entry.leaf(leaf)) for leaf in self.leaves]

    def root(self) -> bytes:
        return tree.root(self.hashes())

    def parts(
        self, whole: str = "agency", of_cases: Sequence[str] = (), device: str = "", **about: Any
    ) -> export.Parts:
        """The pieces of an export of the whole agency, or of some cases."""
        wanted = [i for i, leaf in enumerate(self.leaves) if whole == "agency" or leaf["case_id"] in of_cases]
        if whole != "agency":
            wanted.sort(key=lambda i: (self.leaves[i]["case_id"], self.leaves[i]["case_no"]))
        of, size = tree.subtrees(self.hashes()), len(self.leaves)
        listed = sorted({self.leaves[i]["case_id"] for i in wanted})
        hashes = {self.leaves[i]["hash"] for i in wanted}
        proofs = [[] if whole == "agency" else tree.inclusion(of, i, size) for i in wanted]
        return export.Parts(
            {**self._about(whole, device), "cases": [[one, self._last_no(one)] for one in listed], **about},
            self.docs,
            [push for push in self.pushes if hashes & {link[0] for link in push["links"]}],
            [
                ({"leaf": self.leaves[i], "proof": _texts(proof)}, self.lines[i])
                for i, proof in zip(wanted, proofs, strict=True)
            ],
            [
                {"receipt": receipt, "verdicts": verdicts, "proof": _texts(tree.consistency(of, min(seen, size), size))}
                for receipt, verdicts, seen in self.receipts
            ],
        )

    def file(self, whole: str = "agency", of_cases: Sequence[str] = (), **about: Any) -> bytes:
        """An export that the endpoint wrote."""
        return export.write(self.parts(whole, of_cases, **about), self.world.uses["receipt"].sign)

    def _last_no(self, case_id: str) -> int:
        return max(int(leaf["case_no"]) for leaf in self.leaves if leaf["case_id"] == case_id)

    def _about(self, whole: str, device: str) -> dict[str, Any]:
        size, root, origin = len(self.leaves), self.root(), f"{ENDPOINT}/{AGENCY}"
        note = checkpoint.sign(self.world.uses["checkpoint"], origin, size, root)
        who = {"agency": AGENCY, "endpoint": ENDPOINT, "device": device or self.world.device_id, "made_by": "P-116"}
        named = {"made_at": "2026-06-01T12:00:01.000Z", "reason": "inspection", "whole": whole}
        return {**who, **named, "size": size, "root": to_b64(root), "checkpoint": note}


def with_doc(journal: Journal, kind: str, payload: Mapping[str, object], office: str) -> None:
    """Adds a document signed by an office."""
    journal.docs.append(dsse.sign(kind, payload, [journal.world.offices[office]]))


def _texts(proof: Sequence[bytes]) -> list[str]:
    return [to_b64(one) for one in proof]
