"""The process is killed at random moments; nothing confirmed is lost, nothing half done is seen (P8, issue line 7)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.models import introduction, making
from tests.builders import OFFICER, Agency, Time
from tests.models.killed import FileKeyring, opened

KILLS = int(os.environ.get("FIELDCASE_KILLS", "20"))


@pytest.mark.timeout(60 + 4 * KILLS)
def test_whatever_was_confirmed_before_the_kill_is_there_once_and_nothing_else_is_half_there(tmp_path: Path) -> None:
    folder, agency = tmp_path / "store", Agency()
    new = agency.new_store(OFFICER)
    making.create(folder, new, FileKeyring(tmp_path / "ring.json"), Time())
    store = opened(folder)
    papers = [agency.pack(), agency.authorization(new, OFFICER)]
    store.write(lambda tx: introduction.take(tx, papers)).result()
    store.close()
    program = [sys.executable, "-m", "tests.models.killed", str(folder), str(KILLS)]
    run = subprocess.run(program, capture_output=True, text=True, check=False)
    assert run.stderr == ""
    told = json.loads(run.stdout)
    assert told["wrong"] == []
    assert told["kills"] == KILLS
    assert told["acts"] > KILLS
