"""A client that trusts the agency's authority alone speaks TLS 1.3 to its endpoint and knows its pin."""

import socket
import ssl
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.seal import tls

NOW = datetime.now(UTC)


def server_context(issued: tls.Issued, folder: Path) -> ssl.SSLContext:
    (folder / "server.pem").write_bytes(issued.certificate + issued.key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(folder / "server.pem")
    return context


def hands_shaken(server: ssl.SSLContext, client: ssl.SSLContext, host: str) -> bytes:
    """The server's certificate in DER, after one handshake over a pair of sockets."""
    ours, theirs = socket.socketpair()

    def serve() -> None:
        try:
            server.wrap_socket(theirs, server_side=True).close()
        except (ssl.SSLError, OSError):
            theirs.close()

    answering = threading.Thread(target=serve)
    answering.start()
    try:
        with client.wrap_socket(ours, server_hostname=host) as line:
            return line.getpeercert(True) or b""
    finally:
        ours.close()
        answering.join()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "endpoint.example"])
def test_the_handshake_shows_the_pinned_key(host: str, tmp_path: Path) -> None:
    authority = tls.make_authority("Sample agency (training)", NOW)
    issued = tls.make_certificate(host, authority, NOW)
    client = ssl.create_default_context(cadata=authority.certificate.decode())
    client.minimum_version = ssl.TLSVersion.TLSv1_3
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    der = hands_shaken(server_context(issued, tmp_path), client, host)
    assert der == issued.der
    assert tls.pin(der) == tls.pin(issued.der)
    assert tls.pin(der) != tls.pin(tls.make_certificate(host, authority, NOW).der)


@pytest.mark.parametrize("host", ["other.example", "127.0.0.2"])
def test_s50_another_name_or_authority_is_refused(host: str, tmp_path: Path) -> None:
    authority, stranger = (tls.make_authority("Sample agency", NOW) for _ in range(2))
    server = server_context(tls.make_certificate("127.0.0.1", authority, NOW), tmp_path)
    for trusted, name in ((authority, host), (stranger, "127.0.0.1")):
        client = ssl.create_default_context(cadata=trusted.certificate.decode())
        with pytest.raises(ssl.SSLCertVerificationError):
            hands_shaken(server, client, name)
