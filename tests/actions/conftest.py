"""A device with a store in a folder of its own, its database thread ended after the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import Desktop


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    device = Desktop(tmp_path / "store")
    yield device
    device.close()
