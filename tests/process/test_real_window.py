"""Lock takes the key out of memory, and a window that is killed at any step comes back locked (S-23, S-24, S-25).

One play of the real program on a virtual screen, through `tools/headless.sh`; each test looks at what it saw.
"""

import json
import re
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = ("Xvfb", "xdotool", "gnome-keyring-daemon", "dbus-run-session")
pytestmark = [
    pytest.mark.skipif(any(shutil.which(each) is None for each in NEEDED), reason="no virtual screen or key ring here"),
    pytest.mark.timeout(240),
    pytest.mark.desk,
]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("seat") / "store"
    command = [str(ROOT / "tools" / "headless.sh"), sys.executable, "-m", "tests.process.scenario", str(folder)]
    played = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=200, check=False)
    assert played.returncode == 0, played.stderr
    return dict(json.loads(played.stdout.splitlines()[-1]))


def test_the_canaries_are_in_the_memory_of_the_unlocked_window(seen: dict[str, Any]) -> None:
    """Else the other findings would say nothing."""
    assert {"data key", "person key", "signing key"} & set(seen["unlocked"])
    assert any(name.startswith("case") for name in seen["unlocked"])
    assert any(name.startswith("typed") for name in seen["unlocked"])


def test_no_canary_is_in_any_process_before_the_first_unlock(seen: dict[str, Any]) -> None:
    assert seen["locked at first"] == []


def test_the_guard_never_sees_a_secret(seen: dict[str, Any]) -> None:
    assert seen["guard while unlocked"] == []


def test_after_a_lock_the_process_is_gone_and_no_canary_is_left(seen: dict[str, Any]) -> None:
    assert seen["old process is gone"]
    assert seen["locked again"] == []


def test_content_is_gone_within_a_second_of_the_lock(seen: dict[str, Any]) -> None:
    times = dict(re.findall(r"^(\S+) INFO (window\.lock asked|window\.locked)$", seen["log"], re.MULTILINE)[:2])
    asked, locked = (datetime.fromisoformat(each) for each in times)
    assert (locked - asked).total_seconds() < 1


def test_a_killed_guard_leaves_the_window_and_the_lock_brings_a_new_one(seen: dict[str, Any]) -> None:
    assert seen["window outlives its guard"]
    assert seen["a new guard"]


def test_each_death_brought_a_locked_window_back(seen: dict[str, Any]) -> None:
    """First, after the lock, SIGSEGV, SIGKILL, SIGABRT, and after the guard's death and a lock."""
    assert seen["log"].count("window.locked_shown") == 6


def test_no_core_is_left_and_no_content_is_in_the_log(seen: dict[str, Any]) -> None:
    assert seen["cores"] == []
    assert "anary" not in seen["log"]
