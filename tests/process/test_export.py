"""An export proves itself: the endpoint's proofs, what still waits here, and the device's own signature."""

import json
from pathlib import Path

import pytest

from desktop.actions.record_encounter import record_encounter
from desktop.cli import export
from desktop.cli.verify import run as verify_command
from desktop.domain.problems import Problem, World
from desktop.models import exporting
from desktop.seal.export import SOUND
from desktop.seal.verify import verify
from tests.sync.conftest import Two, enrolled, fresh, shared, two
from tests.sync.forms import encounter

__all__ = ["enrolled", "fresh", "shared", "two"]


def test_received_and_waiting_entries_stand_in_one_sound_file(two: Two, tmp_path: Path) -> None:
    desk, store = two.officer, two.officer.store
    desk.act(record_encounter(encounter()))
    two.settle()
    waiting = desk.act(record_encounter(encounter()))
    said = export._written(store, tmp_path / "journal", "", "asked for by the inspector")
    assert "not yet received" in said
    file, papers = (tmp_path / "journal").read_bytes(), desk.read(exporting.papers())
    assert verify(file, papers.roots).code == SOUND
    assert waiting.encode() in file
    (tmp_path / "roots").write_text(json.dumps(dict(papers.roots)))
    assert verify_command([str(tmp_path / "journal"), "--roots", str(tmp_path / "roots")]) == 0
    two.settle()


def test_the_export_itself_is_an_entry_with_its_reason(two: Two, tmp_path: Path) -> None:
    desk = two.officer
    desk.act(record_encounter(encounter()))
    two.settle()
    export._written(desk.store, tmp_path / "journal", "", "asked for by the inspector")
    last = desk.read(exporting.entries())[-1]
    assert json.loads(last.sealed.data or b"")["reason"] == "asked for by the inspector"
    two.settle()


def test_without_a_line_nothing_is_written(fresh: Two, tmp_path: Path) -> None:
    desk = fresh.officer
    fresh.settle()
    desk.act(record_encounter(encounter()))
    fresh.settle()
    fresh.endpoint.kill()
    with pytest.raises(World) as said:
        export._written(desk.store, tmp_path / "journal", "", "asked for by the inspector")
    assert (said.value.code, (tmp_path / "journal").exists()) == ("503.2", False)


def test_what_never_reached_the_endpoint_cannot_be_exported_and_it_is_said(two: Two, tmp_path: Path) -> None:
    desk = two.officer
    case_id = desk.act(record_encounter(encounter()))
    number = desk.read(lambda tx: tx.case(case_id)).number
    with pytest.raises(Problem) as said:
        export._written(desk.store, tmp_path / "journal", number, "asked for by the inspector")
    assert (said.value.code, (tmp_path / "journal").exists()) == ("409.5", False)
    two.settle()


def test_every_entry_of_a_case_is_found_in_order_and_signed(two: Two) -> None:
    case_id = two.officer.act(record_encounter(encounter()))
    two.settle()
    for desk in (two.officer, two.supervisor):
        assert desk.read(exporting.verified(case_id)).endswith("in order and signed.")
