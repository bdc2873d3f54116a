"""One training folder per run, copied for each test that needs its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from endpoint.admin import training
from tests.endpoint.kit import NOW, Device, World


@pytest.fixture(scope="session")
def training_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "training"
    training.make(folder, "127.0.0.1", 1, NOW)
    return folder


@pytest.fixture
def world(training_folder: Path, tmp_path: Path) -> Iterator[World]:
    folder = tmp_path / "endpoint"
    shutil.copytree(training_folder, folder)
    made = World(folder)
    yield made
    made.close()


@pytest.fixture
def officer(world: World) -> Device:
    return world.device("officer")


@pytest.fixture
def supervisor(world: World) -> Device:
    return world.device("supervisor")
