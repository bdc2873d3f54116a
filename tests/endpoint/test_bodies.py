"""Malformed bodies of every route, limits one over, bombs: a numbered problem each, never a 5xx, never a traceback."""

from __future__ import annotations

import json
from typing import Any

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.seal import canonical, ids
from desktop.sync import protocol
from tests.endpoint.kit import Act, Device, World

POSTS = ("/v1/enrol", "/v1/token", "/v1/release", "/v1/exchange", "/v1/wait", "/v1/evidence")
MALFORMED = {
    "nothing": b"",
    "not JSON": b"{",
    "not UTF-8": b"\xff\xfe",
    "an array": b"[]",
    "a number": b"1",
    "empty": b"{}",
    "doubled key": b'{"after":{},"after":{}}',
    "NaN": b'{"after":NaN}',
    "fraction": b'{"after":1.5}',
    "2**53": b'{"after":9007199254740992}',
    "400 digits": b'{"after":' + b"9" * 400 + b"}",
    "deep": b'{"after":' + b"[" * 17 + b"]" * 17 + b"}",
    "very deep": b"[" * 100_000,
    "lone surrogate": b'{"after":"\\ud800"}',
    "unknown field": b'{"after":{},"more":1}',
}


def call(device: Device, path: str, body: bytes, **headers: str) -> Any:
    return device.send(path, body, **headers)


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_body_of_any_route_is_a_numbered_problem(officer: Device, name: str) -> None:
    for path in POSTS:
        answer = call(officer, path, MALFORMED[name])
        assert (answer.status_code, answer.headers["content-type"]) == (400, protocol.PROBLEM_JSON), path
        assert protocol.read_problem(400, answer.content).code == "400.10"


def test_encodings_we_do_not_speak_and_frames_that_are_none_are_refused(officer: Device) -> None:
    for path in POSTS:
        assert call(officer, path, b"{}", **{"Content-Encoding": "gzip"}).json()["code"] == "400.10"
        assert call(officer, path, b"{}", **{"Content-Encoding": "zstd"}).json()["code"] == "400.10"


def test_a_bomb_is_cut_off_while_it_unpacks(officer: Device) -> None:
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(200 << 20))
    assert len(bomb) * 5000 < 200 << 20
    for path in POSTS:
        answer = call(officer, path, bomb, **{"Content-Encoding": "zstd"})
        assert answer.json() | {"title": ""} == {
            "type": "about:blank",
            "title": "",
            "status": 413,
            "code": "413.10",
            "detail": "",
            "limit": 8 << 20,
        }


def test_a_window_over_eight_mebibytes_is_refused(officer: Device) -> None:
    wide = zstandard.ZstdCompressionParameters(window_log=24, write_content_size=False)
    packer = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    body = packer.compress(b"{}") + packer.flush()
    assert call(officer, "/v1/wait", body, **{"Content-Encoding": "zstd"}).json()["code"] == "400.10"


def test_a_body_over_the_limit_of_a_message_is_cut_off_while_it_arrives(officer: Device) -> None:
    answer = call(officer, "/v1/wait", bytes((8 << 20) + 1))
    assert (answer.status_code, answer.json()["limit"]) == (413, 8 << 20)


def test_a_zstd_body_is_read_and_an_answer_is_packed_where_the_caller_reads_it(officer: Device) -> None:
    envelope, lines = officer.push([officer.encounter()])
    body = protocol.pack(protocol.write_lines(canonical.dumps(envelope), lines))
    answer = call(officer, "/v1/exchange", body, **{"Content-Encoding": "zstd", "Accept-Encoding": "zstd"})
    assert answer.headers["content-encoding"] == "zstd"
    told, _ = protocol.read_exchange(protocol.unpack(answer.content, 8 << 20))
    assert told.verdicts[0].verdict == "accepted"


def test_one_link_and_one_byte_over_are_413(world: World, officer: Device) -> None:
    digest = canonical.to_b64(bytes(32))
    links = [(canonical.from_b64(digest), 1)] * 501
    answer = officer.try_exchange(links)
    assert (answer.status_code, answer.json()["limit"]) == (413, 500)
    assert officer.try_exchange(links[:500]).status_code == 200
    answer = call(officer, "/v1/exchange", b" " * ((512 << 10) + 1))
    assert (answer.status_code, answer.json()["limit"]) == (413, 512 << 10)


def test_lines_that_do_not_fit_the_links_are_400(officer: Device) -> None:
    envelope, lines = officer.push([officer.encounter()])
    first = canonical.dumps(envelope)
    for body in (protocol.write_lines(first), protocol.write_lines(first, lines * 2)):
        assert call(officer, "/v1/exchange", body).json()["code"] == "400.10"


def test_ids_of_evidence_are_bounded(officer: Device) -> None:
    for wanted in ([], [ids.new_id()] * 501, ["x"]):
        assert call(officer, "/v1/evidence", json.dumps({"ids": wanted}).encode()).json()["code"] == "400.10"


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**54), 2**54) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def bodies(device: Device) -> dict[str, dict[str, Any]]:
    """A good body of each route, to be spoiled."""
    envelope, _ = device.push([])
    return {
        "/v1/enrol": device.enrol_body(),
        "/v1/token": device.token_body(),
        "/v1/release": device.release_body(device.locked_release()),
        "/v1/exchange": envelope,
        "/v1/wait": {"after": {"ZZ0000100": {"seq": 9, "express": 0}}},
        "/v1/evidence": {"ids": [ids.new_id()]},
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(POSTS), field=st.integers(0, 12), value=values, raw=st.binary(max_size=60))
def test_a_body_with_any_field_replaced_never_breaks_the_endpoint(
    world: World, officer: Device, path: str, field: int, value: object, raw: bytes
) -> None:
    world.core.wait_s = 0
    world.clock.on(seconds=1)
    officer.sign_in()
    good = bodies(officer)[path]
    spoiled = good | {sorted(good)[field % len(good)]: value}
    for body in (json.dumps(spoiled).encode(), raw):
        answer = call(officer, path, body)
        assert answer.status_code < 500
        if answer.status_code >= 400:
            protocol.read_problem(answer.status_code, answer.content)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(line=st.binary(max_size=200), at=st.integers(0, 400), number=st.integers(0, 2**53 - 1))
def test_any_line_gets_a_verdict(world: World, officer: Device, line: bytes, at: int, number: int) -> None:
    world.clock.on(seconds=1)
    officer.sign_in()
    good = officer.note(ids.new_id()).line
    for each in (line.replace(b"\n", b""), good[:at] + line[:3].replace(b"\n", b"") + good[at + 1 :]):
        said = officer.exchange([Act(each, "", "", number)])
        assert said.verdicts[0].verdict in ("accepted", "refused", "held", "again")
