"""Either end restored to an earlier moment is seen and said; nothing is sent into the void (protocol.md, P9 and P10).

Healing is not of this version: what is tested is that it is noticed, that nothing changes, and that all acts stay here.
"""

import shutil
from pathlib import Path

from desktop.actions.record_encounter import record_encounter
from tests.sync import forms
from tests.sync.conftest import Two


def copy_of(folder: Path, name: str) -> Path:
    """The folder as it stands, set aside."""
    kept = folder.with_name(f"{folder.name}-{name}")
    shutil.copytree(folder, kept)
    return kept


def bring_back(folder: Path, kept: Path) -> None:
    shutil.rmtree(folder)
    kept.rename(folder)


def test_a_device_restored_to_an_earlier_moment_is_told_so_and_keeps_its_acts(fresh: Two) -> None:
    fresh.settle()
    fresh.officer.close()
    kept = copy_of(fresh.officer.folder, "earlier")
    fresh.officer.reopen()
    fresh.officer.act(record_encounter(forms.encounter()))
    fresh.settle()
    fresh.officer.close()
    bring_back(fresh.officer.folder, kept)
    fresh.officer.reopen()
    case_id = fresh.officer.act(record_encounter(forms.encounter()))
    problem = fresh.officer.try_sync()
    assert problem is not None
    assert problem.code == "409.10"
    assert case_id in fresh.officer.cases()
    assert fresh.officer.status.get().waiting == 1


def test_an_endpoint_restored_to_an_earlier_moment_is_noticed_and_nothing_changes_here(fresh: Two) -> None:
    fresh.settle()
    fresh.endpoint.kill()
    kept = copy_of(fresh.endpoint.folder, "earlier")
    fresh.settle_line()
    fresh.officer.act(record_encounter(forms.encounter()))
    fresh.settle()
    fresh.endpoint.kill()
    bring_back(fresh.endpoint.folder, kept)
    fresh.settle_line()
    before = fresh.officer.journal()
    problem = fresh.officer.try_sync()
    assert problem is not None
    assert problem.code == "409.11"
    assert fresh.officer.journal() == before
