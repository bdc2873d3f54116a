"""The line to the endpoint: one HTTPS client that trusts nobody but the endpoint of the enrolment.

The sync loop, the enrolment and the locked window's release sender call it. It checks root, name, pin, version and
suite inside the handshake, before the first byte of HTTP (security.md S-50); it follows no redirect and reads no
proxy from the environment. It knows no case and keeps nothing: what it cannot understand becomes a Problem, and the
caller changes nothing.

    Problem
      + World
        - 503.2   no line; `Silence` if the request may have arrived all the same
        - 503.3   this is not the endpoint of the enrolment
      + Refusal   the endpoint said no, by number
      - 503.4     an answer that is none
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import httpx2
from typing_extensions import override

from desktop.domain.problems import Problem, World
from desktop.seal import tls
from desktop.sync import protocol

CONNECT_S = 3.0
ANSWER_S = 20.0
BYTES_PER_S = 20_000  # the slowest line we still call one
LARGEST = 8 << 20  # an answer, unpacked (protocol.md section 1)
_PACK_FROM = 256

Sign = Callable[[str, str, bytes], Mapping[str, str]]  # method, path?query, body as sent -> headers of the session


@dataclass(frozen=True, slots=True)
class Address:
    """Where the endpoint is and how it is known: pins are base64 SHA-256 of its public key, the present and the next.

    root: PEM of the agency's own root; "" only during enrolment, which trusts the pin of the slip alone.
    """

    host: str
    port: int
    pins: tuple[str, ...]
    root: str = ""

    @staticmethod
    def of(url: str, pins: tuple[str, ...], root: str) -> Address:
        """From `https://host:port`, as a store keeps it. Raises ValueError for anything else."""
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname:
            raise ValueError("not an https address")
        return Address(parts.hostname, parts.port or 443, tuple(pin for pin in pins if pin), root)

    @property
    def url(self) -> str:
        """`https://host:port`."""
        return f"https://{_bracket(self.host)}:{self.port}"


@dataclass(frozen=True, slots=True)
class Answer:
    """A 2xx answer: its status, unpacked body, and ETag ("" if none)."""

    status: int
    body: bytes
    etag: str = ""


class Refusal(protocol.WireProblem):
    """The endpoint's own no. extra: what came beside the code (head_no, limit, time); retry_s: 0 if it named no
    time.
    """

    retry_s: float = 0


class Silence(World):
    """503.2 after the request may have left: nobody knows whether it was heard."""

    def __init__(self) -> None:
        super().__init__("503.2")


class NotOurs(ssl.SSLError):
    """The handshake was sound, and led to somebody else."""


class Line:
    """One client, used by one thread; only `cut` may be called from another.

    address.pins may be renewed by `repin` when a signed discover names the next key.
    """

    def __init__(self, address: Address, answer_s: float = ANSWER_S) -> None:
        self.address = address
        self._answer_s = answer_s
        self._context = _context(address)
        self._client = httpx2.Client(
            verify=self._context,
            trust_env=False,
            follow_redirects=False,
            base_url=address.url,
            headers={"User-Agent": "fieldcase", "Accept-Encoding": "zstd", protocol.VERSION_HEADER: protocol.VERSION},
        )

    def call(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        *,
        kind: str = "",
        sign: Sign | None = None,
        wait_s: float = 0,
    ) -> Answer:
        """One call. target: path?query; body: packed here if that helps; wait_s: how long the endpoint may think.

        Raises World 503.2, 503.3, Refusal, Problem 503.4.
        """
        headers = {"Content-Type": kind or protocol.JSON} if body else {}
        body, packed = pack(body)
        headers |= packed | dict(sign(method, target, body) if sign else {})
        with _as_problems():
            return self._send(method, target, body, headers, self._timeout(len(body), wait_s))

    def cut(self) -> None:
        """From any thread: what is under way ends at once, and what begins before `mend` fails at once."""
        self._context.cut()

    @property
    def is_cut(self) -> bool:
        """Whether `cut` was called since the last `mend`."""
        return self._context.ended

    def mend(self) -> None:
        """After `cut`: calls may be made again."""
        self._context.mend()

    def repin(self, pins: tuple[str, ...]) -> None:
        """Trust these keys from the next connection on."""
        self.address = replace(self.address, pins=pins)
        self._context.pins = frozenset(pin for pin in pins if pin)

    def close(self) -> None:
        """End the connections. Not from another thread: see `cut`."""
        self._client.close()

    def _timeout(self, size: int, wait_s: float) -> httpx2.Timeout:
        """A large body on a slow line is no silence: allowances grow with what is sent."""
        return httpx2.Timeout(self._answer_s + wait_s + size / BYTES_PER_S, connect=CONNECT_S)

    def _send(self, method: str, target: str, body: bytes, headers: dict[str, str], timeout: httpx2.Timeout) -> Answer:
        with self._client.stream(method, target, content=body, headers=headers, timeout=timeout) as response:
            raw = _bounded(response)
        text = unpack(raw, response.headers.get("content-encoding", ""))
        if 200 <= response.status_code < 300:
            return Answer(response.status_code, text, response.headers.get("etag", ""))
        raise _refusal(response, text)


def pack(body: bytes) -> tuple[bytes, dict[str, str]]:
    """The body as it is sent, and its header: zstd where that makes it smaller."""
    packed = protocol.pack(body) if len(body) >= _PACK_FROM else body
    return (packed, {"Content-Encoding": "zstd"}) if len(packed) < len(body) else (body, {})


def unpack(raw: bytes, encoding: str, limit: int = LARGEST) -> bytes:
    """The body as it was meant. It stops unpacking past `limit` bytes: a bomb costs no memory. Raises 503.4."""
    if encoding in ("", "identity"):
        return raw
    if encoding != "zstd":
        raise not_understood("packed in another way")
    try:
        return protocol.unpack(raw, limit)
    except Problem as wrong:
        raise not_understood(wrong.detail or "too large") from None


def not_understood(why: str) -> Problem:
    """503.4 with one word for the log; never the content."""
    return Problem("503.4", why)


class _Context(ssl.SSLContext):
    """Knows the pins, and every socket that is open, so that another thread can end a blocked read."""

    pins: frozenset[str]
    lock: threading.Lock
    sockets: weakref.WeakSet[ssl.SSLSocket]
    ended: bool

    def take(self, sock: ssl.SSLSocket) -> None:
        with self.lock:
            self.sockets.add(sock)
            if self.ended:
                raise ConnectionAbortedError

    def cut(self) -> None:
        with self.lock:
            self.ended = True
            for sock in list(self.sockets):
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)
            self.sockets.clear()

    def mend(self) -> None:
        with self.lock:
            self.ended = False


class _PinnedSocket(ssl.SSLSocket):
    """A TLS socket whose handshake fails for any key but the pinned: httpx2 never gets it to write to."""

    @override
    def do_handshake(self, block: bool = False) -> None:
        super().do_handshake(block)
        context = self.context
        if not isinstance(context, _Context) or tls.pin(self.getpeercert(binary_form=True) or b"") not in context.pins:
            raise NotOurs("pin")
        if self.version() != "TLSv1.3" or "AES" not in (self.cipher() or ("",))[0]:
            raise NotOurs("suite")
        context.take(self)


def _context(address: Address) -> _Context:
    context = _Context(ssl.PROTOCOL_TLS_CLIENT)
    context.pins, context.lock, context.sockets = (
        frozenset(pin for pin in address.pins if pin),
        threading.Lock(),
        weakref.WeakSet(),
    )
    context.ended = False
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.sslsocket_class = _PinnedSocket
    if address.root:
        context.load_verify_locations(cadata=address.root)
    else:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _bracket(host: str) -> str:
    return f"[{host}]" if ":" in host else host


@contextlib.contextmanager
def _as_problems() -> Iterator[None]:
    """The world's errors, told apart by whether a byte of the request can have left."""
    try:
        yield
    except (httpx2.ConnectError, httpx2.ConnectTimeout) as lost:
        raise World("503.3" if _is_stranger(lost) else "503.2") from None
    except httpx2.TransportError:
        raise Silence from None


def _is_stranger(error: BaseException | None) -> bool:
    """Whether the handshake failed because of who answered, rather than because the line fell."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return not isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError | ssl.SSLSyscallError)
        error = error.__cause__ or error.__context__
    return False


def _bounded(response: httpx2.Response) -> bytes:
    parts: list[bytes] = []
    size = 0
    for part in response.iter_raw():
        size += len(part)
        if size > LARGEST:
            raise not_understood("too large")
        parts.append(part)
    return b"".join(parts)


def _refusal(response: httpx2.Response, text: bytes) -> Problem:
    status = response.status_code
    retry_s = _seconds(response.headers.get("retry-after", ""))
    if response.headers.get("content-type", "").startswith(protocol.PROBLEM_JSON):
        told = protocol.read_problem(status, text)
        refusal = Refusal(told.code, told.detail, **told.extra)
    elif status in (502, 503, 504):
        refusal = Refusal("503.10")
    else:
        return not_understood(f"status {status}")
    refusal.retry_s = retry_s
    return refusal


def _seconds(text: str) -> float:
    return min(float(text), 3600.0) if text.isdecimal() else 0.0
