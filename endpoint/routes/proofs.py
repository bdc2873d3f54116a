"""What the endpoint can show: the signed head of a log, that it only grew, and evidence for single entries."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from desktop.domain.problems import Problem
from desktop.seal import canonical, checkpoint
from desktop.sync.protocol import JSON_LINES, EvidenceAsk, Proof, read_ask
from endpoint import scopes, tree
from endpoint.core import Core
from endpoint.evidence import evidence as evidence_file
from endpoint.routes.bodies import answered, core_of, entered
from endpoint.sessions import Session
from endpoint.store import logs

_NOTE = "text/plain; charset=utf-8"
_DIGITS = 16


async def head(request: Request) -> Response:
    """GET /v1/logs/{agency}/checkpoint: a C2SP note."""
    session, _ = await entered(request)
    agency = request.path_params["agency"]
    note = await run_in_threadpool(_checkpoint, core_of(request), session, agency)
    return answered(request, note.encode(), kind=_NOTE)


def _checkpoint(core: Core, session: Session, agency: str) -> str:
    with core.store.read() as con:
        log = logs.the_log(con, _mine(session, agency))
    return checkpoint.sign(core.keys.checkpoint, f"{core.site.name}/{agency}", log.size, log.root)


def _mine(session: Session, agency: str) -> str:
    """The agency asked for, if it is the caller's. Problem 404.10."""
    if agency != session.device.agency:
        raise Problem("404.10")
    return agency


async def consistency(request: Request) -> Response:
    """GET /v1/logs/{agency}/consistency?from=&to=."""
    session, _ = await entered(request)
    agency = request.path_params["agency"]
    first, size = _number(request, "from"), _number(request, "to")
    proof = await run_in_threadpool(_consistency, core_of(request), session, agency, first, size)
    return answered(request, proof.dump())


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        raise Problem("400.10", name)
    return int(text)


def _consistency(core: Core, session: Session, agency: str, first: int, size: int) -> Proof:
    with core.store.read() as con:
        log = logs.the_log(con, _mine(session, agency))
        if not first <= size <= log.size:
            raise Problem("404.10")
        proof = tree.consistency(con, agency, first, size)
    return Proof(proof=tuple(canonical.to_b64(each) for each in proof))


async def evidence(request: Request) -> Response:
    """POST /v1/evidence: a file of docs/protocol.md, section 11, about these entries."""
    session, body = await entered(request)
    ask = read_ask(EvidenceAsk, body)
    found = await run_in_threadpool(_evidence, core_of(request), session, ask)
    return answered(request, found, kind=JSON_LINES)


def _evidence(core: Core, session: Session, ask: EvidenceAsk) -> bytes:
    with core.store.read() as con:
        others = scopes.may_read(con, session.device, session.person, core.now())
        return evidence_file(con, core, session, ask.ids, others)


ROUTES = (
    ("GET", "/v1/logs/{agency}/checkpoint", head),
    ("GET", "/v1/logs/{agency}/consistency", consistency),
    ("POST", "/v1/evidence", evidence),
)
