"""The six words a person compares when a device enrols.

They stand on the slip and on the screen; if they are equal, the roots the device received are the agency's. The list is
the English one of BIP-39 (resources/data/words.txt), read by the caller.
"""

from collections.abc import Sequence

from desktop.seal.primitives import sha256

_COUNT, _BITS = 6, 11


def numbers(roots_payload: bytes, root_key: bytes) -> tuple[int, ...]:
    """The first 66 bits of H(payload of the roots ‖ root key) as six numbers of 11 bits."""
    bits = int.from_bytes(sha256(roots_payload + root_key), "big") >> (256 - _COUNT * _BITS)
    return tuple(bits >> (_BITS * i) & (2**_BITS - 1) for i in reversed(range(_COUNT)))


def six_words(roots_payload: bytes, root_key: bytes, words: Sequence[str]) -> tuple[str, ...]:
    """Those numbers as words. words: the 2,048 of BIP-39, in their order."""
    return tuple(words[number] for number in numbers(roots_payload, root_key))
