"""Settings on screen: look and text size at the left, lock, sound and about at the right."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.ui import theme
from desktop.ui.nav import Nav, Runner
from desktop.ui.ports import Ports, Screen
from desktop.ui.presenting import Here
from desktop.ui.settings.presenter import About, SettingsPresenter, SettingsState
from desktop.ui.widgets import Card, ChoiceRow, KeyCap, Label, TwoPane, column, row

MODES = (("light", "Light"), ("dark", "Dark"), ("night", "Night"))
SIZES = ("90", "100", "110", "125", "150", "175", "200")


class SettingsView(QWidget):
    """Signal `look_chosen(mode, percent)`."""

    look_chosen = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self._mode = ChoiceRow("Colours", MODES, hint="Night is for a vehicle: dim, and red before blue.")
        self._size = ChoiceRow("Size of text", [(size, f"{size} %") for size in SIZES])
        for question, name in ((self._mode, "mode"), (self._size, "size")):
            question.setObjectName(f"settings.{name}")
            question.chosen.connect(self._say)
        for code, _ in MODES:
            self._mode.option(code).setObjectName(f"settings.mode.{code}")
        for code in SIZES:
            self._size.option(code).setObjectName(f"settings.size.{code}")
        self._lock = Label("", "body", measure=60)
        self._about = QGridLayout()
        self._lay()

    def show_state(self, state: SettingsState) -> None:
        """Draw this."""
        self._mode.choose(state.mode)
        self._size.choose(str(state.percent))
        self._lock.say(state.lock)
        while (item := self._about.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for place, (name, value) in enumerate(state.about):
            self._about.addWidget(Label(name, "text2"), place, 0)
            self._about.addWidget(Label(value, "strong", ids=True), place, 1)

    def _lay(self) -> None:
        look, right = Card("Look", gap=0.9), QWidget()
        for question in (self._mode, self._size):
            look.body.addWidget(question)
        keys = row(KeyCap("Ctrl Shift N"), Label("night", "small"), KeyCap("Ctrl +"), KeyCap("Ctrl -"), gap=0.4)
        keys.addWidget(Label("text size", "small"))
        keys.addStretch(1)
        look.body.addLayout(keys)
        look.body.addStretch(1)
        lock, sound, about = Card("Lock"), Card("Sound"), Card("About")
        lock.body.addWidget(self._lock)
        lock.body.addLayout(row(KeyCap("Ctrl L"), Label("locks at once", "small"), None, gap=0.4))
        said = "Two tones at 2 hours and at 1 hour, and every 5 minutes once a release is due. It cannot be muted."
        sound.body.addWidget(Label(said, "body", measure=60))
        theme.space(self._about, 0.4)
        self._about.setColumnStretch(1, 1)
        about.body.addLayout(self._about)
        right.setLayout(column(lock, sound, about, None, gap=0.9))
        self.setLayout(column(TwoPane(look, right, (6, 5)), None))

    def _say(self) -> None:
        self.look_chosen.emit(self._mode.code(), int(self._size.code() or theme.percent()))


def settings_screen(tasks: Runner, nav: Nav, here: Here, ports: Ports) -> Screen:
    """The screen, joined."""
    about = About(ports.version, ports.device, ports.lock_after)
    view = SettingsView()
    presenter = SettingsPresenter(tasks, nav, here, about, lambda: (theme.mode(), theme.percent()), ports.set_look)
    presenter.attach(view.show_state)
    view.look_chosen.connect(presenter.choose)
    return Screen("settings", "Settings", "settings", view, presenter, group=2)
