"""New authority while somebody works: the window stays where it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.actions.record_encounter import record_encounter
from desktop.app import Program, SignedIn, Start
from desktop.models import introduction
from desktop.models.store import Store
from desktop.ui import theme
from desktop.ui.main_window import MainWindow
from desktop.ui.nav import Place
from tests import builders
from tests.builders import Desktop


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    device = Desktop(tmp_path / "store")
    yield device
    device.database.stop()


@pytest.fixture
def signed_in(qapp: QApplication, desktop: Desktop) -> Iterator[SignedIn]:
    """Everything over a store, in a window that is never shown: no sync, no idle timer."""
    theme.apply(qapp)
    store = desktop.ready()
    program = Program(Start(desktop.folder, [], None, ""), qapp)
    made = SignedIn(program, store)
    wait(store)
    yield made
    made.leave()
    program.front.stop()
    program.window.deleteLater()


def wait(store: Store) -> None:
    """Until what was asked of the database is drawn."""
    for _ in range(8):
        store.read(lambda _: None).result()
        QApplication.processEvents()


def front(signed_in: SignedIn) -> MainWindow:
    assert signed_in.main is not None
    return signed_in.main


def issue(desktop: Desktop, store: Store, pack: str = "", **how: int) -> None:
    """A newer authorization, or a pack, comes in as an exchange brings it."""
    paper = desktop.agency.pack(pack) if pack else desktop.agency.authorization(desktop.new, desktop.who, **how)
    store.write(lambda tx: introduction.take(tx, [paper])).result()
    wait(store)


def renew(signed_in: SignedIn, place: str = "Another County") -> None:
    """The person is known under another place from now on."""
    assert signed_in.me is not None
    signed_in._renewed(replace(signed_in.me, place=place))
    wait(signed_in.store)


def test_a_longer_authority_changes_words_of_the_status_bar_and_nothing_else(
    desktop: Desktop, signed_in: SignedIn
) -> None:
    main, store = front(signed_in), signed_in.store
    main.open(Place("encounter"))
    wait(store)
    issue(desktop, store, serial=2, days=500)
    until = desktop.agency.now + timedelta(days=500)
    assert signed_in.main is main
    assert str(until.year) in main.status.authority.label.text()


def test_another_place_makes_the_frame_anew_at_the_same_case_and_tab(desktop: Desktop, signed_in: SignedIn) -> None:
    main, store = front(signed_in), signed_in.store
    case_id = builders.done(store, record_encounter(builders.encounter()))
    main.open(Place("case", case_id=case_id, at="journal"))
    wait(store)
    renew(signed_in)
    assert signed_in.main is not main
    assert front(signed_in).here() == Place("case", case_id=case_id, at="journal")
    assert front(signed_in).body.head.title.text() == "Sample, Alex"


def test_a_half_typed_encounter_stands_in_the_new_frame(signed_in: SignedIn) -> None:
    main, store = front(signed_in), signed_in.store
    main.open(Place("encounter"))
    wait(store)
    where = main.findChild(QLineEdit, "encounter.where")
    assert where is not None
    where.setText("Mile 12, Pla")
    where.textEdited.emit("Mile 12, Pla")
    renew(signed_in)
    place = front(signed_in).here()
    assert place.screen == "encounter"
    assert place.draft_id
    again = front(signed_in).findChild(QLineEdit, "encounter.where")
    assert again is not None
    assert again.text() == "Mile 12, Pla"


def test_while_a_drawer_is_open_the_frame_waits_for_it(signed_in: SignedIn) -> None:
    main, store = front(signed_in), signed_in.store
    main.act("stop_and_call")
    wait(store)
    renew(signed_in)
    assert signed_in.main is main
    assert main.panel.page() is not None
    main.close_drawer()
    wait(store)
    assert signed_in.main is not main
