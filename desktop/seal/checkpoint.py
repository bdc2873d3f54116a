"""The head of an agency's tree, signed: a C2SP tlog-checkpoint.

The endpoint signs one when asked; clients and `verify` read it. Its form is that of c2sp.org, so that a witness who has
never heard of us could read it. It says nothing about entries.
"""

from desktop.domain.problems import Problem
from desktop.seal import canonical
from desktop.seal.primitives import SigningKey, sha256, verify_plain

_ED25519 = b"\n\x01"


def sign(key: SigningKey, origin: str, size: int, root: bytes) -> str:
    """The note for a tree head. origin: `<endpoint>/<agency>`, which is also the name of the key."""
    text = _text(origin, size, root)
    return _note(text, origin, key.public, key.sign_plain(text.encode()))


def read(note: str, origin: str, public: bytes) -> tuple[int, bytes]:
    """Size and root of a note that this key signed for this origin. Raises Problem 422.10."""
    text, _, last = note.rpartition("\n\n")
    lines = text.split("\n")
    try:
        size, root = int(lines[1]), canonical.from_b64(lines[2], 32)
        sig = canonical.from_b64(last.rstrip("\n").rpartition(" ")[2], 68)[4:]
    except (LookupError, ValueError, Problem):
        raise Problem("422.10", "the checkpoint cannot be read") from None
    signed = _text(origin, size, root)
    if note != _note(signed, origin, public, sig) or not verify_plain(public, signed.encode(), sig):
        raise Problem("422.10", "the checkpoint is not signed by the endpoint")
    return size, root


def _text(origin: str, size: int, root: bytes) -> str:
    return f"{origin}\n{size}\n{canonical.to_b64(root)}\n"


def _note(text: str, name: str, public: bytes, sig: bytes) -> str:
    key_hash = sha256(name.encode() + _ED25519 + public)[:4]
    return f"{text}\n— {name} {canonical.to_b64(key_hash + sig)}\n"
