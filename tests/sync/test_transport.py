"""The line: who it speaks to, what it believes, and how it is ended."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.domain.problems import Problem, World
from desktop.seal import tls
from desktop.sync import protocol
from desktop.sync.transport import Address, Line, Refusal, Silence
from tests.sync.servers import AUTHORITY, SERVER, TlsServer, http

Start = Callable[..., TlsServer]
GOOD = http("200 OK", b"{}", "Content-Type: application/json")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    servers: list[TlsServer] = []

    def made(
        answer: bytes | None = GOOD,
        issued: tls.Issued = SERVER,
        version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
    ) -> TlsServer:
        servers.append(TlsServer(tmp_path, lambda _: answer, issued, version))
        return servers[-1]

    yield made
    for server in servers:
        server.close()


def call(address: Address) -> bytes:
    line = Line(address, answer_s=5)
    try:
        return line.call("GET", "/v1").body
    finally:
        line.close()


def refused(address: Address) -> Problem:
    with pytest.raises(Problem) as caught:
        call(address)
    return caught.value


def test_the_endpoint_of_the_enrolment_is_heard(start: Start) -> None:
    server = start()
    assert call(server.address()) == b"{}"
    assert server.heard.startswith(b"GET /v1 HTTP/1.1\r\n")


def test_no_byte_goes_to_a_server_under_another_root(start: Start) -> None:
    other = tls.make_authority("Somebody Else", datetime.now(UTC))
    server = start()
    assert refused(server.address(root=other.certificate)).code == "503.3"
    assert not server.heard


def test_no_byte_goes_to_a_server_with_another_key(start: Start) -> None:
    server = start(issued=tls.make_certificate("127.0.0.1", AUTHORITY, datetime.now(UTC)))
    assert refused(server.address()).code == "503.3"
    assert not server.heard


def test_no_byte_goes_to_a_server_of_another_name(start: Start) -> None:
    issued = tls.make_certificate("other.example", AUTHORITY, datetime.now(UTC))
    server = start(issued=issued)
    assert refused(server.address(pin=tls.pin(issued.der))).code == "503.3"
    assert not server.heard


def test_no_byte_goes_over_an_older_tls(start: Start) -> None:
    server = start(version=ssl.TLSVersion.TLSv1_2)
    assert refused(server.address()).code == "503.3"
    assert not server.heard


def test_at_enrolment_the_pin_alone_decides(start: Start) -> None:
    server = start()
    assert call(server.address(root=b"")) == b"{}"
    assert refused(server.address(root=b"", pin="A" * 43 + "=")).code == "503.3"


def test_the_next_key_is_trusted_once_it_was_named(start: Start) -> None:
    issued = tls.make_certificate("127.0.0.1", AUTHORITY, datetime.now(UTC))
    server = start(issued=issued)
    line = Line(server.address(), answer_s=5)
    line.repin(("", tls.pin(issued.der)))
    assert line.call("GET", "/v1").body == b"{}"
    line.close()


def test_nobody_there_is_no_line_and_nothing_was_said() -> None:
    problem = refused(Address("127.0.0.1", 1, ("x",), AUTHORITY.certificate.decode()))
    assert isinstance(problem, World)
    assert problem.code == "503.2"
    assert not isinstance(problem, Silence)


def test_a_line_that_falls_after_the_request_is_silence(start: Start) -> None:
    assert isinstance(refused(start(b"").address()), Silence)


def test_a_redirect_is_not_followed(start: Start) -> None:
    server = start(http("302 Found", b"", "Location: /v2"))
    assert refused(server.address()).code == "503.4"
    assert server.heard.count(b"GET") == 1


def test_a_refusal_keeps_its_number_and_what_it_names(start: Start) -> None:
    body = {"code": "413.10", "detail": "", "limit": 9, "status": 413, "title": "t", "type": "about:blank"}
    raw = json.dumps(body).encode()
    server = start(http("413 No", raw, f"Content-Type: {protocol.PROBLEM_JSON}", "Retry-After: 7"))
    problem = refused(server.address())
    assert isinstance(problem, Refusal)
    assert (problem.code, problem.extra, problem.retry_s) == ("413.10", {"limit": 9}, 7.0)


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"code":"999.1"}', b"\xff\xfe", b"[" * 100_000])
def test_an_error_that_tells_no_number_is_not_understood(start: Start, body: bytes) -> None:
    server = start(http("400 No", body, f"Content-Type: {protocol.PROBLEM_JSON}"))
    assert refused(server.address()).code == "503.4"


def test_a_bomb_is_seen_before_it_fills_the_memory(start: Start) -> None:
    server = start(http("200 OK", protocol.pack(bytes(64 << 20)), "Content-Encoding: zstd"))
    assert refused(server.address()).code == "503.4"


def test_an_answer_packed_in_another_way_is_not_understood(start: Start) -> None:
    assert refused(start(http("200 OK", b"x", "Content-Encoding: br")).address()).code == "503.4"


def test_a_large_body_is_packed_and_a_small_one_is_not(start: Start) -> None:
    server = start()
    line = Line(server.address(), answer_s=5)
    line.call("POST", "/v1/small", b"{}")
    line.call("POST", "/v1/large", b"a" * 10_000)
    line.close()
    assert server.heard.count(b"Content-Encoding: zstd") == 1
    assert len(server.heard) < 2_000


def test_cut_ends_a_blocked_read_at_once_and_mend_opens_the_line_again(start: Start) -> None:
    server = start(None)
    line = Line(server.address(), answer_s=50)
    problems: list[Problem] = []

    def waiting() -> None:
        try:
            line.call("GET", "/v1/wait")
        except Problem as problem:
            problems.append(problem)

    thread = threading.Thread(target=waiting)
    thread.start()
    assert server.arrived.wait(5)
    line.cut()
    thread.join(5)
    assert not thread.is_alive()
    assert [problem.code for problem in problems] == ["503.2"]
    line.mend()
    assert not line.is_cut
    line.close()


def test_a_call_that_begins_after_cut_fails_at_once(start: Start) -> None:
    server = start()
    line = Line(server.address(), answer_s=5)
    line.cut()
    with pytest.raises(World):
        line.call("GET", "/v1")
    assert not server.heard
    line.mend()
    assert line.call("GET", "/v1").body == b"{}"
    line.close()
