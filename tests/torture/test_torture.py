"""SIGKILL of the real client at random moments loses no act, halves none, doubles none, and costs a second of typing.

One play of the whole program (`play.py`) through `tools/headless.sh`; each test looks at its figures. FIELDCASE_KILLS
says how many kills, FIELDCASE_SEED which moments.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("FIELDCASE_KILLS", "12"))
SEED = os.environ.get("FIELDCASE_SEED", "1")
NEEDED = ("Xvfb", "xdotool", "gnome-keyring-daemon", "dbus-run-session")
PATIENCE_S = 180 + 20 * KILLS
pytestmark = [
    pytest.mark.skipif(any(shutil.which(each) is None for each in NEEDED), reason="no virtual screen or key ring here"),
    pytest.mark.timeout(PATIENCE_S + 60),
    pytest.mark.desk,
]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("torture")
    command = [str(ROOT / "tools" / "headless.sh"), sys.executable, "-m", "tests.torture.play"]
    played = subprocess.run(
        [*command, str(folder), str(KILLS), SEED], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S,
        check=False,
    )  # fmt: skip
    assert played.returncode == 0, played.stdout + played.stderr
    print(played.stdout)
    return dict(json.loads(played.stdout.splitlines()[-1]))


def test_nothing_that_was_confirmed_is_lost_and_nothing_stands_twice(seen: dict[str, Any]) -> None:
    """In the journal after each kill, in drafts, at the endpoint in the end, and in the verified export."""
    assert seen["wrong"] == []
    assert (seen["lost"], seen["doubled"]) == (0, 0)


def test_at_most_the_last_second_of_typing_is_lost(seen: dict[str, Any]) -> None:
    assert seen["worst_loss_of_typing_s"] <= 1.0


def test_the_kills_came_while_typing_while_saving_and_while_syncing(seen: dict[str, Any]) -> None:
    """Else the other findings would say nothing."""
    assert sum(seen["kills"].values()) == KILLS
    assert {"typing", "saving", "syncing"} <= set(seen["kills"])
    assert seen["acts_confirmed"] > 0
