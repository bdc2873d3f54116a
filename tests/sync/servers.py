"""A TLS server of thirty lines for the line's own tests: it answers what it was told and writes down what it heard."""

import socket
import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from desktop.seal import tls
from desktop.sync.transport import Address

Answering = Callable[[bytes], bytes | None]

AUTHORITY = tls.make_authority("Fictional Authority", datetime.now(UTC))
SERVER = tls.make_certificate("127.0.0.1", AUTHORITY, datetime.now(UTC))
PIN = tls.pin(SERVER.der)


class TlsServer:
    """Listens on port 0 of the loopback address. `heard` is every byte of HTTP; an answer of None says nothing,
    an empty one hangs up.
    """

    def __init__(
        self,
        folder: Path,
        answer: Answering,
        issued: tls.Issued = SERVER,
        version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
    ) -> None:
        self.heard = bytearray()
        self._answer = answer
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.maximum_version = version
        (folder / "server.pem").write_bytes(issued.certificate + issued.key)
        self._context.load_cert_chain(folder / "server.pem")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.arrived = threading.Event()
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def address(self, pin: str = PIN, root: bytes = AUTHORITY.certificate, host: str = "127.0.0.1") -> Address:
        return Address(host, self._listener.getsockname()[1], (pin,), root.decode())

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)
        for each in self._open:
            each.close()

    def _serve(self) -> None:
        while True:
            try:
                plain, _ = self._listener.accept()
            except OSError:
                return
            try:
                self._talk(self._context.wrap_socket(plain, server_side=True))
            except OSError:
                plain.close()

    def _talk(self, connection: ssl.SSLSocket) -> None:
        self._open.append(connection)
        while data := connection.recv(65536):
            self.heard += data
            answer = self._answer(data)
            self.arrived.set()
            if answer is None:
                return
            if not answer:
                connection.close()
                return
            connection.sendall(answer)


def http(status: str, body: bytes = b"", *headers: str) -> bytes:
    """One HTTP answer as bytes."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body
