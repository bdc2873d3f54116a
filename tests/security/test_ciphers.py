"""S-01 and S-02: one place for ciphers, none of our own, and they compute what the RFCs say."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.problems import Problem
from desktop.seal import primitives
from desktop.seal.primitives import SigningKey, verify, verify_plain

ROOT = Path(__file__).parents[2]
CODE = sorted(path for name in ("desktop", "endpoint") for path in (ROOT / name).rglob("*.py"))
EVERYWHERE = [*CODE, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "tools").rglob("*.py"))]
WEAK = {"md5", "sha1", "MD5", "SHA1", "new"}


@functools.cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text("utf-8"))))


def imports(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def hashlib_calls(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in ("hashlib", "hashes")
        ):
            yield node.attr


def tops(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imports(path)}


def test_s01_the_cipher_library_is_imported_in_seal_and_the_second_verifier_only() -> None:
    found = {path.relative_to(ROOT).as_posix() for path in EVERYWHERE if "cryptography" in tops(path)}
    assert {name for name in found if not name.startswith("desktop/seal/")} <= {"tests/second_verifier.py"}
    assert "desktop/seal/primitives.py" in found


def test_s01_no_weak_random_and_no_weak_hash() -> None:
    assert [path.name for path in CODE if "random" in tops(path)] == []
    assert [(path.name, name) for path in CODE for name in hashlib_calls(path) if name in WEAK] == []


def test_s01_no_other_cipher_library_is_used() -> None:
    others = {"nacl", "Crypto", "Cryptodome", "OpenSSL", "argon2", "bcrypt", "ecdsa", "rsa"}
    assert [path.name for path in CODE if tops(path) & others] == []


def test_the_second_verifier_shares_no_code_with_the_product() -> None:
    assert not tops(ROOT / "tests" / "second_verifier.py") & {"desktop", "endpoint", "resources", "tests"}


@pytest.mark.parametrize(
    ("seed", "public", "text", "sig"),
    [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ],
)
def test_s02_ed25519_is_that_of_rfc_8032(seed: str, public: str, text: str, sig: str) -> None:
    key = SigningKey(bytes.fromhex(seed))
    assert key.public.hex() == public
    assert key.sign_plain(bytes.fromhex(text)).hex() == sig
    assert verify_plain(key.public, bytes.fromhex(text), bytes.fromhex(sig))
    assert not verify_plain(key.public, b"other", bytes.fromhex(sig))


def test_s02_hkdf_is_that_of_rfc_5869() -> None:
    info, salt = bytes(range(0xF0, 0xFA)), bytes(range(13))
    assert primitives.hkdf(b"\x0b" * 22, info, salt).hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
    )
    assert primitives.hkdf(b"\x0b" * 22, b"").hex() == (
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
    )


def test_s02_argon2id_is_that_of_rfc_9106() -> None:
    password, salt, k, ad = b"\x01" * 32, b"\x02" * 16, b"\x03" * 8, b"\x04" * 12
    assert primitives.argon2(password, salt, m_kib=32, t=3, p=4, ad=ad, k=k).hex() == (
        "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
    )


def test_s02_hmac_sha256_is_that_of_rfc_4231() -> None:
    assert primitives.hmac_sha256(b"Jefe", b"what do ya want for nothing?").hex() == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


@given(st.binary(max_size=200), st.binary(max_size=40))
def test_what_is_sealed_opens_in_its_place_only(text: bytes, aad: bytes) -> None:
    key = bytes(32)
    box = primitives.aead_seal(key, text, aad)
    assert primitives.aead_open(key, box, aad) == text
    for wrong in ((bytes([1]) + bytes(31), box, aad), (key, box[:-1], aad), (key, box, aad + b"x"), (key, b"", aad)):
        with pytest.raises(Problem) as bad:
            primitives.aead_open(*wrong)
        assert bad.value.code == "401.1"


def test_hpke_refuses_keys_and_boxes_that_are_none() -> None:
    secret, public = primitives.new_p384()
    box = primitives.hpke_seal(public, b"text", b"info")
    for wrong in ((secret, b"", b"info"), (secret, box[:-1], b"info"), (bytes(48), box, b"info"), (b"", box, b"info")):
        with pytest.raises(Problem) as bad:
            primitives.hpke_open(*wrong)
        assert bad.value.code == "401.1"
    for key in (b"", public[:-1], b"\x04" + bytes(96), b"\x02" + public[1:49]):
        assert not primitives.is_p384(key)
        with pytest.raises(Problem):
            primitives.hpke_seal(key, b"text", b"info")


def test_a_signature_counts_for_its_label_only() -> None:
    key = SigningKey.new()
    sig = key.sign("push", b"x")
    assert verify(key.public, "push", b"x", sig)
    assert not verify(key.public, "entry", b"x", sig)
    assert not verify(b"short", "push", b"x", sig)
    assert not verify(key.public, "push", b"x", b"")


WEAK_KEYS = [
    "00" * 32,
    "00" * 31 + "80",
    "01" + "00" * 31,
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "ec" + "ff" * 30 + "7f",
    "ed" + "ff" * 31,
    "ee" + "ff" * 30 + "7f",
]


@pytest.mark.parametrize("weak", WEAK_KEYS)
def test_s40_no_key_is_accepted_under_which_anybody_can_sign(weak: str) -> None:
    """A signature of zero scalar fits such a key for one text in eight or fewer, whoever made it."""
    forged = [bytes.fromhex(point) + bytes(32) for point in WEAK_KEYS]
    for i in range(64):
        assert not any(verify_plain(bytes.fromhex(weak), b"%d" % i, sig) for sig in forged)
