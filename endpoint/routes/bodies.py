"""Bodies in and out: bounded while they arrive, unpacked within their limit, packed where the caller can read it.

Every route reads and answers through here, so that no request can fill the memory and none goes without its session.
"""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from desktop.domain.problems import Problem
from desktop.sync.protocol import JSON, WireProblem, pack, unpack
from endpoint.core import Core
from endpoint.sessions import Call, Session, session

_PACK_FROM = 512


def core_of(request: Request) -> Core:
    core: Core = request.app.state.core
    return core


async def raw(request: Request) -> bytes:
    """The body as sent. Problem 413.10 as soon as it passes the limit of a message."""
    limit = core_of(request).limits.message
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise WireProblem("413.10", limit=limit)
        parts.append(part)
    return b"".join(parts)


def plain(request: Request, body: bytes) -> bytes:
    """The body as it was meant. Problem 400.10 for an encoding we do not speak, 413.10."""
    encoding = request.headers.get("content-encoding", "identity")
    if encoding == "zstd":
        return unpack(body, core_of(request).limits.message)
    if encoding != "identity":
        raise Problem("400.10", "Content-Encoding")
    return body


def call_of(request: Request, body: bytes) -> Call:
    """The request as its proof covers it."""
    path: bytes = request.scope.get("raw_path") or request.url.path.encode()
    query: bytes = request.scope["query_string"]
    target = path.split(b"?")[0] + (b"?" + query if query else b"")
    return Call(request.method, target.decode("latin-1"), dict(request.headers), body)


async def entered(request: Request) -> tuple[Session, bytes]:
    """The session of a call and its body. Problems 401.10, 401.11, 413.10, 426.10."""
    body = await raw(request)
    held = await run_in_threadpool(session, core_of(request), call_of(request, body))
    return held, plain(request, body)


def answered(request: Request, body: bytes, status: int = 200, kind: str = JSON, etag: str = "") -> Response:
    """An answer; packed if the caller reads zstd and it is worth it."""
    headers = {"Cache-Control": "no-store"} | ({"ETag": etag} if etag else {})
    if len(body) >= _PACK_FROM and "zstd" in request.headers.get("accept-encoding", ""):
        return Response(pack(body), status, headers | {"Content-Encoding": "zstd"}, kind)
    return Response(body, status, headers, kind)
