"""Serving: TLS 1.3 on one address, one line when it listens, a graceful end on SIGTERM.

`python -m endpoint serve FOLDER` calls this. Logs hold event codes, ids and counts.
"""

import logging
import signal
import socket
import ssl
import sys
from pathlib import Path
from types import FrameType, TracebackType

import uvicorn
from starlette.applications import Starlette
from typing_extensions import override

from endpoint.admin import folder as place
from endpoint.app import build
from endpoint.waiting import Bell

GRACE_SECONDS = 5


class Server(uvicorn.Server):
    """Says where it listens, and lets nobody wait once it is told to end."""

    def __init__(self, config: uvicorn.Config, bell: Bell, address: str) -> None:
        super().__init__(config)
        self._bell = bell
        self._address = address

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(f"ready {self._address}", flush=True)

    @override
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._bell.close()
        super().handle_exit(sig, frame)


def serve(folder: Path, port: int = 0) -> int:
    """Runs until SIGTERM or SIGINT and returns the exit code. port: another than the folder's, then kept there."""
    log_to_stderr()
    if port:
        move_to(folder, port)
    core = place.open_core(folder)
    app = build(core)
    config = configured(app, folder, core.site.host, core.site.port)
    address = f"https://{core.site.host}:{core.site.port}"
    server = Server(config, app.state.bell, address)
    for ends in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ends, _end)
    try:
        server.run()
    finally:
        core.store.close()
    return 0 if server.started else 1


def _end(_signal: int, _frame: FrameType | None) -> None:
    """uvicorn raises the signal again when it is done; it is no fault."""
    raise SystemExit(0)


def configured(app: Starlette, folder: Path, host: str, port: int) -> uvicorn.Config:
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        lifespan="off",
        http="h11",
        ws="none",
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=120,
        ssl_certfile=str(folder / place.TLS / "certificate.pem"),
        ssl_keyfile=str(folder / place.TLS / "certificate.key"),
    )
    config.load()
    if config.ssl is not None:
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_3
    return config


def move_to(folder: Path, port: int) -> None:
    """Writes another port into the folder and on the slips."""
    for path in (folder / place.ENDPOINT, *sorted((folder / place.SLIPS).glob("*.json"))):
        place.write_json(path, place.read_json(path) | {"port": port})


class Places(logging.Formatter):
    """A log line; of an exception only its kind and the places, for its words may hold content."""

    @override
    def formatException(self, ei: object) -> str:
        kind, _, trace = ei if isinstance(ei, tuple) else (None, None, None)
        return " ".join([getattr(kind, "__name__", "?"), *_places(trace)])


def _places(trace: TracebackType | None) -> list[str]:
    found = []
    while trace is not None:
        found.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return found


def log_to_stderr() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Places("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("fieldcase").setLevel(logging.INFO)
