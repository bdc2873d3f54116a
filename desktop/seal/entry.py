"""What happened, as bytes: the entry, its link on the device, its leaf in the agency's tree.

`models` makes entries, the endpoint and `sync` read them, `verify` checks them. The bytes that were hashed are the
bytes that are stored and sent: nothing here ever writes an entry a second time. Source: protocol.md §1 and §10.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from desktop.domain import times
from desktop.domain.journal import KINDS, Head, Lane
from desktop.domain.problems import Problem
from desktop.seal import canonical, ids
from desktop.seal.primitives import labelled, random, sha256, verify

LIMIT = 64 * 1024  # a line on the wire
START = bytes(32)  # head(0) of a device's chain
PROOF_WINDOW = timedelta(minutes=5)
_DATA, _HEAD, _SALT = b',"data":', b',"head":', b',"salt":'
_LINE = {"by", "data", "head", "salt"}
Sign = Callable[[str, bytes], bytes]


@dataclass(frozen=True, slots=True)
class Sealed:
    """One entry as it is stored and sent: canonical bytes of head and data, 16 bytes of salt, 64 of signature.

    data and salt are None once erased; by is empty only for a locked release written without the key ring.
    """

    head: bytes
    data: bytes | None
    salt: bytes | None
    by: bytes

    @property
    def hash(self) -> bytes:
        """entry_hash: what the person signs, the link and the leaf name. 32 bytes."""
        return sha256(self.head)

    @property
    def line(self) -> bytes:
        """The line on the wire, canonical, without a newline."""
        by = canonical.to_b64(self.by).encode()
        salt = b"null" if self.salt is None else b'"' + canonical.to_b64(self.salt).encode() + b'"'
        data = b"null" if self.data is None else self.data
        return b'{"by":"' + by + b'"' + _DATA + data + _HEAD + self.head + _SALT + salt + b"}"


@dataclass(frozen=True, slots=True)
class Parsed:
    """An entry that was read: what it says, and its bytes untouched."""

    head: Head
    data: dict[str, Any] | None
    sealed: Sealed


def make(
    head: Mapping[str, object], data: Mapping[str, object], sign: Sign, salt: bytes | None = None
) -> tuple[Head, Sealed]:
    """A new entry, signed.

    head: the fields of protocol.md §1 without data_hash; occurred_at a datetime in UTC or its text. sign: of the
    person, or the desk for `release_locked`. salt: 16 random bytes unless given. Raises Problem 400.10, 413.10.
    """
    salt = random(16) if salt is None else salt
    text = canonical.dumps(dict(data))
    at = head.get("occurred_at")
    written = times.to_text(at) if isinstance(at, datetime) else at
    whole = {**head, "data_hash": canonical.to_b64(_data_hash(salt, text)), "occurred_at": written}
    read = _head(whole)
    raw = canonical.dumps(whole)
    sealed = Sealed(raw, text, salt, sign("entry", sha256(raw)))
    if len(sealed.line) > LIMIT:
        raise Problem("413.10")
    return read, sealed


def parse(line: bytes, signed: bool = True) -> Parsed:
    """Reads a line of the wire and checks its shape, sizes and data hash; not who signed it.

    signed: whether `by` must be there. Raises Problem 413.10 over 64 KiB, 400.10 for every other fault, such as data
    and salt that are not those the head names.
    """
    if len(line) > LIMIT:
        raise Problem("413.10")
    whole = canonical.loads(line, canonical.DEPTH + 1)
    if not isinstance(whole, dict) or whole.keys() != _LINE:
        raise canonical.refused("a line has four fields")
    head = _head(whole["head"])
    by = canonical.from_b64(whole["by"], 64 if signed or whole["by"] else 0)
    data, salt = _data(line, whole, head)
    return Parsed(head, whole["data"], Sealed(head_bytes(line), data, salt, by))


def head_bytes(line: bytes) -> bytes:
    """The head's bytes as they stand, of any line however broken; the whole line if it has none (protocol.md §10)."""
    start, end = line.rfind(_HEAD), line.rfind(_SALT)
    if start < 0 or end < start + len(_HEAD):
        return line
    return line[start + len(_HEAD) : end]


