"""The few ciphers we use, each with one name.

The rest of `seal` builds on these; `models` seals drafts and `sync` signs with them. All come from one library. It has
no cipher of its own, offers no choice of algorithm, and keeps no key.
"""

import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.domain.problems import Problem

LABEL = b"fieldcase/1/"
NONCE = 12
POINT = 97  # a P-384 public key, uncompressed
SCALAR = 48  # a P-384 secret

# The points of order 1, 2, 4 and 8, in every encoding, without the sign bit: under such a key anybody can sign.
_SMALL_ORDER = frozenset(
    bytes.fromhex(text)
    for text in (
        "00" * 32,
        "01" + "00" * 31,
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ec" + "ff" * 30 + "7f",
        "ed" + "ff" * 30 + "7f",
        "ee" + "ff" * 30 + "7f",
    )
)
_SUITE = hpke.Suite(hpke.KEM.P384, hpke.KDF.HKDF_SHA384, hpke.AEAD.AES_256_GCM)
_CURVE = ec.SECP384R1()


class SigningKey:
    """One Ed25519 key pair, from its seed of 32 bytes."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw()
        self.keyid = keyid(self.public)

    @classmethod
    def new(cls) -> "SigningKey":
        """A key nobody has seen."""
        return cls(random(32))

    @property
    def seed(self) -> bytes:
        """The 32 bytes to keep."""
        return self._key.private_bytes_raw()

    def sign(self, what: str, x: bytes) -> bytes:
        """`sign(what, x)` of protocol.md: Ed25519 over "fieldcase/1/" what 0x00 x. 64 bytes."""
        return self._key.sign(labelled(what, x))

    def sign_plain(self, text: bytes) -> bytes:
        """Ed25519 over the bytes as they are: for DSSE and checkpoints, which bring their own label."""
        return self._key.sign(text)


def verify(public: bytes, what: str, x: bytes, sig: bytes) -> bool:
    """Whether `sig` is `sign(what, x)` of that key; False for a key or signature that is none."""
    return verify_plain(public, labelled(what, x), sig)


def verify_plain(public: bytes, text: bytes, sig: bytes) -> bool:
    """Whether `sig` is the Ed25519 signature of that key over exactly these bytes."""
    try:
        _public(public).verify(sig, text)
    except (InvalidSignature, ValueError, IndexError):
        return False
    return True


def keyid(public: bytes) -> str:
    """The name of a key in documents: hex of its SHA-256."""
    return sha256(public).hex()


def labelled(what: str, x: bytes) -> bytes:
    """ "fieldcase/1/" what 0x00 x: the bytes under every signature, hash and derivation that is ours."""
    return LABEL + what.encode("ascii") + b"\0" + x


def sha256(raw: bytes) -> bytes:
    """SHA-256, 32 bytes."""
    return hashlib.sha256(raw).digest()


def hmac_sha256(key: bytes, text: bytes) -> bytes:
    """HMAC-SHA-256, 32 bytes."""
    return hmac.digest(key, text, "sha256")


def same(one: bytes, other: bytes) -> bool:
    """Equality that takes the same time wherever the bytes differ."""
    return hmac.compare_digest(one, other)


def random(size: int) -> bytes:
    """Fresh bytes from the operating system."""
    return os.urandom(size)


def hkdf(key: bytes, info: bytes, salt: bytes = b"") -> bytes:
    """HKDF-SHA-256, 32 bytes out (RFC 5869). info: the whole of it, label included."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt or None, info=info).derive(key)


def argon2(secret: bytes, salt: bytes, *, m_kib: int, t: int, p: int, ad: bytes, k: bytes | None = None) -> bytes:
    """Argon2id, 32 bytes out (RFC 9106). m_kib: memory in KiB; t: rounds; p: lanes; ad: associated data.

    k: the RFC's secret value, which only its own vector has.
    """
    return Argon2id(salt=salt, length=32, iterations=t, lanes=p, memory_cost=m_kib, ad=ad, secret=k).derive(secret)


def aead_seal(key: bytes, text: bytes, aad: bytes, nonce: bytes | None = None) -> bytes:
    """AES-256-GCM: nonce (12, random unless given) and then the ciphertext with its tag (16)."""
    nonce = nonce or random(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, text, aad)


def aead_open(key: bytes, box: bytes, aad: bytes) -> bytes:
    """What `aead_seal` sealed. Raises Problem 401.1: another key, other bytes, another place."""
    try:
        return AESGCM(key).decrypt(box[:NONCE], box[NONCE:], aad)
    except (InvalidTag, ValueError):
        raise Problem("401.1") from None


def new_p384() -> tuple[bytes, bytes]:
    """A new P-384 pair: secret (48 bytes), public point (97 bytes)."""
    key = ec.generate_private_key(_CURVE)
    return key.private_numbers().private_value.to_bytes(SCALAR, "big"), p384_public(key)


def p384_public(key: "bytes | ec.EllipticCurvePrivateKey") -> bytes:
    """The public point (97 bytes) of a secret of 48 bytes."""
    pair = _secret(key) if isinstance(key, bytes) else key
    numbers = pair.public_key().public_numbers()
    return b"\x04" + numbers.x.to_bytes(SCALAR, "big") + numbers.y.to_bytes(SCALAR, "big")


def is_p384(public: bytes) -> bool:
    """Whether these are the 97 bytes of a point on the curve."""
    try:
        _point(public)
    except ValueError:
        return False
    return True


def hpke_seal(public: bytes, text: bytes, info: bytes) -> bytes:
    """HPKE suite 1 (RFC 9180: P-384, HKDF-SHA384, AES-256-GCM) to a public point; 113 bytes longer than the text.

    Raises Problem 400.10 if the key is no point of the curve.
    """
    try:
        return _SUITE.encrypt(text, _point(public), info=info)
    except ValueError:
        raise Problem("400.10", detail="not a key") from None


def hpke_open(secret: bytes, box: bytes, info: bytes) -> bytes:
    """What `hpke_seal` sealed to this secret's point. Raises Problem 401.1."""
    try:
        return _SUITE.decrypt(box, _secret(secret), info=info)
    except (InvalidTag, ValueError):
        raise Problem("401.1") from None


@lru_cache(maxsize=1024)
def _public(raw: bytes) -> Ed25519PublicKey:
    if raw[:31] + bytes([raw[31] & 0x7F]) in _SMALL_ORDER:
        raise ValueError("a key under which anybody can sign")
    return Ed25519PublicKey.from_public_bytes(raw)


def _point(raw: bytes) -> ec.EllipticCurvePublicKey:
    if len(raw) != POINT:
        raise ValueError("not an uncompressed point")
    return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, raw)


def _secret(raw: bytes) -> ec.EllipticCurvePrivateKey:
    if len(raw) != SCALAR:
        raise ValueError("not a secret of this curve")
    return ec.derive_private_key(int.from_bytes(raw, "big"), _CURVE)
