"""The two records that say how long the journal is."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.models.headfile import HeadFile, Tip

KEY = b"k" * 32


def tip(n: int) -> Tip:
    return Tip(n, bytes([n]) * 32)


def written(path: Path, *numbers: int) -> None:
    head = HeadFile(path, KEY)
    for n in numbers:
        head.write(tip(n))
    head.close()


def read(path: Path, key: bytes = KEY) -> Tip:
    head = HeadFile(path, key)
    found = head.read()
    head.close()
    return found


def test_the_longest_record_counts(tmp_path: Path) -> None:
    written(tmp_path / "head", 1, 3, 4)
    assert read(tmp_path / "head") == tip(4)


def test_a_new_file_says_nothing(tmp_path: Path) -> None:
    assert read(tmp_path / "head") == Tip()


@pytest.mark.parametrize("place", [0, 512])
def test_a_record_cut_off_in_the_middle_leaves_the_one_before(tmp_path: Path, place: int) -> None:
    path = tmp_path / "head"
    written(path, 5, 7)
    raw = bytearray(path.read_bytes())
    raw[place + 20] ^= 1
    path.write_bytes(raw)
    assert read(path) in (tip(5), tip(7))


def test_the_next_record_goes_to_the_other_place_however_many_entries_an_act_has(tmp_path: Path) -> None:
    path = tmp_path / "head"
    written(path, 2, 4)
    written(path, 6)
    raw = path.read_bytes()
    assert {raw[7], raw[512 + 7]} == {4, 6}


def test_without_the_key_nobody_writes_one(tmp_path: Path) -> None:
    written(tmp_path / "head", 9)
    assert read(tmp_path / "head", b"x" * 32) == Tip()
