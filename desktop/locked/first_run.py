"""The first run: Device, the six words, You, Authority, Look. It learns who a person is, once, over the network.

app.py shows it where there is no store yet; its presenter enrols and makes the store only after the person said that
the words match. It keeps no passphrase longer than the step that hands it on, and knows no wire.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.locked.first_steps import AuthorityStep, DeviceStep, LookStep, Step, WordsStep, YouStep
from desktop.ui import theme
from desktop.ui.widgets import Button, Card, Icon, IconText, Label, Scroll, reveal, row, surface
from desktop.ui.widgets.band import TrainingBand

NO_NETWORK = "This device needs the network once, to learn who you are. Nothing else waits for it."


class FirstRun(QWidget):
    """slip: what an administrator's slip says, to begin with (host, port, code, pin, person, badge, name).

    Signals: `enrol_asked(dict)` with the fields of the slip as they stand; then call `show_words(words)` or
    `show_problem(text)`. `words_answered(bool)`; after yes it goes on by itself, after no it begins anew.
    `look_chosen(mode, percent)` at each choice, to be applied at once. `finished(dict)`: passphrase, mode, percent.
    """

    enrol_asked = Signal(dict)
    words_answered = Signal(bool)
    look_chosen = Signal(str, int)
    finished = Signal(dict)

    def __init__(self, slip: Mapping[str, str] | None = None, offered: str = "", *, training: bool = False) -> None:
        super().__init__()
        surface(self, "window")
        self.setAccessibleName("Fieldcase, first run")
        fields = dict(slip or {})
        self._device, self._words, self._you = DeviceStep(fields), WordsStep(), YouStep(fields, offered)
        self._authority, self._look = AuthorityStep(), LookStep()
        self._steps: tuple[Step, ...] = (self._device, self._words, self._you, self._authority, self._look)
        self._stack, self._trail = QStackedWidget(), QHBoxLayout()
        self._marks = [IconText("circle", step.title, "text2", measure=14) for step in self._steps]
        self._problem = IconText("circle-alert", "", "problem", measure=60)
        self._problem.setObjectName("enrol.problem")
        self._problem.hide()
        self._next = Button("Next", "arrow-right", "Enter", "primary")
        self._differ = Button("They differ", "x")
        self._waits = False
        self._lay(training)
        self._connect()
        self._go(0)

    def show_words(self, words: Sequence[str]) -> None:
        """The endpoint answered: compare these six words."""
        self._busy("")
        self._words.show_words(words)
        self._go(1)

    def show_authority(self, lines: Sequence[str]) -> None:
        """What this person may do, in plain sentences."""
        self._authority.show_lines(lines)

    def show_problem(self, text: str) -> None:
        """What went wrong, in plain words; what was typed stays. "" takes it away."""
        self._busy("")
        self._problem.say(text)
        reveal(self._problem, bool(text))

    def _lay(self, training: bool) -> None:
        card = Card(pad=1.6, gap=0.9)
        for step in self._steps:
            self._stack.addWidget(step)
        card.body.addWidget(self._stack, 1)
        card.body.addWidget(self._problem)
        card.body.addLayout(row(self._differ, None, self._next))
        theme.size(card, max_width=40)
        theme.space(self._trail, 0.9)
        for mark in self._marks:
            self._trail.addWidget(mark)
        self._trail.addStretch(1)
        self._differ.setObjectName("enrol.words_differ")
        inside = QWidget()
        middle = QVBoxLayout(inside)
        theme.space(middle, 0.9, (1.5, 1.5, 1.5, 1.5))
        middle.addStretch(1)
        for part in (row(Icon("folder-check", "accent", 1.6), Label("Fieldcase", "title"), None), self._trail):
            middle.addLayout(_centred(part))
        middle.addLayout(_centred(card))
        middle.addStretch(1)
        whole = QVBoxLayout(self)
        theme.space(whole, 0)
        if training:
            whole.addWidget(TrainingBand())
        whole.addWidget(Scroll(inside), 1)

    def _connect(self) -> None:
        self._next.clicked.connect(self._press)
        self._differ.clicked.connect(lambda: self._answer(same=False))
        self._look.chosen.connect(self.look_chosen)
        for step in self._steps:
            step.entered.connect(self._press)

    def _press(self) -> None:
        """Next, or what it stands for on this step; nothing while an answer is awaited."""
        if self._waits:
            return
        step = self._steps[self._stack.currentIndex()]
        self.show_problem("")
        if not step.complete():
            return
        if step is self._device:
            self._busy("Asking...")
            self.enrol_asked.emit(self._device.fields())
        elif step is self._words:
            self._answer(same=True)
        elif step is self._look:
            self._busy("Opening...")
            self.finished.emit({"passphrase": self._you.passphrase(), **self._look.look()})
        else:
            self._go(self._stack.currentIndex() + 1)

    def _answer(self, *, same: bool) -> None:
        self._go(2 if same else 0)
        if not same:
            self.show_problem("Then do not go on. Ask for a new slip, and tell the administrator.")
        self.words_answered.emit(same)

    def _go(self, place: int) -> None:
        step = self._steps[place]
        self._stack.setCurrentIndex(place)
        self._next.setObjectName(step.button_name)
        self._busy("")
        reveal(self._differ, step is self._words)
        for at, mark in enumerate(self._marks):
            role = "accent" if at == place else "text2"
            icon = "circle-check" if at < place else "circle-dot" if at == place else "circle"
            state = "done" if at < place else "now" if at == place else "to come"
            mark.say(self._steps[at].title, icon=icon, role=role, name=f"{self._steps[at].title}, {state}")
        step.begin()
        here = QApplication.focusWidget()
        if here is None or here is step or not step.isAncestorOf(here):
            self._next.setFocus()

    def _busy(self, words: str) -> None:
        self._waits = bool(words)
        self._next.say(words or self._steps[self._stack.currentIndex()].button)


def _centred(part: QWidget | QHBoxLayout) -> QHBoxLayout:
    """A part in the middle, as wide as the card at most."""
    holder = QWidget()
    inner = QHBoxLayout(holder)
    theme.space(inner, 0)
    if isinstance(part, QWidget):
        inner.addWidget(part)
    else:
        inner.addLayout(part)
    theme.size(holder, max_width=40)
    line = row(None, gap=0)
    line.addWidget(holder, 100)
    line.addStretch(1)
    return line
