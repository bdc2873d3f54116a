"""The one way a value becomes bytes.

Whoever hashes or signs JSON asks here: entries, leaves, receipts, documents. A value has exactly one form (RFC 8785
made easy, protocol.md §1), so two ends that agree on a value agree on its bytes. It never repairs: bytes in another
form are refused, even when they mean the same.
"""

import base64
import binascii
import json
from typing import Any

from desktop.domain.problems import Problem

LARGEST = 2**53 - 1
DEPTH = 16
_DIGITS = 17  # a sign and sixteen digits: more cannot be in range


def dumps(value: object, depth: int = DEPTH) -> bytes:
    """The canonical bytes of `value`: dicts with ASCII keys, lists, text, integers within ±(2^53-1), bools, None.

    depth: how deep objects and arrays may nest; the outermost is 1.
    Raises Problem 400.10 for anything else: floats, lone surrogates, other keys, deeper nesting.
    """
    _check(value, depth)
    return _write(value)


def loads(text: bytes, depth: int = DEPTH) -> Any:
    """The value of bytes that are canonical already. Raises Problem 400.10 for bytes that `dumps` would not write."""
    try:
        value = _READ(text.decode())
        same = _write(value) == text
    except (ValueError, RecursionError) as bad:
        raise refused(type(bad).__name__) from None
    if not same:
        raise refused("not canonical")
    if not text.isascii() or text.count(b"{") + text.count(b"[") > depth:
        _check(value, depth)
    return value


def to_b64(raw: bytes) -> str:
    """Base64 with padding, RFC 4648 §4: how bytes stand in JSON."""
    return binascii.b2a_base64(raw, newline=False).decode()


def from_b64(text: object, size: int | None = None) -> bytes:
    """The bytes of canonical base64, `size` of them if a size is given. Raises Problem 400.10."""
    if not isinstance(text, str):
        raise refused("not base64")
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raise refused("not base64") from None
    if to_b64(raw) != text or (size is not None and len(raw) != size):
        raise refused("not base64 of that length")
    return raw


def refused(why: str) -> Problem:
    """The one Problem of this module, with a word for a log or a test; never the content."""
    return Problem("400.10", why)


def _integer(digits: str) -> int:
    if len(digits) > _DIGITS or not -LARGEST <= int(digits) <= LARGEST:
        raise ValueError("integer out of range")
    return int(digits)


def _no(_text: str) -> object:
    raise ValueError("not an integer")


_READ = json.JSONDecoder(parse_int=_integer, parse_float=_no, parse_constant=_no).decode
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _write(value: object) -> bytes:
    return _ENCODER.encode(value).encode()


def _check(value: object, depth: int) -> None:
    kind = type(value)
    if kind is dict or kind is list or kind is tuple:
        _check_inside(value, depth)
    elif kind is str:
        _check_text(value)
    elif kind is int:
        _check_integer(value)
    elif value is not None and kind is not bool:
        raise refused("not a value of JSON as we allow it")


def _check_inside(value: Any, depth: int) -> None:
    if depth < 1:
        raise refused("nested too deep")
    if isinstance(value, dict):
        if not all(type(key) is str and key.isascii() for key in value):
            raise refused("a key that is not ASCII")
        value = value.values()
    for one in value:
        _check(one, depth - 1)


def _check_text(value: Any) -> None:
    try:
        if not value.isascii():
            value.encode()
    except UnicodeEncodeError:
        raise refused("a lone surrogate") from None


def _check_integer(value: Any) -> None:
    if not -LARGEST <= value <= LARGEST:
        raise refused("an integer past 2^53")
