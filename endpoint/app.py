"""The endpoint as an ASGI application: the routes, and how every error becomes a numbered problem.

`serve` builds it around a `Core`. It knows no case; a route reads its message, hands it on and writes the answer.
Nobody who calls ever sees a traceback.
"""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from desktop.domain.problems import Problem
from desktop.sync.protocol import PROBLEM_JSON, WireProblem, write_problem
from endpoint.core import Core
from endpoint.routes import documents, joining, proofs, work
from endpoint.waiting import Bell

# The starred routes of docs/protocol.md, section 2, and the probe of whoever runs the endpoint: no session is asked.
OPEN = (*joining.ROUTES, *work.OPEN)
CLOSED = (*work.ROUTES, *documents.ROUTES, *proofs.ROUTES)
_RETRY = {"429.10": "1", "503.10": "5"}


def build(core: Core) -> Starlette:
    """The application of one endpoint."""
    routes = [Route(path, handler, methods=[method]) for method, path, handler in (*OPEN, *CLOSED)]
    app = Starlette(routes=routes, exception_handlers={Problem: _problem, HTTPException: _nowhere, Exception: _fault})
    app.state.core = core
    app.state.bell = bell = Bell()
    core.bell = bell.ring
    return app


async def _problem(request: Request, error: Exception) -> Response:
    return answer(error if isinstance(error, Problem) else WireProblem("500.10"))


async def _nowhere(request: Request, error: Exception) -> Response:
    return answer(WireProblem("404.10"))


async def _fault(request: Request, error: Exception) -> Response:
    """Our bug. The person gets a number; the log gets the place, never a value."""
    return answer(WireProblem("500.10"))


def answer(problem: Problem) -> Response:
    """A numbered problem (RFC 9457)."""
    status, body = write_problem(problem)
    headers = {"Retry-After": _RETRY[problem.code]} if problem.code in _RETRY else {}
    return Response(body, status, headers, PROBLEM_JSON)
