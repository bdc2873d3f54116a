"""The commands beside the window say plainly what they do, and what they cannot."""

import argparse
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from desktop import __version__, log
from desktop.__main__ import NO_DISPLAY, main
from desktop.cli import doctor

ROOT = Path(__file__).parents[2]


def test_the_version_is_the_one_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"Fieldcase {__version__}\n")
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == __version__


def test_without_a_display_it_says_what_works_without(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main(["--store", str(tmp_path)]) == 2
    assert capsys.readouterr().err.strip() == NO_DISPLAY


def test_the_guard_loads_neither_qt_nor_a_cipher_nor_a_store() -> None:
    """It must stay small, and its forked copy a process that never held anything."""
    said = "import sys; import desktop.__main__; print(sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert not re.search(r"PySide6|cryptography|sqlalchemy|sqlcipher3|keyring|pydantic|typst", loaded)


def test_every_command_stands_in_the_man_page(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    page = (ROOT / "packaging" / "fieldcase.1").read_text().replace("\\-", "-")
    for word in re.findall(r"^\s+(--[a-z-]+|verify|export|doctor)\b", told, re.MULTILINE):
        assert word in page


def test_doctor_names_the_cryptographic_modules_and_claims_no_validation(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """S-14."""
    doctor.run(argparse.Namespace(store=tmp_path))
    told = capsys.readouterr().out
    assert re.search(r"cryptography .*OpenSSL \d.*not a FIPS 140-3 validated module", told)
    assert re.search(r"SQLCipher \d.*openssl.*AES-256 \(FIPS 197\), not a validated module", told)
    assert "cannot keep a window out of screen pictures" in told or sys.platform != "linux"


def test_doctor_finds_a_store_that_others_can_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "store.slots").write_bytes(b"")
    tmp_path.chmod(0o755)
    assert doctor.run(argparse.Namespace(store=tmp_path)) == 1
    assert "can be read by other accounts" in capsys.readouterr().out


def test_an_export_without_a_reason_is_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--store", str(tmp_path), "export", str(tmp_path / "x"), "--badge", "105", "--reason", "audit"]
    assert main(words) == 1
    assert "what this export is for" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_a_file_that_is_no_export_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x")
    (tmp_path / "r").write_bytes(b"{}")
    assert main(["verify", str(tmp_path / "f"), "--roots", str(tmp_path / "r")]) == 2


FORGES = """
import logging, pathlib, sys
from desktop import log
log.start(pathlib.Path(sys.argv[1]))
logging.getLogger("fieldcase.test").info("event %s", "id\\n2026 INFO forged\\x1b[2J")
"""


def test_a_line_of_the_log_cannot_be_forged(tmp_path: Path) -> None:
    """S-71."""
    subprocess.run([sys.executable, "-c", FORGES, str(tmp_path)], check=True, cwd=ROOT)
    lines = (tmp_path / "log" / "fieldcase.log").read_text().splitlines()
    assert len(lines) == 1
    assert lines[0].endswith("INFO event id\\x0a2026 INFO forged\\x1b[2J")


def test_a_crash_is_told_by_its_place_and_not_by_its_values() -> None:
    """S-25."""
    values: dict[str, str] = {}
    try:
        values["the name of a person"]
    except KeyError as fault:
        told = log.places(fault)
    assert told.startswith("KeyError at test_commands.py:")
    assert "person" not in told
