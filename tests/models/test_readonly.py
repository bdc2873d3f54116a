"""A store that may not be written, met by a person without the right to write it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.problems import Problem
from desktop.models import making
from tests.builders import OFFICER, Agency, Time
from tests.models.killed import FileKeyring, in_a_fork, opened, read_all


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that another user may read and not write."""
    folder = Path(tempfile.mkdtemp())
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user")
def test_a_file_that_may_not_be_written_is_said_so_and_left_as_it_was(public: Path) -> None:
    folder = public / "store"
    making.create(folder, Agency().new_store(OFFICER), FileKeyring(public / "ring.json"), Time())
    for path in (public, folder):
        path.chmod(0o755)
    for path in (public / "ring.json", *folder.iterdir()):
        path.chmod(0o644)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    child, reading = in_a_fork(lambda out: os.write(out, tried_by_another(folder).encode()))
    assert read_all(reading) == b"507.2"
    os.waitpid(child, 0)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def tried_by_another(folder: Path) -> str:
    os.setuid(65534)
    try:
        opened(folder)
    except Problem as problem:
        return problem.code
    return "opened"
