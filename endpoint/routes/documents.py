"""Signed documents for those who work here: authorizations with revocations, and policy packs."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from desktop.domain.problems import Problem
from desktop.sync.protocol import Documents, Envelope, PackName, Packs, read_ask
from endpoint import documents
from endpoint.core import Core
from endpoint.routes.bodies import answered, core_of, entered
from endpoint.store import people


async def authorizations(request: Request) -> Response:
    """GET /v1/authorizations: all of the agency, by serial."""
    session, _ = await entered(request)
    return await _tagged(request, *await run_in_threadpool(_authorizations, core_of(request), session.device.agency))


def _authorizations(core: Core, agency: str) -> tuple[bytes, str]:
    with core.store.read() as con:
        held = people.documents(con, agency, *documents.AUTHORITY)
        serial = people.highest_serial(con, agency, *documents.AUTHORITY)
    found = Documents(serial=serial, documents=tuple(read_ask(Envelope, each.bytes) for each in held))
    return found.dump(), f'"{serial}"'


async def packs(request: Request) -> Response:
    """GET /v1/packs: their names, the one in force last."""
    session, _ = await entered(request)
    return await _tagged(request, *await run_in_threadpool(_packs, core_of(request), session.device.agency))


def _packs(core: Core, agency: str) -> tuple[bytes, str]:
    with core.store.read() as con:
        held = people.documents(con, agency, "pack")
    payloads = [documents.payload_of(each.bytes) for each in held]
    names = tuple(
        PackName(id=each["pack_id"], effective_from=each["effective_from"], effective_to=each["effective_to"])
        for each in payloads
    )
    current = names[-1].id if names else ""
    return Packs(current=current, packs=names).dump(), f'"{current}"'


async def pack(request: Request) -> Response:
    """GET /v1/packs/{id}: the envelope."""
    session, _ = await entered(request)
    name = request.path_params["id"]
    return await _tagged(request, *await run_in_threadpool(_pack, core_of(request), session.device.agency, name))


def _pack(core: Core, agency: str, name: str) -> tuple[bytes, str]:
    with core.store.read() as con:
        held = [each for each in people.documents(con, agency, "pack") if each.id == name]
    if not held:
        raise Problem("404.10")
    return held[-1].bytes, f'"{held[-1].serial}"'


async def _tagged(request: Request, body: bytes, etag: str) -> Response:
    """The body, or 304 when the caller has it."""
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={"ETag": etag})
    return answered(request, body, etag=etag)


ROUTES = (
    ("GET", "/v1/authorizations", authorizations),
    ("GET", "/v1/packs", packs),
    ("GET", "/v1/packs/{id}", pack),
)
