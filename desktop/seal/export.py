"""The export: one file that proves itself (protocol.md §11).

`cli/export` and the endpoint's `/v1/evidence` write it, `verify` reads it. It is JSON lines: what it is, the documents,
the pushes, the entries with their leaves, the receipts, own entries without a leaf, the end. Writing and reading only:
what is in it is chosen by the caller and judged by `verify`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.domain.problems import Problem
from desktop.seal import canonical, entry
from desktop.seal.primitives import sha256

SOUND, BROKEN, UNREADABLE, INCOMPLETE = 0, 1, 2, 3
_ORDER = ("export", "doc", "push", "entry", "receipt", "open")
_ABOUT: dict[str, type] = {
    **dict.fromkeys(("t", "agency", "endpoint", "device", "made_at", "made_by", "reason", "whole"), str),
    "v": int,
    "cases": list,
    "size": int,
    "root": str,
    "checkpoint": str,
}
_FIELDS: dict[str, dict[str, type]] = {
    "export": _ABOUT,
    "doc": {"t": str, "doc": dict},
    "push": {"t": str, "device": str, "first": int, "prev": str, "links": list, "sig": str},
    "entry": {"t": str, "leaf": dict, "proof": list},
    "receipt": {"t": str, "receipt": dict, "verdicts": list, "proof": list},
    "open": {"t": str, "device_no": int, "state": str, "verdict": object},
    "end": {"t": str, "lines": int, "sha256": str, "sig": str},
}


class Fault(Exception):
    """The first thing found wrong. code: of `verify`; at: line of the file, from 1, 0 for none; text: plain words."""

    def __init__(self, code: int, at: int, text: str) -> None:
        super().__init__(text)
        self.code, self.at, self.text = code, at, text


@dataclass(frozen=True, slots=True)
class Piece:
    """One line as it was read: its number in the file, its fields, and the entry's own line if one follows."""

    at: int
    fields: Mapping[str, Any]
    line: bytes = b""


@dataclass(frozen=True, slots=True)
class Export:
    """A file whose frame is whole: every line in its place, and the end fits. Signatures are not checked yet.

    sealed: SHA-256 of all before the end, which the end's `sig` signs.
    """

    about: Mapping[str, Any]
    docs: tuple[Piece, ...]
    pushes: tuple[Piece, ...]
    entries: tuple[Piece, ...]
    receipts: tuple[Piece, ...]
    opens: tuple[Piece, ...]
    end: Piece
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Parts:
    """What goes into an export, in the order of the file; each piece with the fields of its line but `t`.

    entries, opens: fields and the entry's own line, byte for byte.
    """

    about: Mapping[str, object]
    docs: Sequence[Mapping[str, object]] = ()
    pushes: Sequence[Mapping[str, object]] = ()
    entries: Sequence[tuple[Mapping[str, object], bytes]] = ()
    receipts: Sequence[Mapping[str, object]] = ()
    opens: Sequence[tuple[Mapping[str, object], bytes]] = ()


def write(parts: Parts, sign: Callable[[str, bytes], bytes]) -> bytes:
    """The file. sign: of the device that writes it, or of the endpoint's receipt key."""
    return close(list(_lines(parts)), sign)


def close(lines: Sequence[bytes], sign: Callable[[str, bytes], bytes]) -> bytes:
    """Lines (without newline) and the end line over them."""
    text = b"".join(line + b"\n" for line in lines)
    end = {"t": "end", "lines": len(lines), "sha256": sha256(text).hex()}
    sig = canonical.to_b64(sign("export", sha256(text)))
    return text + canonical.dumps({**end, "sig": sig}) + b"\n"