def line_hash(line: bytes) -> bytes:
    """entry_hash of any line, so that a broken one has its link and stops only itself."""
    return sha256(head_bytes(line))


def odd_release(line: bytes) -> dict[str, Any] | None:
    """The head of a line that is a release in whatever shape, as far as JSON can be read from it; else None.

    Both ends ask this before they refuse: a release is never refused, it is flagged `odd_shape`.
    """
    try:
        head = json.loads(line)["head"]
        kind = KINDS.get(head["kind"])
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
    return head if kind and kind.lane is Lane.RELEASE and isinstance(head, dict) else None


def chain_next(prev: bytes, k: int, entry_hash: bytes, device_no: int) -> bytes:
    """head(k) of a device's chain: H(head(k-1) ‖ u64 k ‖ entry_hash ‖ u64 device_no)."""
    return sha256(prev + k.to_bytes(8, "big") + entry_hash + device_no.to_bytes(8, "big"))


def chain(prev: bytes, first: int, links: list[tuple[bytes, int]]) -> bytes:
    """The chain head after these links (entry_hash, device_no), the first of which is number `first`."""
    for k, (entry_hash, device_no) in enumerate(links, first):
        prev = chain_next(prev, k, entry_hash, device_no)
    return prev


def push_bytes(device: str, first: int, n: int, prev: bytes, head: bytes) -> bytes:
    """What a device signs as "push": device(16) ‖ u64 first ‖ u32 n ‖ prev ‖ head."""
    return ids.to_bytes(device) + first.to_bytes(8, "big") + n.to_bytes(4, "big") + prev + head


def proof_header(sign: Sign, method: str, target: str, time: str, token: str, body: bytes) -> str:
    """The value of `Fieldcase-Proof`. target: path and query; time: as protocol.md writes it; body: as sent."""
    return f"{time}.{canonical.to_b64(sign('proof', _proof(method, target, time, token, body)))}"


def check_proof(public: bytes, header: str, method: str, target: str, token: str, body: bytes, now: datetime) -> None:
    """Raises Problem 401.11 unless the device with this key made this call within five minutes of `now`."""
    time, _, sig = header.rpartition(".")
    at = times.read(time)
    if at is None or abs(now - at) > PROOF_WINDOW:
        raise Problem("401.11")
    try:
        raw = canonical.from_b64(sig, 64)
    except Problem:
        raise Problem("401.11") from None
    if not verify(public, "proof", _proof(method, target, time, token, body), raw):
        raise Problem("401.11")


def message_bytes(message: Mapping[str, object], *without: str) -> bytes:
    """What is signed of a JSON message: its canonical bytes without `sig`, and without the other fields named."""
    return canonical.dumps({key: value for key, value in message.items() if key != "sig" and key not in without})


def leaf(fields: Mapping[str, object]) -> bytes:
    """The leaf of an accepted entry: canonical bytes of {agency, seq, id, hash, case_id, ...}."""
    return canonical.dumps(dict(fields))


def _head(fields: object) -> Head:
    head = Head.from_json(fields)
    canonical.from_b64(head.data_hash, 32)
    if not (ids.is_id(head.id) and ids.is_id(head.case_id) and ids.is_id(head.device)):
        raise canonical.refused("not an id")
    return head


def _data(line: bytes, whole: dict[str, Any], head: Head) -> tuple[bytes | None, bytes | None]:
    if whole["data"] is None and whole["salt"] is None:
        return None, None
    if not isinstance(whole["data"], dict):
        raise canonical.refused("data is one object")
    salt = canonical.from_b64(whole["salt"], 16)
    data = line[line.index(_DATA) + len(_DATA) : line.rindex(_HEAD)]
    if canonical.to_b64(_data_hash(salt, data)) != head.data_hash:
        raise canonical.refused("data does not fit data_hash")
    return data, salt


def _data_hash(salt: bytes, data: bytes) -> bytes:
    return sha256(labelled("data", salt + data))


def _proof(method: str, target: str, time: str, token: str, body: bytes) -> bytes:
    hashes = canonical.to_b64(sha256(token.encode())), canonical.to_b64(sha256(body))
    return " ".join((method, target, time, *hashes)).encode()
