"""The built program is started and used before it is shipped: as a stranger's machine would, with no Python of ours.

`make package` builds it into `dist/`; without it these tests build it once. Run with `-m packaged`.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import __version__

pytestmark = [pytest.mark.packaged, pytest.mark.timeout(900)]
ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "dist" / "fieldcase" / "fieldcase"
HEADLESS = ROOT / "tools" / "headless.sh"
SIZE_HINT = re.compile(r"This plugin does not support propagateSizeHints\(\)")


def newest(folder: str, *suffixes: str) -> float:
    return max(each.stat().st_mtime for each in (ROOT / folder).rglob("*") if each.suffix in suffixes)


@pytest.fixture(scope="session")
def program() -> Path:
    """The program of this tree, built if what is there is older than the sources."""
    sources = max(newest("desktop", ".py"), newest("resources", ".json", ".typ", ".toml", ".svg", ".ttf"))
    if not PROGRAM.exists() or PROGRAM.stat().st_mtime < sources:
        command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "build.spec"]
        env = {**os.environ, "PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": "1764000000"}
        subprocess.run(command, cwd=ROOT, env=env, check=True, timeout=600)
    return PROGRAM


def bare(home: Path) -> dict[str, str]:
    """The environment of a machine that knows neither Python nor this tree."""
    return {"PATH": "/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"}


def ran(command: list[str], home: Path, **env: str) -> subprocess.CompletedProcess[str]:
    where = {**bare(home), **env}
    return subprocess.run(command, cwd=home, env=where, capture_output=True, text=True, timeout=180, check=False)


def unexpected(stderr: str) -> list[str]:
    return [line for line in stderr.splitlines() if line and not SIZE_HINT.search(line)]


def test_it_says_its_version(program: Path, tmp_path: Path) -> None:
    said = ran([str(program), "--version"], tmp_path)
    assert (said.returncode, said.stdout, said.stderr) == (0, f"Fieldcase {__version__}\n", "")


def test_the_self_test_passes_with_nothing_on_standard_error(program: Path, tmp_path: Path) -> None:
    said = ran([str(HEADLESS), str(program), "--self-test"], tmp_path)
    assert said.returncode == 0, said.stdout + said.stderr
    assert unexpected(said.stderr) == []
    for part in ("store", "key ring", "decision", "journal", "page", "window"):
        assert part in said.stdout


def test_without_a_key_ring_the_self_test_says_so(program: Path, tmp_path: Path) -> None:
    said = ran([str(program), "--self-test"], tmp_path, DBUS_SESSION_BUS_ADDRESS="unix:path=/nowhere")
    assert said.returncode == 3
    assert "key ring" in said.stderr


def test_without_a_display_it_says_so_plainly(program: Path, tmp_path: Path) -> None:
    said = ran([str(program)], tmp_path, QT_QPA_PLATFORM="")
    assert said.returncode == 2
    assert "needs a display" in said.stderr


def test_the_decoder_in_it_answers(program: Path, tmp_path: Path) -> None:
    picture = (ROOT / "packaging" / "fieldcase.png").read_bytes()
    child = subprocess.run(
        [str(program), "--decode"], input=picture, capture_output=True, env=bare(tmp_path), check=True
    )
    assert child.stdout[:4] == b"FCPX"


def test_nothing_of_the_build_machines_desktop_is_in_it(program: Path) -> None:
    names = {each.name for each in (program.parent / "_internal").rglob("*")}
    assert not {name for name in names if re.search(r"gtk|libcairo|pango|Qt6Quick|Qt6Qml", name)}
    assert {"libqxcb.so", "libqoffscreen.so"} <= names


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="no Debian tools here")
def test_the_debian_package_holds_the_program_its_link_and_its_papers(program: Path) -> None:
    packages = sorted((ROOT / "dist").glob("fieldcase_*.deb"))
    if not packages or packages[-1].stat().st_mtime < program.stat().st_mtime:
        subprocess.run([str(ROOT / "tools" / "deb.sh")], check=True, timeout=600)
        packages = sorted((ROOT / "dist").glob("fieldcase_*.deb"))
    listed = subprocess.run(["dpkg-deb", "-c", packages[-1]], capture_output=True, text=True, check=True).stdout
    for name in (
        "./opt/fieldcase/fieldcase",
        "./usr/bin/fieldcase -> /opt/fieldcase/fieldcase",
        "./usr/share/applications/fieldcase.desktop",
        "./usr/share/icons/hicolor/scalable/apps/fieldcase.svg",
        "./usr/share/man/man1/fieldcase.1.gz",
    ):
        assert name in listed
    assert " root/root " in listed.splitlines()[0]
    control = subprocess.run(["dpkg-deb", "-f", packages[-1]], capture_output=True, text=True, check=True).stdout
    assert f"Version: {__version__}" in control
    scripts = subprocess.run(["dpkg-deb", "--ctrl-tarfile", packages[-1]], capture_output=True, check=True).stdout
    assert b"postrm" not in scripts
