"""Reading values whose shape nobody has promised: data of entries, documents, payloads.

The fold, the law and the policy use these small readers, so that garbage becomes an empty value and never a traceback.
They never raise and never change what they read.
"""

from __future__ import annotations

from collections.abc import Mapping


def mapping(value: object) -> Mapping[str, object]:
    """The object, or an empty one."""
    return value if isinstance(value, Mapping) else {}


def mappings(value: object) -> tuple[Mapping[str, object], ...]:
    """The objects of a list; everything else in it is passed over."""
    return tuple(item for item in value if isinstance(item, Mapping)) if isinstance(value, (list, tuple)) else ()


def texts(value: object) -> tuple[str, ...]:
    """The texts of a list; everything else in it is passed over."""
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, (list, tuple)) else ()


def text(data: Mapping[str, object], key: str) -> str:
    """The text under a key, or ""."""
    value = data.get(key)
    return value if isinstance(value, str) else ""


def number(value: object, default: int = 0) -> int:
    """The integer, or the default; true and false are no numbers."""
    return value if type(value) is int else default
