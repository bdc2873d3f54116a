"""A faulty line: a TCP proxy between client and endpoint that does to the next requests what a test tells it.

It sees TLS records, not what is in them: the first sealed record of a client ends the handshake, each further run
of them is one request. Every fault ends both connections, so that the client meets it at once and no test waits.
"""

import contextlib
import select
import socket
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

_HEADER = 5
_SEALED = 23
_FIRST_PIECE = -2  # of a request: that much arrives


def _nothing() -> None:
    return None


@dataclass(frozen=True)
class Fault:
    """What happens to one request.

    request, answer: bytes that get through (-1: all); then `after` is called and both connections end. delay_s: for
    each piece, in both directions.
    """

    request: int = -1
    answer: int = -1
    delay_s: float = 0.0
    after: Callable[[], None] = field(default=_nothing)
    before: Callable[[], None] = field(default=_nothing)


PASS = Fault()
DROP_REQUEST = Fault(request=0)
DROP_ANSWER = Fault(answer=0)


class Line:
    """Listens on a port of its own and passes everything on to `target`, but for the faults put into `plan`."""

    def __init__(self, port: int = 0) -> None:
        self.target: int | None = None
        self.plan: deque[Fault] = deque()
        self.requests = 0
        self.bytes_up = 0
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, name="line", daemon=True).start()

    def drop_request(self) -> None:
        """The next request does not arrive."""
        self.plan.append(DROP_REQUEST)

    def drop_answer(self) -> None:
        """The next request arrives, its answer does not."""
        self.plan.append(DROP_ANSWER)

    def cut_after(self, size: int) -> None:
        """The next request breaks off after so many bytes."""
        self.plan.append(Fault(request=size))

    def cut_answer_after(self, size: int) -> None:
        """The answer to the next request breaks off after so many bytes."""
        self.plan.append(Fault(answer=size))

    def slow(self, delay_s: float) -> None:
        """The next request and its answer come piece by piece."""
        self.plan.append(Fault(delay_s=delay_s))

    def kill(self, kill: Callable[[], None], *, answered: bool) -> None:
        """The endpoint dies with the next request: when it has it, or when it begins to answer."""
        self.plan.append(Fault(answer=0, after=kill) if answered else Fault(request=_FIRST_PIECE, after=kill))

    def down(self) -> None:
        """No line: connections end, new ones are refused."""
        self.target = None
        with self._lock:
            for each in list(self._open):
                _end(each)

    def close(self) -> None:
        self.down()
        _end(self._listener)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:
            if self.target is None:
                return
            with socket.create_connection(("127.0.0.1", self.target), 5) as server:
                with self._lock:
                    self._open |= {client, server}
                try:
                    _Connection(self, client, server).run()
                finally:
                    with self._lock:
                        self._open -= {client, server}


class _Ended(Exception):
    """This connection is over."""


class _Connection:
    def __init__(self, line: Line, client: socket.socket, server: socket.socket) -> None:
        self._line, self._client, self._server = line, client, server
        self._held = bytearray()
        self._finished = False
        self._asking = False
        self._fault = PASS
        self._up = self._down = 0
        self._pause = threading.Event()

    def run(self) -> None:
        with contextlib.suppress(_Ended):
            while True:
                ready, _, _ = select.select([self._client, self._server], [], [])
                for sock in ready:
                    self._from_client() if sock is self._client else self._from_server()

    def _give_up(self) -> None:
        self._fault.after()
        raise _Ended

    def _from_client(self) -> None:
        self._held += _read(self._client)
        while len(self._held) >= _HEADER:
            size = _HEADER + int.from_bytes(self._held[3:5], "big")
            if len(self._held) < size:
                return
            record, self._held = bytes(self._held[:size]), self._held[size:]
            self._record(record)

    def _record(self, record: bytes) -> None:
        if record[0] == _SEALED and self._finished:
            self._begin_request()
            self._pass_up(record)
            return
        self._finished = self._finished or record[0] == _SEALED
        self._server.sendall(record)

    def _begin_request(self) -> None:
        if self._asking:
            return
        self._asking, self._up, self._down = True, 0, 0
        self._line.requests += 1
        self._fault = self._line.plan.popleft() if self._line.plan else PASS
        self._fault.before()

    def _pass_up(self, record: bytes) -> None:
        self._line.bytes_up += len(record)
        limit = self._fault.request
        piece = record if limit < 0 else record[: max(limit - self._up, 0)]
        self._up += len(record)
        self._wait()
        self._server.sendall(piece)
        if limit == _FIRST_PIECE or 0 <= limit < self._up:
            self._give_up()

    def _from_server(self) -> None:
        data = _read(self._server)
        limit = self._fault.answer
        piece = data if limit < 0 or not self._finished else data[: max(limit - self._down, 0)]
        self._down += len(data)
        self._asking = self._asking and not self._up
        self._wait()
        self._client.sendall(piece)
        if 0 <= limit < self._down:
            self._give_up()

    def _wait(self) -> None:
        if self._fault.delay_s:
            self._pause.wait(self._fault.delay_s)


def _read(sock: socket.socket) -> bytes:
    data = sock.recv(16384)
    if not data:
        raise _Ended
    return data


def _end(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
