"""Disk full and disk read-only, in the real window over a real store: said with its number, nothing lost, F9 works."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from desktop.actions.record_encounter import record_encounter
from desktop.actions.save_draft import save_draft
from desktop.domain.problems import World
from desktop.locked.desk import LockedDesk
from desktop.locked.window import LockedWindow
from desktop.models import locked_releases, queries
from desktop.models.store import Store
from desktop.models.tables import ENTRY
from desktop.sync.status import StatusBoard
from desktop.ui import theme
from desktop.ui.drawer_pages import build_drawers
from desktop.ui.main_window import MainWindow
from desktop.ui.ports import Ports
from desktop.ui.screens import build_screens, here_from
from desktop.ui.tasks import Tasks
from desktop.ui.widgets import Label
from tests.builders import Desktop, Time, done, encounter
from tests.torture.disk import Small, may_mount, small
from tests.ui.stage import Stage, quiet

pytestmark = pytest.mark.desk
WHERE = "Mile 12"


class Real(Stage):
    """The window over a store: `settle` waits for the database thread."""

    def __init__(self, store: Store, now: Time) -> None:
        self.store = store
        self.tasks = Tasks(store)
        ports = Ports(quiet, quiet, quiet, lambda *_: None, now, StatusBoard(), store.me.zone)
        me = store.read(queries.me()).result()
        self.window, self.keys = MainWindow(me, ports, self.tasks), 0
        here = here_from(me, ports, count=self.window.set_count)
        screens = build_screens(self.tasks, self.window.road, ports, here)
        self.window.install(screens, build_drawers(self.tasks, self.window, here))
        self.window.resize(1440, 900)
        self.window.show()
        self.window.activateWindow()
        self.open("worklist")

    @override
    def settle(self) -> None:
        for _ in range(4):
            self.store.read(lambda _: None).result()
            super().settle()

    def fill_encounter(self) -> None:
        self.chord(Qt.Key.Key_N)
        for keys in ("1", "N", "speeding", "1", "1"):
            self.type(keys).press(Qt.Key.Key_Return)
            if len(keys) > 1:
                self.press(Qt.Key.Key_Return)
        self.type(WHERE)

    def save(self) -> None:
        self.chord(Qt.Key.Key_Return)

    def said(self) -> str:
        return label_texts(self.window)


def label_texts(window: QWidget) -> str:
    return "\n".join(label.text() for label in window.findChildren(Label) if label.isVisible())


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Small]:
    if not may_mount(tmp_path):
        pytest.skip("only who may mount has a disk of their own")
    with small(tmp_path) as made:
        yield made


@pytest.fixture
def desktop(disk: Small) -> Iterator[Desktop]:
    device = Desktop(disk.folder / "store")
    device.ready()
    locked_releases.reserve(device.folder)
    yield device
    device.close()


@pytest.fixture
def real(desktop: Desktop, qapp: QApplication) -> Iterator[Real]:
    theme.apply(qapp)
    assert desktop.store is not None
    made = Real(desktop.store, desktop.time)
    yield made
    made.close()


@contextlib.contextmanager
def no_room(disk: Small, store: Store) -> Iterator[None]:
    """The disk is full, and what room the store's own log still had is used up by drafts."""
    with disk.full():
        while refusal(store) == "":
            pass
        assert refusal(store) == "507.1"
        yield


def refusal(store: Store) -> str:
    """Why the smallest thing cannot be saved: the number of the problem, or "" when it was saved."""
    try:
        done(store, save_draft(kind="none", form={}))
    except World as problem:
        return problem.code
    return ""


def encounters(store: Store) -> list[str]:
    """Every encounter in the journal: where it was."""
    kind = ENTRY.c.kind == "encounter_recorded"
    found = store.read(lambda tx: tx.sql.execute(sa.select(ENTRY.c.data).where(kind)).scalars().all()).result()
    return [json.loads(each)["place"]["where"] for each in found]


def kinds(store: Store) -> list[str]:
    """What is in the journal, in order."""
    rows = sa.select(ENTRY.c.kind).order_by(ENTRY.c.no)
    return list(store.read(lambda tx: tx.sql.execute(rows).scalars().all()).result())


def test_a_full_disk_is_said_with_its_number_and_the_form_is_saved_when_there_is_room(real: Real, disk: Small) -> None:
    real.fill_encounter()
    with no_room(disk, real.store):
        real.save()
        assert "The disk is full." in real.said()
        assert "(507.1)" in real.said()
        assert encounters(real.store) == []
    real.save()
    assert encounters(real.store) == [WHERE]
    assert real.store.read(lambda tx: tx.drafts("encounter")).result() == ()


def test_typing_on_a_full_disk_says_so_and_is_kept_when_there_is_room(real: Real, disk: Small) -> None:
    real.fill_encounter()
    with no_room(disk, real.store):
        real.type(" north").chord(Qt.Key.Key_S)
        assert "The disk is full. What you typed is safe up to" in real.said()
        assert "Free some space, then Ctrl+S. (507.1)" in real.said()
    real.chord(Qt.Key.Key_S)
    (draft,) = real.store.read(lambda tx: tx.drafts("encounter")).result()
    assert draft.form["where"] == f"{WHERE} north"


def test_f9_on_a_full_disk_releases_first_and_is_recorded_once_when_there_is_room(real: Real, disk: Small) -> None:
    case_id = done(real.store, record_encounter(encounter()))
    real.open("case", case_id=case_id).press(Qt.Key.Key_F9)
    with no_room(disk, real.store):
        real.save()
        assert "(507.1)" in real.said()
        assert kinds(real.store) == ["person_enrolled", "encounter_recorded"]
    real.save()
    assert kinds(real.store) == ["person_enrolled", "encounter_recorded", "stop_ended"]


def locked(desktop: Desktop, qapp: QApplication) -> tuple[LockedDesk, LockedWindow]:
    theme.apply(qapp)
    window = LockedWindow()
    desk = LockedDesk(desktop.folder, window.show_state, desktop.time, lambda _: None)
    window.show()
    return desk, window


def test_f9_in_the_locked_window_is_recorded_on_a_full_disk(desktop: Desktop, disk: Small, qapp: QApplication) -> None:
    store = desktop.store
    assert store is not None
    with no_room(disk, store):
        desk, window = locked(desktop, qapp)
        assert desk.release("24-0001", desktop.time.now, "105")
        assert "Recorded here." in label_texts(window)
        window.close()
    store.write(locked_releases.take_in(desktop.folder)).result()
    store.write(locked_releases.take_in(desktop.folder)).result()
    assert kinds(store).count("release_locked") == 1


@pytest.mark.loud
def test_a_disk_that_may_only_be_read_is_said_with_its_number(
    desktop: Desktop, disk: Small, qapp: QApplication
) -> None:
    assert desktop.store is not None
    desktop.store.close()
    disk.forbid_writing()
    before = {path.name: path.read_bytes() for path in desktop.folder.glob("store*")}
    desk, window = locked(desktop, qapp)
    with pytest.raises(World) as said:
        desktop.unlock()
    desk.refuse(said.value)
    assert "(507.2)" in label_texts(window)
    assert not desk.release("24-0001", desktop.time.now, "105")
    assert "write it on paper" in label_texts(window)
    window.close()
    assert {path.name: path.read_bytes() for path in desktop.folder.glob("store*")} == before
