"""Who we are and how one joins: discover, enrolment, tokens, and the probe of those who run the endpoint.

None of them asks for a session; each message but discover is signed by itself.
"""

import re

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from desktop.domain import times
from desktop.domain.problems import Problem
from desktop.seal import canonical
from desktop.sync.protocol import Discover, Enrol, Envelope, TokenAsk, read_ask
from endpoint.core import Core
from endpoint.routes.bodies import answered, call_of, core_of, plain, raw
from endpoint.sessions import check_version, enrol, new_token


async def discover(request: Request) -> Response:
    """GET /v1?nonce=: who answers, its keys and its time, signed over the caller's nonce."""
    nonce = request.query_params.get("nonce", "")
    if not re.fullmatch("[0-9a-f]{32}", nonce):
        raise Problem("400.10", "nonce")
    return answered(request, described(core_of(request), nonce).dump())


def described(core: Core, nonce: str) -> Discover:
    """What discover says, signed by the receipt key."""
    said = Discover(
        name=core.site.name,
        training=core.site.training,
        protocols=(1,),
        time=times.to_text(core.now()),
        nonce=nonce,
        keys=read_ask(Envelope, canonical.dumps(core.keys.envelope)),
        pins=core.site.pins,
        limits=core.limits,
        wait_s=core.wait_s,
        sig=canonical.to_b64(bytes(64)),
    )
    sig = canonical.to_b64(core.keys.receipt.sign("discover", said.signed()))
    return said.model_copy(update={"sig": sig})


async def enrolment(request: Request) -> Response:
    """POST /v1/enrol."""
    body = await raw(request)
    check_version(call_of(request, body))
    ask = read_ask(Enrol, plain(request, body))
    address = request.client.host if request.client else ""
    done = await run_in_threadpool(enrol, core_of(request), ask, address)
    return answered(request, done.dump(), 201)


async def token(request: Request) -> Response:
    """POST /v1/token."""
    body = await raw(request)
    check_version(call_of(request, body))
    ask = read_ask(TokenAsk, plain(request, body))
    done = await run_in_threadpool(new_token, core_of(request), ask)
    return answered(request, done.dump())


async def health(request: Request) -> Response:
    """GET /healthz: whether the database answers."""
    await run_in_threadpool(_probe, core_of(request))
    return answered(request, b"{}")


def _probe(core: Core) -> None:
    with core.store.read():
        pass


ROUTES = (
    ("GET", "/v1", discover),
    ("POST", "/v1/enrol", enrolment),
    ("POST", "/v1/token", token),
    ("GET", "/healthz", health),
)
