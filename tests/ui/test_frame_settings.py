"""Settings: a look at once, when it locks, and what this program is."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.ui import theme
from desktop.ui.nav import Place
from desktop.ui.ports import Ports
from desktop.ui.presenting import Here
from desktop.ui.settings.presenter import About, SettingsPresenter, SettingsState
from desktop.ui.settings.view import SettingsView, settings_screen
from tests.ui.fake_desk import Direct, FakeDesk, Roads
from tests.ui.frame_desk import NOW, ZONE, Frame, focused, press, settle

HERE = Here(now=lambda: NOW, zone=ZONE, role="TFO", name="D. Trainer", badge="4471", place="Example County")


def test_a_look_is_put_on_at_once_and_shown_as_chosen() -> None:
    look: list[tuple[str, int]] = [("light", 100)]
    shown: list[SettingsState] = []
    nav = Roads()

    def put_on(mode: str, percent: int) -> None:
        look.append((mode, percent))

    about = About("0.1.0", "EX-07", 5)
    presenter = SettingsPresenter(Direct(FakeDesk({})), nav, HERE, about, lambda: look[-1], put_on)
    presenter.attach(shown.append)
    presenter.open(Place("settings"))
    presenter.choose("night", 150)
    assert nav.head.title == "Settings"
    assert [(one.mode, one.percent) for one in shown] == [("light", 100), ("night", 150)]
    assert shown[0].lock.startswith("Locks after 5 minutes")
    assert dict(shown[0].about) == {
        "Person": "D. Trainer, badge 4471",
        "Place": "Example County",
        "Version": "0.1.0",
        "Device": "EX-07",
    }


def test_the_screen_changes_the_text_size_by_a_key(qapp: QApplication) -> None:
    theme.apply(qapp)
    frame = Frame()
    ports: Ports = replace(frame.window._ports, version="0.1.0")
    frame.window.install([settings_screen(frame.tasks, frame.window.road("settings"), HERE, ports)], [])
    window = frame.show(first="settings")
    view = window.findChild(SettingsView)
    assert view is not None
    size = view._size
    size.control.setFocus()
    press(focused(), Qt.Key.Key_7)
    settle()
    assert frame.asked.looks == [("light", 200)]
    assert theme.percent() == 200
    assert size.code() == "200"
    frame.close()
