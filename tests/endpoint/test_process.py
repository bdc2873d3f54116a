"""The real process over TLS: it says when it listens, ends when it is told, and loses nothing it acknowledged."""

from __future__ import annotations

import re
import signal
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from desktop.seal import canonical, ids, tls
from endpoint.admin import training
from tests.endpoint.kit import AGENCY, Device, Ground

ROOT = Path(__file__).resolve().parents[2]


def now() -> datetime:
    return datetime.now(UTC)


class Process(Ground):
    """An endpoint that is a program of its own, behind TLS."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, now)
        self.context = ssl.create_default_context(cafile=folder / "tls" / "authority.pem")
        self.context.minimum_version = ssl.TLSVersion.TLSv1_3
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "endpoint", "serve", str(self.folder)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert self.process.stdout is not None
        ready = re.fullmatch(rb"ready (https://127\.0\.0\.1:\d+)\n", self.process.stdout.readline())
        assert ready
        self.client = httpx2.Client(verify=self.context, trust_env=False, base_url=ready[1].decode(), timeout=20)

    def stop(self, how: signal.Signals) -> tuple[int, bytes]:
        """Ends it. Returns its exit code and what it wrote to standard error."""
        self.client.close()
        self.process.send_signal(how)
        _, errors = self.process.communicate(timeout=20)
        return self.process.returncode, errors


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    training.make(tmp_path / "endpoint", "127.0.0.1", 0, now())
    made = Process(tmp_path / "endpoint")
    yield made
    if made.process.poll() is None:
        made.stop(signal.SIGKILL)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    folder = tmp_path_factory.mktemp("served") / "endpoint"
    training.make(folder, "127.0.0.1", 0, now())
    made = Process(folder)
    yield made
    made.stop(signal.SIGTERM)


def test_the_whole_road_over_tls_and_a_kill_loses_nothing_acknowledged(process: Process) -> None:
    officer = process.device("officer")
    acts = [officer.encounter() for _ in range(40)]
    said = officer.exchange(acts)
    process.stop(signal.SIGKILL)
    process.start()
    supervisor = process.device("supervisor")
    assert {act.line for act in acts} <= {each.line for each in supervisor.pulled}
    officer.chain_no, officer.head = 1, officer.first_head
    repeated = officer.exchange(acts)
    assert repeated.verdicts == said.verdicts


def push_for_ever(officer: Device, body: bytes) -> None:
    while True:
        officer.send("/v1/exchange", body)


def test_a_kill_in_the_middle_of_pushes_leaves_each_entry_once_with_one_verdict(process: Process) -> None:
    officer = process.device("officer")
    acts = [officer.encounter() for _ in range(300)]
    body = officer.body(acts)
    killer = threading.Timer(0.05, process.process.kill)
    killer.start()
    with pytest.raises(httpx2.TransportError):
        push_for_ever(officer, body)
    process.stop(signal.SIGKILL)
    process.start()
    said = officer.exchange(acts)
    assert [each.verdict for each in said.verdicts] == ["accepted"] * 300
    assert said.receipt.logs[AGENCY][0] == 301


def test_sigterm_ends_it_at_once_also_while_somebody_waits(process: Process) -> None:
    officer = process.device("officer")
    answers = []

    def wait() -> None:
        body = canonical.dumps({"after": {AGENCY: {"seq": 1, "express": 1}}})
        answers.append(officer.send("/v1/wait", body).status_code)

    waiter = threading.Thread(target=wait)
    waiter.start()
    waiter.join(0.3)
    process.process.send_signal(signal.SIGTERM)
    waiter.join(10)
    code, errors = process.stop(signal.SIGTERM)
    assert (code, answers) == (0, [204])
    assert b"Traceback" not in errors
    assert officer.token.encode() not in errors


def test_a_waiting_device_hears_of_a_commit_within_a_second(served: Process) -> None:
    officer, supervisor = served.device("officer"), served.device("supervisor")
    supervisor.exchange()
    heard: list[tuple[int, datetime]] = []

    def wait() -> None:
        body = canonical.dumps({"after": {AGENCY: {"seq": 2, "express": 2}}})
        heard.append((supervisor.send("/v1/wait", body).status_code, now()))

    waiter = threading.Thread(target=wait)
    waiter.start()
    waiter.join(0.5)
    at = now()
    officer.exchange([officer.act("stop_and_call", {"said_or_seen": "minor", "words": "is 16"}, ids.new_id())])
    waiter.join(10)
    assert heard[0][0] == 200
    assert (heard[0][1] - at).total_seconds() < 1


def test_older_tls_and_other_roots_are_refused(served: Process) -> None:
    older = ssl.create_default_context(cafile=served.folder / "tls" / "authority.pem")
    older.maximum_version = ssl.TLSVersion.TLSv1_2
    for context in (older, ssl.create_default_context()):
        client = httpx2.Client(verify=context, trust_env=False, base_url=served.client.base_url)
        with pytest.raises(httpx2.ConnectError):
            client.get("/healthz")
        client.close()
    assert served.client.get("/healthz").status_code == 200


def test_the_pin_of_the_slip_is_the_key_of_the_certificate(served: Process) -> None:
    with served.client.stream("GET", "/healthz") as answer:
        certificate = answer.extensions["network_stream"].get_extra_info("ssl_object").getpeercert(True)
    assert tls.pin(certificate) == served.slip("officer")["pin"]


def test_its_log_holds_ids_and_counts_and_no_content(process: Process) -> None:
    officer: Device = process.device("officer")
    officer.exchange([officer.note(ids.new_id(), "canary in a coal mine")])
    _, errors = process.stop(signal.SIGTERM)
    assert officer.id.encode() in errors
    assert b"canary" not in errors
