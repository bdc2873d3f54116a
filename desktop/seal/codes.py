"""Codes a person reads from paper and types: invitations, enrolment slips.

Crockford's 32 signs, in upper case and groups; a code is read without regard to case, spaces and hyphens, and I, L and
O count as the digits they look like. Who makes the code decides how long it lives; here it is only signs.
"""

from desktop.seal.primitives import random

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = str.maketrans("ILO", "110", " -")


def new(count: int = 20, group: int = 5) -> str:
    """A random code of `count` signs, 5 bits each, with a hyphen after each `group`."""
    signs = [SIGNS[byte & 31] for byte in random(count)]
    return "-".join("".join(signs[i : i + group]) for i in range(0, count, group))


def plain(typed: str) -> str:
    """The code behind what was typed: upper case, no space or hyphen, I and L as 1, O as 0."""
    return typed.upper().translate(_ALIKE)
