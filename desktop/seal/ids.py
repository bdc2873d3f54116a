"""Names of things: entries, cases and devices are UUIDs.

Everyone makes and reads them here. As text they are lower-case with hyphens, everywhere in Python and JSON; as 16 bytes
where bytes are signed or stored. They order nothing: the endpoint gives the only order.
"""

import re
from uuid import UUID

from uuid_utils.compat import uuid7

from desktop.domain.problems import Problem

_SHAPE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").fullmatch


def new_id() -> str:
    """A new UUIDv7."""
    return str(uuid7())


def to_bytes(text: str) -> bytes:
    """The 16 bytes of an id. Raises Problem 400.10 if it is no UUID in lower-case text."""
    if not is_id(text):
        raise Problem("400.10", detail="not an id")
    return bytes.fromhex(text.replace("-", ""))


def to_text(raw: bytes) -> str:
    """The id of 16 bytes. Raises Problem 400.10 for another length."""
    if len(raw) != 16:
        raise Problem("400.10", detail="not an id")
    return str(UUID(bytes=raw))


def is_id(text: object) -> bool:
    """Whether this is a UUID as we write it."""
    return isinstance(text, str) and _SHAPE(text) is not None
