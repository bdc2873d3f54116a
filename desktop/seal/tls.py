"""Certificates for the line: a private authority and a server under it.

The training endpoint makes them; a client trusts this one authority, never those of the system, and pins the key of the
server (protocol.md §2). A county's own endpoint brings its own. No private key of ours is for anything else.
"""

import ipaddress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from desktop.seal.canonical import to_b64
from desktop.seal.primitives import sha256

_CURVE = ec.SECP384R1()
_AUTHORITY_DAYS, _SERVER_DAYS = 3650, 825
_EARLY = timedelta(days=1)  # a client whose clock is a little slow still finds the certificate begun


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate and its private key, both PEM; `der` is the certificate as `pin` takes it."""

    certificate: bytes
    key: bytes = field(repr=False)
    der: bytes


def make_authority(name: str, now: datetime) -> Issued:
    """A private authority for one agency's endpoints, good for ten years from `now` (UTC)."""
    key = ec.generate_private_key(_CURVE)
    usage = _usage(key_cert_sign=True, crl_sign=True, digital_signature=False)
    extensions = [(x509.BasicConstraints(ca=True, path_length=0), True), (usage, True)]
    return _issue(name, key, name, key, now, _AUTHORITY_DAYS, extensions)


def make_certificate(host: str, authority: Issued, now: datetime) -> Issued:
    """A server's certificate for a host name or an IP address, under that authority, good for 825 days."""
    signer = x509.load_pem_x509_certificate(authority.certificate)
    key, signing = ec.generate_private_key(_CURVE), _private(authority.key)
    usage = _usage(key_cert_sign=False, crl_sign=False, digital_signature=True)
    extensions = [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (usage, True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (x509.SubjectAlternativeName([_name(host)]), False),
    ]
    issuer = signer.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    return _issue(host, key, str(issuer), signing, now, _SERVER_DAYS, extensions)


def pin(der: bytes) -> str:
    """H(SubjectPublicKeyInfo) of a certificate in DER, base64: what a slip shows and a client compares."""
    public = x509.load_der_x509_certificate(der).public_key()
    return to_b64(sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)))


def _issue(
    subject: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    signing: ec.EllipticCurvePrivateKey,
    now: datetime,
    days: int,
    extensions: list[tuple[x509.ExtensionType, bool]],
) -> Issued:
    builder = x509.CertificateBuilder(
        _common(issuer),
        _common(subject),
        key.public_key(),
        x509.random_serial_number(),
        now - _EARLY,
        now + timedelta(days=days),
    )
    ours = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    theirs = x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key())
    for extension, critical in [*extensions, (ours, False), (theirs, False)]:
        builder = builder.add_extension(extension, critical)
    made = builder.sign(signing, hashes.SHA384())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Issued(made.public_bytes(Encoding.PEM), pem, made.public_bytes(Encoding.DER))


def _common(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _usage(*, key_cert_sign: bool, crl_sign: bool, digital_signature: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _private(pem: bytes) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(pem, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the authority's key is of another kind")
    return key
