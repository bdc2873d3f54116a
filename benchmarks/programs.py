"""The two packaged programs that `start` and `memory` compare: the client, and a bare window built the same way.

Both come from `build.spec`; of the bare window only the script, its name and what it carries along differ. Built
where missing. Nothing here measures.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CLIENT = ROOT / "dist" / "fieldcase" / "fieldcase"
BARE = ROOT / "out" / "bench" / "built" / "bare_window" / "bare_window"
_BARE_SCRIPT = ROOT / "benchmarks" / "bare_window.py"
# What differs in the bare window's specification; each stands in build.spec once.
_CHANGES = (
    (r'\["desktop/__main__.py"\]', f'["{_BARE_SCRIPT}"]'),
    (r'pathex=\["\."\]', f'pathex=["{ROOT}"]'),
    (r"(?m)^    datas=.*,$", "    datas=[],"),
    (r"(?m)^    hiddenimports=[^#\n]*,", "    hiddenimports=[],"),
    (r'program\("fieldcase",', 'program("bare_window",'),
    (r'name="fieldcase", strip', 'name="bare_window", strip'),
)


def client() -> Path:
    """The packaged client, as `make package` builds it."""
    if not CLIENT.exists():
        _build(ROOT / "build.spec", ROOT / "dist", ROOT / "out" / "bench" / "building")
    return CLIENT


def is_old() -> bool:
    """Whether a source is newer than the packaged client: then it is not this tree that is measured."""
    built = client().stat().st_mtime
    return any(each.stat().st_mtime > built for each in (ROOT / "desktop").rglob("*.py"))


def bare() -> Path:
    """The bare window, packaged the same way."""
    newest = max((ROOT / "build.spec").stat().st_mtime, _BARE_SCRIPT.stat().st_mtime)
    if not BARE.exists() or BARE.stat().st_mtime < newest:
        spec = ROOT / "out" / "bench" / "bare_window.spec"
        spec.parent.mkdir(parents=True, exist_ok=True)
        spec.write_text(_bare_spec(), encoding="utf-8")
        _build(spec, BARE.parent.parent, ROOT / "out" / "bench" / "building")
    return BARE


def _bare_spec() -> str:
    """build.spec for the other script. Its paths are relative to this tree, the specification is not in it."""
    text = (ROOT / "build.spec").read_text(encoding="utf-8")
    for ours, theirs in _CHANGES:
        text, found = re.subn(ours, theirs, text)
        if found != 1:
            raise LookupError(f"build.spec has changed: {ours} stands there {found} times")
    return text.replace('"packaging/', f'"{ROOT}/packaging/')


def _build(spec: Path, dist: Path, work: Path) -> None:
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    command += ["--distpath", str(dist), "--workpath", str(work), str(spec)]
    env = {**os.environ, "PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": "1764000000"}
    subprocess.run(command, cwd=ROOT, env=env, check=True)
