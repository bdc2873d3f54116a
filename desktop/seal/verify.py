"""`fieldcase verify`: is this file what the agency's journal says, unchanged and whole?

Given an export and the agency's roots, and nothing else: no store, no network, no clock. Checks stand in the order of
protocol.md §11 and the first fault is named. It does not judge what people did, only that these are their acts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.domain.problems import Problem
from desktop.seal import canonical, checkpoint, dsse, entry, ids, tree
from desktop.seal.export import (
    BROKEN,
    INCOMPLETE,
    SOUND,
    UNREADABLE,
    Export,
    Fault,
    Piece,
    in_shape,
    leaf_of,
    read,
)
from desktop.seal.primitives import sha256
from desktop.seal.primitives import verify as signed
from desktop.seal.trust import Trust

_KINDS = ("roots", "keys", "device", "authorization", "revocation")
_OF_VERDICT = ("agency", "seq", "case_no", "device_no", "flags", "received_at")


@dataclass(frozen=True, slots=True)
class Finding:
    """code: 0 sound, 1 broken, 2 unreadable, 3 incomplete. where: "line 12", or "". text: plain words."""

    code: int
    where: str
    text: str


@dataclass(slots=True)
class Case:
    """A file under examination, and what the checks so far have shown."""

    export: Export
    trust: Trust
    links: dict[str, dict[bytes, set[int]]] = field(default_factory=dict)
    leaves: list[dict[str, Any]] = field(default_factory=list)
    parsed: dict[int, entry.Parsed] = field(default_factory=dict)

    @property
    def root(self) -> bytes:
        """The root the file claims, which the checkpoint has confirmed."""
        return _bytes(self.export.about["root"], 1)

    @property
    def of_agency(self) -> bool:
        """Whether every entry of the agency is here, from 1 to `size`."""
        return bool(self.export.about["whole"] == "agency")


def verify(file: bytes, roots: object) -> Finding:
    """Checks an export against a `roots` envelope, which is trusted as it is. Never raises for what a file may hold."""
    try:
        trust = Trust.start(roots, history=True)
    except Problem:
        return Finding(UNREADABLE, "", "The roots given are not a roots document.")
    try:
        case = Case(read(file), trust)
        for check in (_about, _documents, _ending, _checkpoint, _pushes, _people, _entries, _whole, _receipts):
            check(case)
    except Fault as fault:
        return Finding(fault.code, f"line {fault.at}" if fault.at else "", fault.text)
    return Finding(SOUND, "", _sound(case.export))


def _sound(export: Export) -> str:
    about, count = export.about, len(export.entries)
    entries = "1 entry" if count == 1 else f"{count} entries"
    return f"Sound: {entries} of agency {about['agency']}, made {about['made_at']} by {about['made_by']}."


def _about(case: Case) -> None:
    about = case.export.about
    _bytes(about["root"], 1)
    named = [one[0] for one in about["cases"] if _is_case(one)]
    if len(set(named)) != len(about["cases"]) or about["whole"] not in ("cases", "agency", "part") or about["size"] < 0:
        raise Fault(BROKEN, 1, "The first line is not in shape.")
    if about["agency"] != case.trust.roots.agency:
        raise Fault(BROKEN, 1, "The file is of another agency than the roots.")


def _is_case(one: object) -> bool:
    return isinstance(one, list) and len(one) == 2 and ids.is_id(one[0]) and type(one[1]) is int and one[1] > 0


def _documents(case: Case) -> None:
    trust = case.trust
    by_kind: dict[str, list[Piece]] = {kind: [] for kind in _KINDS}
    for piece in case.export.docs:
        kind = dsse.kind_of(piece.fields["doc"])
        if kind not in by_kind:
            raise Fault(BROKEN, piece.at, "This document is of no kind that belongs here.")
        by_kind[kind].append(piece)
    by_kind["roots"] = [piece for piece in by_kind["roots"] if _is_newer(piece, trust)]
    _learn(by_kind["roots"], trust.follow)
    _learn(by_kind["keys"], trust.with_keys)
    if trust.keys is None:
        raise Fault(INCOMPLETE, 0, "The endpoint's keys are missing.")
    if trust.keys.endpoint != case.export.about["endpoint"]:
        raise Fault(BROKEN, 1, "The keys are of another endpoint.")
    _learn(by_kind["device"], trust.device)
    _learn(by_kind["authorization"], trust.authorization)
    _learn(by_kind["revocation"], trust.revocation)


def _learn(pieces: Iterable[Piece], learn: Callable[[object], object]) -> None:
    for piece in pieces:
        try:
            learn(piece.fields["doc"])
        except Problem as bad:
            raise Fault(BROKEN, piece.at, f"This document does not hold: {bad.detail}.") from None


def _is_newer(piece: Piece, trust: Trust) -> bool:
    """Whether these roots come after those given; older ones are passed over. Raises Fault for a gap between."""
    try:
        version = canonical.loads(dsse.payload(piece.fields["doc"]))["version"]
    except (Problem, TypeError, LookupError):
        raise Fault(BROKEN, piece.at, "This roots document is not in shape.") from None
    if type(version) is not int:
        raise Fault(BROKEN, piece.at, "This roots document is not in shape.")
    return version > trust.roots.version


def _ending(case: Case) -> None:
    about, end, trust = case.export.about, case.export.end, case.trust
    if trust.keys and about["device"] == trust.keys.device:
        keys = list(trust.endpoint_keys("receipt", about["made_at"]))
    else:
        keys = [cert.sign_key for cert in _certs(case, about["device"], end.at)]
    sig = _bytes(end.fields["sig"], end.at, 64)
    if not any(signed(key, "export", case.export.sealed, sig) for key in keys):
        raise Fault(BROKEN, end.at, "The file was not closed by the one it names.")


def _certs(case: Case, device: str, at: int) -> list[Any]:
    certs = case.trust.certs.get(device)
    if not certs:
        raise Fault(INCOMPLETE, at, f"The certificate of device {device} is missing.")
    return certs


def _checkpoint(case: Case) -> None:
    about = case.export.about
    origin = f"{about['endpoint']}/{about['agency']}"
    for key in case.trust.endpoint_keys("checkpoint"):
        try:
            if checkpoint.read(about["checkpoint"], origin, key) == (about["size"], case.root):
                return
        except Problem:
            continue
    raise Fault(BROKEN, 1, "The checkpoint does not hold for this size and root.")


def _pushes(case: Case) -> None:
    numbers: dict[tuple[str, int], tuple[bytes, int]] = {}
    for piece in case.export.pushes:
        device, first = piece.fields["device"], piece.fields["first"]
        links = [_link(one, piece.at) for one in piece.fields["links"]]
        if first < 1 or not links or not ids.is_id(device):
            raise Fault(BROKEN, piece.at, "This push is not in shape.")
        _push_signed(case, piece, links)
        for k, link in enumerate(links, first):
            if numbers.setdefault((device, k), link) != link:
                raise Fault(BROKEN, piece.at, f"Device {device} gave number {k} twice, to different entries.")
            case.links.setdefault(device, {}).setdefault(link[0], set()).add(link[1])


def _link(one: object, at: int) -> tuple[bytes, int]:
    if not isinstance(one, list) or len(one) != 2 or type(one[1]) is not int or one[1] < 0:
        raise Fault(BROKEN, at, "This push is not in shape.")
    return _bytes(one[0], at), one[1]


def _push_signed(case: Case, piece: Piece, links: list[tuple[bytes, int]]) -> None:
    fields, prev = piece.fields, _bytes(piece.fields["prev"], piece.at)
    head = entry.chain(prev, fields["first"], links)
    text = entry.push_bytes(fields["device"], fields["first"], len(links), prev, head)
    sig = _bytes(fields["sig"], piece.at, 64)
    if not any(signed(cert.sign_key, "push", text, sig) for cert in _certs(case, fields["device"], piece.at)):
        raise Fault(BROKEN, piece.at, "This push was not signed by its device.")


def _people(case: Case) -> None:
    """Learns who was enrolled, in whatever order they stand: a colleague may come before the one who invited them."""
    for piece in case.export.entries:
        parsed = in_shape(piece.line)
        if parsed:
            case.parsed[piece.at] = parsed
    waiting = [one for one in case.parsed.values() if one.head.kind == "person_enrolled"]
    while waiting:
        left = [one for one in waiting if case.trust.enrolled(one) is None]
        if len(left) == len(waiting):
            return
        waiting = left


def _entries(case: Case) -> None:
    last: tuple[Any, ...] = ()
    for piece in case.export.entries:
        leaf = leaf_of(piece.fields["leaf"])
        if not leaf or leaf["agency"] != case.export.about["agency"]:
            raise Fault(BROKEN, piece.at, "This leaf is not in shape.")
        place = (leaf["seq"],) if case.of_agency else (leaf["case_id"], leaf["case_no"])
        if place <= last:
            raise Fault(BROKEN, piece.at, _named(leaf, "stands out of order"))
        last = place
        _entry(case, piece, leaf)
        case.leaves.append(leaf)


def _entry(case: Case, piece: Piece, leaf: dict[str, Any]) -> None:
    parsed, odd = case.parsed.get(piece.at), "odd_shape" in leaf["flags"]
    if parsed is None and not odd:
        raise Fault(BROKEN, piece.at, _named(leaf, "is not in shape, or its data were changed"))
    if odd and entry.odd_release(piece.line) is None:
        raise Fault(BROKEN, piece.at, _named(leaf, "is let pass in an odd shape, but it is no release"))
    if canonical.to_b64(entry.line_hash(piece.line)) != leaf["hash"]:
        raise Fault(BROKEN, piece.at, _named(leaf, "is not the one its leaf names"))
    if parsed and not odd:
        _as_its_head_says(piece, parsed, leaf)
        _by(case, piece, parsed, leaf)
    if leaf["device_no"]:
        _linked(case, piece, leaf)
    _included(case, piece, leaf)


def _as_its_head_says(piece: Piece, parsed: entry.Parsed, leaf: Mapping[str, Any]) -> None:
    head = parsed.head
    same_device = head.device == leaf["device"] or "other_device" in leaf["flags"]
    if (head.id, head.case_id) != (leaf["id"], leaf["case_id"]) or not same_device:
        raise Fault(BROKEN, piece.at, _named(leaf, "has a leaf that says otherwise"))


def _by(case: Case, piece: Piece, parsed: entry.Parsed, leaf: Mapping[str, Any]) -> None:
    fits = case.trust.fits(parsed, leaf["received_at"])
    if fits is None:
        raise Fault(INCOMPLETE, piece.at, _named(leaf, "was signed with a key whose certificate is missing"))
    if not fits:
        raise Fault(BROKEN, piece.at, _named(leaf, "was not signed by the one it names"))


def _linked(case: Case, piece: Piece, leaf: Mapping[str, Any]) -> None:
    numbers = case.links.get(leaf["device"], {}).get(_bytes(leaf["hash"], piece.at))
    if not numbers:
        raise Fault(INCOMPLETE, piece.at, _named(leaf, "has no push that carries it"))
    if leaf["device_no"] not in numbers:
        raise Fault(BROKEN, piece.at, _named(leaf, "was pushed under another number"))


def _included(case: Case, piece: Piece, leaf: dict[str, Any]) -> None:
    proof = [_bytes(one, piece.at) for one in piece.fields["proof"]]
    if case.of_agency:
        holds = not proof
    else:
        here = tree.leaf_hash(entry.leaf(leaf))
        holds = tree.verify_inclusion(here, leaf["seq"] - 1, case.export.about["size"], proof, case.root)
    if not holds:
        raise Fault(BROKEN, piece.at, _named(leaf, "is not in the journal: its proof does not hold"))


def _whole(case: Case) -> None:
    about, last_no = case.export.about, dict(case.export.about["cases"])
    if about["whole"] == "part":
        return
    if case.of_agency:
        _dense("the journal", [leaf["seq"] for leaf in case.leaves], about["size"])
    by_case: dict[str, list[int]] = {case_id: [] for case_id in last_no}
    for leaf in case.leaves:
        if leaf["case_id"] not in by_case:
            raise Fault(BROKEN, 1, f"Case {leaf['case_id']} is in the file but not in its list.")
        by_case[leaf["case_id"]].append(leaf["case_no"])
    for case_id, numbers in by_case.items():
        _dense(f"case {case_id}", numbers, last_no[case_id])
    if case.of_agency and tree.root(tree.leaf_hash(entry.leaf(leaf)) for leaf in case.leaves) != case.root:
        raise Fault(BROKEN, 1, "The entries do not make the root of the checkpoint.")


def _dense(what: str, numbers: Sequence[int], last: int) -> None:
    here = set(numbers)
    missing = next((number for number in range(1, last + 1) if number not in here), 0)
    if missing:
        raise Fault(INCOMPLETE, 0, f"Entry {missing} of {what} is missing.")
    if len(numbers) != last:
        raise Fault(BROKEN, 0, f"There are more entries of {what} than the file says.")


def _receipts(case: Case) -> None:
    by_id = {leaf["id"]: leaf for leaf in case.leaves}
    by_seq = {leaf["seq"]: leaf for leaf in case.leaves}
    for piece in case.export.receipts:
        receipt, verdicts = piece.fields["receipt"], piece.fields["verdicts"]
        time = receipt.get("time")
        if not isinstance(time, str) or not case.trust.said("receipt", "receipt", receipt, time):
            raise Fault(BROKEN, piece.at, "This receipt was not signed by the endpoint.")
        if receipt.get("verdicts") != canonical.to_b64(sha256(canonical.dumps(verdicts))):
            raise Fault(BROKEN, piece.at, "This receipt is for other verdicts.")
        for verdict in _accepted(verdicts, case.export.about["agency"], piece.at):
            leaf = by_id.get(verdict.get("id")) or by_seq.get(verdict.get("seq"))
            if leaf and not _equal(verdict, leaf):
                raise Fault(BROKEN, piece.at, _named(leaf, "was accepted with other words than its leaf"))
        _continued(case, piece)


def _accepted(verdicts: Iterable[Any], agency: str, at: int) -> list[dict[str, Any]]:
    found = []
    for verdict in verdicts:
        if not isinstance(verdict, dict) or not isinstance(verdict.get("id"), str):
            raise Fault(BROKEN, at, "This verdict is not in shape.")
        if verdict.get("verdict") == "accepted" and verdict.get("agency") == agency:
            found.append(verdict)
        if type(verdict.get("seq", 0)) is not int:
            raise Fault(BROKEN, at, "This verdict is not in shape.")
    return found


def _equal(verdict: Mapping[str, Any], leaf: Mapping[str, Any]) -> bool:
    same_id = verdict["id"] == leaf["id"] or "odd_shape" in leaf["flags"]
    return same_id and all(verdict.get(name) == leaf[name] for name in _OF_VERDICT)


def _continued(case: Case, piece: Piece) -> None:
    """The tree of the export continues the tree the receipt saw, if it saw one."""
    about, logs = case.export.about, piece.fields["receipt"].get("logs")
    proof = [_bytes(one, piece.at) for one in piece.fields["proof"]]
    seen = logs.get(about["agency"], [0, canonical.to_b64(tree.EMPTY)]) if isinstance(logs, dict) else None
    if not isinstance(seen, list) or len(seen) != 2 or type(seen[0]) is not int:
        raise Fault(BROKEN, piece.at, "This receipt is not in shape.")
    if not tree.verify_consistency(seen[0], _bytes(seen[1], piece.at), about["size"], case.root, proof):
        raise Fault(BROKEN, piece.at, "The journal was rewritten since this receipt: its proof does not hold.")


def _named(leaf: Mapping[str, Any], what: str) -> str:
    return f"Entry {leaf['id']} {what}."


def _bytes(text: object, at: int, size: int = 32) -> bytes:
    try:
        return canonical.from_b64(text, size)
    except Problem:
        raise Fault(BROKEN, at, "A hash or signature is not in shape.") from None
