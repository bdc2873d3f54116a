"""SIGKILL while somebody types never costs more than the last second.

Two rounds in every run; `FIELDCASE_KILLS` asks for more (`make torture`).
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.process.test_real_window import NEEDED

ROOT = Path(__file__).parents[2]
ROUNDS = max(2, int(os.environ.get("FIELDCASE_KILLS", "0")) // 10)


@pytest.mark.skipif(any(shutil.which(each) is None for each in NEEDED), reason="no virtual screen or key ring here")
@pytest.mark.timeout(60 + 40 * ROUNDS)
@pytest.mark.desk
def test_a_killed_window_keeps_all_that_was_typed_but_the_last_second(tmp_path: Path) -> None:
    command = [str(ROOT / "tools" / "headless.sh"), sys.executable, "-m", "tests.process.typing_scenario"]
    played = subprocess.run(
        [*command, str(tmp_path / "store"), str(ROUNDS)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert played.returncode == 0, played.stderr
    for each in json.loads(played.stdout.splitlines()[-1]):
        assert each["kept"].startswith(each["owed"]), each
        assert each["typed"].startswith(each["kept"]), each
