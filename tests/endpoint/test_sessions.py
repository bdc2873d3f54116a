"""No call without a session, and no session without the device's proof over this very call (S-51, S-52)."""

from typing import Any

import pytest
from starlette.routing import Route

from desktop.domain.times import to_text
from desktop.seal import canonical, entry
from desktop.seal.primitives import SigningKey, random
from desktop.sync import protocol
from tests.endpoint.kit import Device, World

STARRED = {"/v1", "/v1/enrol", "/v1/token", "/v1/release", "/healthz"}


def told(answer: Any, status: int) -> str:
    assert answer.status_code == status, answer.text
    return protocol.read_problem(status, answer.content).code


def closed_routes(world: World) -> list[tuple[str, str]]:
    """Method and path of every route that is not starred, as the application itself lists them."""
    found = []
    for route in world.app.routes:
        assert isinstance(route, Route)
        if route.path not in STARRED:
            path = route.path.replace("{agency}", "ZZ0000100").replace("{id}", "TRAINING-2026-1")
            found += [(method, path) for method in sorted(route.methods or ()) if method != "HEAD"]
    return found


def test_every_route_but_the_starred_ones_refuses_without_a_valid_session(world: World, officer: Device) -> None:
    routes = closed_routes(world)
    assert len(routes) == 8
    for method, path in routes:
        bare = world.client.request(method, path, headers={protocol.VERSION_HEADER: "1"})
        assert told(bare, 401) == "401.10"
        assert told(officer.send(path, b"", method, Authorization="Bearer none"), 401) == "401.10"
        assert told(officer.send(path, b"", method, Authorization=officer.token), 401) == "401.10"
        assert told(officer.send(path, b"", method, **{protocol.PROOF_HEADER: ""}), 401) == "401.11"
        assert told(officer.send(path, b"", method, **{protocol.VERSION_HEADER: "2"}), 426) == "426.10"


def test_a_route_nobody_knows_and_a_method_nobody_takes_are_404(world: World) -> None:
    assert told(world.client.get("/v2/secrets"), 404) == "404.10"
    assert told(world.client.put("/v1/exchange"), 404) == "404.10"


def proof(officer: Device, **changes: Any) -> str:
    """A proof over GET /v1/packs with no body, one part of it swapped."""
    parts: dict[str, Any] = {
        "sign": officer.sign.sign,
        "method": "GET",
        "target": "/v1/packs",
        "time": to_text(officer.world.time()),
        "token": officer.token,
        "body": b"",
    }
    return entry.proof_header(**(parts | changes))


SWAPS: dict[str, dict[str, Any]] = {
    "key": {"sign": SigningKey(bytes(32)).sign},
    "method": {"method": "POST"},
    "path": {"target": "/v1/authorizations"},
    "query": {"target": "/v1/packs?x=1"},
    "token": {"token": "another"},
    "body": {"body": b"x"},
    "past": {"time": "2026-11-24T14:54:59.999Z"},
    "future": {"time": "2026-11-24T15:05:00.001Z"},
    "no time": {"time": "now"},
}


@pytest.mark.parametrize("name", SWAPS)
def test_a_proof_with_one_part_swapped_opens_nothing(officer: Device, name: str) -> None:
    spoiled = {protocol.PROOF_HEADER: proof(officer, **SWAPS[name])}
    answer = officer.send("/v1/packs", b"", "GET", **spoiled)
    assert told(answer, 401) == "401.11"
    assert answer.json()["time"] == to_text(officer.world.time())


def test_a_replayed_call_is_harmless_and_ends_with_its_five_minutes(world: World, officer: Device) -> None:
    header = {protocol.PROOF_HEADER: proof(officer)}
    assert officer.send("/v1/packs", b"", "GET", **header).status_code == 200
    assert officer.send("/v1/packs", b"", "GET", **header).status_code == 200
    world.clock.on(minutes=5, seconds=1)
    assert told(officer.send("/v1/packs", b"", "GET", **header), 401) == "401.11"


def test_the_token_of_one_device_opens_nothing_for_another(officer: Device, supervisor: Device) -> None:
    supervisor.token = officer.token
    assert told(supervisor.get("/v1/packs"), 401) == "401.11"


def test_a_push_of_another_device_is_refused(officer: Device, supervisor: Device) -> None:
    envelope, lines = supervisor.push([])
    answer = officer.send("/v1/exchange", protocol.write_lines(canonical.dumps(envelope), lines))
    assert told(answer, 422) == "422.10"


def test_a_push_whose_signature_does_not_fit_its_links_is_refused(officer: Device) -> None:
    assert told(officer.try_exchange([officer.encounter()], sig=canonical.to_b64(random(64))), 422) == "422.10"


def test_documents_have_a_tag_and_are_not_sent_twice(officer: Device) -> None:
    for path in ("/v1/packs", "/v1/packs/TRAINING-2026-1", "/v1/authorizations"):
        first = officer.get(path)
        assert first.status_code == 200
        again = officer.send(path, b"", "GET", **{"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert told(officer.get("/v1/packs/none"), 404) == "404.10"


def test_packs_and_authorizations_are_the_envelopes_that_were_signed(officer: Device) -> None:
    packs = protocol.read_answer(protocol.Packs, officer.get("/v1/packs").content)
    assert packs.current == "TRAINING-2026-1"
    envelope = protocol.read_answer(protocol.Envelope, officer.get(f"/v1/packs/{packs.current}").content)
    payload = canonical.loads(canonical.from_b64(envelope.payload))
    assert (payload["pack_id"], payload["effective_from"]) == ("TRAINING-2026-1", "2026-01-05")
    held = protocol.read_answer(protocol.Documents, officer.get("/v1/authorizations").content)
    granted = canonical.loads(canonical.from_b64(held.documents[0].payload))
    assert (held.serial, granted["person"], granted["model"]) == (1, "P-105", "TFM")
    assert granted["keys"][0]["device"] == officer.id
