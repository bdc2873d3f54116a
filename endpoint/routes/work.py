"""The daily work: exchange, the long wait, and the release that comes from a locked window."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from desktop.sync.protocol import JSON_LINES, ReleaseAsk, WaitAsk, read_ask
from endpoint import exchange as exchanges
from endpoint.core import Core
from endpoint.desk import release as take_release
from endpoint.routes.bodies import answered, core_of, entered, plain, raw
from endpoint.store import logs
from endpoint.waiting import Bell, Heads, moved


async def exchange(request: Request) -> Response:
    """POST /v1/exchange."""
    session, body = await entered(request)
    done = await run_in_threadpool(exchanges.exchange, core_of(request), session, body)
    return answered(request, done, kind=JSON_LINES)


async def wait(request: Request) -> Response:
    """POST /v1/wait: 200 as soon as a log moved, else 204."""
    session, body = await entered(request)
    asked = read_ask(WaitAsk, body).after
    core, bell = core_of(request), bell_of(request)
    mine = {agency: seen for agency, seen in asked.items() if agency == session.device.agency}

    async def look() -> Heads:
        return await run_in_threadpool(_heads, core)

    found = await moved(bell, look, request.is_disconnected, mine, core.wait_s)
    return answered(request, found.dump()) if found else Response(status_code=204)


def bell_of(request: Request) -> Bell:
    bell: Bell = request.app.state.bell
    return bell


def _heads(core: Core) -> Heads:
    with core.store.read() as con:
        return logs.heads(con)


async def release(request: Request) -> Response:
    """POST /v1/release: no session is asked, and no version; whoever frees a person is heard."""
    ask = read_ask(ReleaseAsk, plain(request, await raw(request)))
    done = await run_in_threadpool(take_release, core_of(request), ask)
    return answered(request, done.dump(), 202)


OPEN = (("POST", "/v1/release", release),)
ROUTES = (("POST", "/v1/exchange", exchange), ("POST", "/v1/wait", wait))