def read(file: bytes) -> Export:
    """Takes a file apart. Raises Fault: not this format, no end, a line out of place or out of shape."""
    if not file:
        raise Fault(INCOMPLETE, 0, "The file is empty.")
    _begins(file.split(b"\n", 1)[0])
    lines = file[:-1].split(b"\n")
    end = _end(lines[-1], len(lines)) if file.endswith(b"\n") else None
    if end is None:
        raise Fault(INCOMPLETE, len(lines), "The file has no end line: something is missing.")
    sealed = sha256(file[: -len(lines[-1]) - 1])
    if (end.fields["lines"], end.fields["sha256"]) != (len(lines) - 1, sealed.hex()):
        raise Fault(BROKEN, len(lines), "The file was changed: its end line does not fit what stands before it.")
    found: dict[str, list[Piece]] = {kind: [] for kind in _ORDER}
    for piece in _pieces(lines[:-1]):
        found[piece.fields["t"]].append(piece)
    if len(found["export"]) != 1:
        raise Fault(BROKEN, found["export"][1].at, "The file begins twice.")
    docs, pushes, entries, receipts, opens = (tuple(found[kind]) for kind in _ORDER[1:])
    return Export(found["export"][0].fields, docs, pushes, entries, receipts, opens, end, sealed)


def _begins(first: bytes) -> None:
    fields = _loads(first)
    if not fields or (fields.get("t"), fields.get("v")) != ("export", 1) or type(fields["v"]) is not int:
        raise Fault(UNREADABLE, 1, "This is not an export of Fieldcase, version 1.")


def _end(line: bytes, at: int) -> Piece | None:
    fields = _loads(line)
    if not fields or fields.get("t") != "end":
        return None
    return Piece(at, _shaped(fields, at))


def _pieces(lines: Sequence[bytes]) -> Iterator[Piece]:
    rest, place = iter(enumerate(lines, 1)), 0
    for at, line in rest:
        fields = _shaped(_loads(line), at)
        if fields["t"] not in _ORDER[place:]:
            raise Fault(BROKEN, at, "This line is out of place.")
        place = _ORDER.index(fields["t"])
        follows = next(rest, (0, b"")) if fields["t"] in ("entry", "open") else (at, b"")
        if not follows[0]:
            raise Fault(BROKEN, at, "The entry's own line is missing.")
        yield Piece(at, fields, follows[1])


def _shaped(fields: dict[str, Any] | None, at: int) -> dict[str, Any]:
    """The fields of a line, if they are exactly those of its kind. Raises Fault."""
    kind = fields.get("t") if fields else None
    wanted = _FIELDS.get(kind) if isinstance(kind, str) else None
    if not fields or not wanted or fields.keys() != wanted.keys():
        raise Fault(BROKEN, at, "This line is not in shape.")
    if not all(of is object or type(fields[name]) is of for name, of in wanted.items()):
        raise Fault(BROKEN, at, "This line is not in shape.")
    return fields


def _loads(line: bytes) -> dict[str, Any] | None:
    try:
        fields = canonical.loads(line)
    except Problem:
        return None
    return fields if isinstance(fields, dict) else None


def _lines(parts: Parts) -> Iterator[bytes]:
    yield canonical.dumps({"t": "export", "v": 1, **parts.about})
    for doc in parts.docs:
        yield canonical.dumps({"t": "doc", "doc": dict(doc)})
    for push in parts.pushes:
        yield canonical.dumps({"t": "push", **push})
    for fields, line in parts.entries:
        yield canonical.dumps({"t": "entry", **fields})
        yield line
    for receipt in parts.receipts:
        yield canonical.dumps({"t": "receipt", **receipt})
    for fields, line in parts.opens:
        yield canonical.dumps({"t": "open", **fields})
        yield line


def leaf_of(fields: Mapping[str, Any]) -> dict[str, Any] | None:
    """A leaf's fields, if they are exactly those of protocol.md §1; else None."""
    types: dict[str, type] = dict.fromkeys(("agency", "id", "hash", "case_id", "device", "received_at"), str)
    types |= {"seq": int, "case_no": int, "device_no": int, "flags": list}
    if fields.keys() != types.keys() or not all(type(fields[name]) is of for name, of in types.items()):
        return None
    return dict(fields)


def in_shape(line: bytes) -> entry.Parsed | None:
    """The entry of a line, if it is in shape; else None."""
    try:
        return entry.parse(line)
    except Problem:
        return None
