"""Two desks and an endpoint, enrolled once and copied for each test: a test begins with both signed in, nothing
sent.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desktop.domain.problems import Problem
from tests.sync.desks import Desk, MemoryKeyring, enrol, sign_in
from tests.sync.endpoints import Endpoint, init_training, slip
from tests.sync.line import Line

PEOPLE = {"officer": "P-105", "custody": "P-108", "supervisor": "P-201"}


@dataclass
class Template:
    """What every test starts from: folders to copy, key rings, and the port all stores were told."""

    folder: Path
    port: int
    rings: dict[str, MemoryKeyring] = field(default_factory=dict)
    sign_ins: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass
class Two:
    """The officer's desk, the supervisor's, the endpoint, and a faulty line between them."""

    officer: Desk
    supervisor: Desk
    endpoint: Endpoint
    line: Line

    def settle_line(self) -> None:
        """A good line again, and an endpoint at its end."""
        self.line.plan.clear()
        if self.endpoint.is_dead:
            self.endpoint.start()
        self.line.target = self.endpoint.port

    def settle(self) -> None:
        """A good line, and both desks exchange until nothing is left to tell."""
        self.settle_line()
        for desk in (self.officer, self.supervisor, self.officer, self.supervisor):
            desk.sync()

    def close(self) -> None:
        self.officer.close()
        self.supervisor.close()
        self.line.close()
        self.endpoint.kill()

    def all_agree(self) -> bool:
        """Officer's store == supervisor's store == endpoint: the journals, and what all fold them to."""
        self.settle()
        journals = [end.journal() for end in (self.officer, self.supervisor, self.endpoint)]
        cases = [end.cases() for end in (self.officer, self.supervisor, self.endpoint)]
        assert journals[0] == journals[1] == journals[2]
        assert cases[0] == cases[1] == cases[2]
        return True


@pytest.fixture(scope="session")
def enrolled(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Makes the training agency and enrols every desk over the line, once."""
    folder = tmp_path_factory.mktemp("agency")
    init_training(folder / "endpoint")
    line = Line()
    endpoint = Endpoint(folder / "endpoint")
    line.target = endpoint.port
    template = Template(folder, line.port)
    for name, person in PEOPLE.items():
        fields = slip(folder / "endpoint", person, line.port)
        template.rings[name] = MemoryKeyring()
        template.sign_ins[name] = (str(fields["badge"]), str(fields["passphrase"]))
        enrol(folder / name, fields, template.rings[name])
    endpoint.kill()
    line.close()
    return template


@pytest.fixture
def fresh(enrolled: Template, shared: list[Two], tmp_path: Path) -> Iterator[Two]:
    """A new pair: both desks signed in, the endpoint running, the line good, nothing exchanged yet."""
    while shared:
        shared.pop().close()
    made = _make(enrolled, tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="session")
def shared() -> Iterator[list[Two]]:
    """The two desks that tests use one after the other, at most one pair."""
    pair: list[Two] = []
    yield pair
    for each in pair:
        each.close()


@pytest.fixture
def two(enrolled: Template, shared: list[Two], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """Both desks signed in and in step with the endpoint. One that leaves them otherwise costs the next a new pair."""
    if not shared:
        shared.append(_make(enrolled, tmp_path_factory.mktemp("two")))
    shared[0].settle()
    yield shared[0]
    try:
        shared[0].settle()
    except (Problem, AssertionError):
        shared.pop().close()


def _make(enrolled: Template, folder: Path) -> Two:
    for name in ("endpoint", *PEOPLE):
        shutil.copytree(enrolled.folder / name, folder / name)
    line = Line(enrolled.port)
    endpoint = Endpoint(folder / "endpoint")
    line.target = endpoint.port
    return Two(_desk(enrolled, folder, "officer"), _desk(enrolled, folder, "supervisor"), endpoint, line)


def _desk(enrolled: Template, folder: Path, name: str) -> Desk:
    ring = MemoryKeyring(dict(enrolled.rings[name].kept))
    return sign_in(folder / name, *enrolled.sign_ins[name], ring)
