"""An endpoint that lies: it stands between line and endpoint with the endpoint's certificate and changes its answers.

With `receipt` it may also sign anew what it changed, as an operator could who holds the endpoint's keys.
"""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

from desktop.seal import canonical
from desktop.seal.primitives import SigningKey
from desktop.sync import protocol

Lie = Callable[[bytes], bytes]


class Forger:
    """Passes every call on to the endpoint at `port`, the answer to an exchange through `lie`; once, or `always`."""

    def __init__(self, folder: Path, port: int) -> None:
        self.lie: Lie | None = None
        self.always = False
        self.receipt = SigningKey(canonical.from_b64((folder / "keys" / "receipt.key").read_text().strip()))
        self._target = port
        self._server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._server.load_cert_chain(folder / "tls" / "certificate.pem", folder / "tls" / "certificate.key")
        self._client = ssl.create_default_context(cafile=str(folder / "tls" / "authority.pem"))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                plain, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(plain,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        with contextlib.suppress(OSError, EOFError), plain:
            client = self._server.wrap_socket(plain, server_side=True)
            raw = socket.create_connection(("127.0.0.1", self._target), 5)
            with client, self._client.wrap_socket(raw, server_hostname="127.0.0.1") as server:
                while True:
                    head, body = _message(client)
                    server.sendall(head + body)
                    client.sendall(self._changed(head, *_message(server)))

    def _changed(self, asked: bytes, head: bytes, body: bytes) -> bytes:
        if self.lie is None or not asked.startswith(b"POST /v1/exchange") or not head.startswith(b"HTTP/1.1 200"):
            return head + body
        lie, self.lie = self.lie, self.lie if self.always else None
        packed = b"content-encoding: zstd" in head.lower()
        told = lie(protocol.unpack(body, 8 << 20) if packed else body)
        return b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(told), told)

    def signed_anew(self, change: Callable[[dict[str, object]], None]) -> Lie:
        """A lie that holds together: the envelope changed, the receipt over it signed by the endpoint's key."""

        def lie(body: bytes) -> bytes:
            first, lines = protocol.read_lines(body)
            envelope = canonical.loads(first)
            change(envelope)
            receipt = envelope["receipt"]
            del receipt["sig"]
            receipt["sig"] = canonical.to_b64(self.receipt.sign("receipt", canonical.dumps(receipt)))
            return protocol.write_lines(canonical.dumps(envelope), lines)

        return lie


def _message(sock: socket.socket) -> tuple[bytes, bytes]:
    """One HTTP message with Content-Length, or without a body. Raises EOFError at the end."""
    raw = b""
    while b"\r\n\r\n" not in raw:
        raw += _some(sock)
    head, _, body = raw.partition(b"\r\n\r\n")
    names = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    size = int(names.get(b"content-length", b"0"))
    while len(body) < size:
        body += _some(sock)
    return head + b"\r\n\r\n", body


def _some(sock: socket.socket) -> bytes:
    data = sock.recv(65536)
    if not data:
        raise EOFError
    return data
