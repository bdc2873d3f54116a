"""Two desks and an endpoint, enrolled once and copied for each test: a test begins with both signed in, nothing sent."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desktop.domain.case import Case
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

    def settle(self) -> None:
        """A good line again, and both desks exchange until nothing is left to tell."""
        self.line.plan.clear()
        self.line.target = self.endpoint.port
        for desk in (self.officer, self.supervisor, self.officer, self.supervisor):
            desk.sync()

    def restart(self) -> None:
        """The endpoint starts again after a kill, on another port behind the same line."""
        self.endpoint.start()
        self.line.target = self.endpoint.port

    def all_agree(self) -> bool:
        """Officer's store == supervisor's store == endpoint: the journals, and what all fold them to."""
        self.settle()
        journals = [end.journal() for end in (self.officer, self.supervisor, self.endpoint)]
        cases: list[dict[str, Case]] = [dict(end.cases()) for end in (self.officer, self.supervisor, self.endpoint)]
        assert journals[0] == journals[1] == journals[2]
        assert cases[0] == cases[1] == cases[2]
        return True


@pytest.fixture(scope="session")
def enrolled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
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
    yield template


@pytest.fixture
def two(enrolled: Template, tmp_path: Path) -> Iterator[Two]:
    """Both desks signed in, the endpoint running, the line good, nothing exchanged yet."""
    for name in ("endpoint", *PEOPLE):
        shutil.copytree(enrolled.folder / name, tmp_path / name)
    line = Line(enrolled.port)
    endpoint = Endpoint(tmp_path / "endpoint")
    line.target = endpoint.port
    desks = [_desk(enrolled, tmp_path, name) for name in ("officer", "supervisor")]
    yield Two(desks[0], desks[1], endpoint, line)
    for desk in desks:
        desk.close()
    line.close()
    endpoint.kill()


def _desk(enrolled: Template, folder: Path, name: str) -> Desk:
    ring = MemoryKeyring(dict(enrolled.rings[name].kept))
    return sign_in(folder / name, *enrolled.sign_ins[name], ring)
