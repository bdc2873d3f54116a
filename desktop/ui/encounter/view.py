"""The form of a new encounter or booking on screen. It speaks what is typed and keeps it; it judges nothing."""

from collections.abc import Callable, Iterator
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.encounter import fields
from desktop.ui.encounter.presenter import EncounterState
from desktop.ui.form_rows import FormRows
from desktop.ui.pane import Pane
from desktop.ui.parts import Parts, icon_words, section
from desktop.ui.widgets import Button, Card, Label, Progress, Rule, TwoPane, column, row


class EncounterView(QWidget):
    """`typed(name, value)`, `paused()`, `save_asked()`."""

    typed = Signal(str, str)
    paused = Signal()
    save_asked = Signal()

    def __init__(self, now: Callable[[], datetime], zone: str) -> None:
        super().__init__()
        self.rows = FormRows("encounter", now, zone, fields.offences)
        self.rows.typed.connect(self.typed)
        self.rows.paused.connect(self.paused)
        self.save = Button("Save encounter", "check", "Ctrl Enter", "primary")
        self.save.setObjectName("encounter.save")
        self.save.clicked.connect(self.save_asked)
        self._kept = Label("Nothing is lost if you lock or drive off.", "text2")
        self._side = NowPanel()
        form = Card(pad=1.4)
        form.body.addWidget(Pane(self.rows), 1)
        form.body.addLayout(row(self._kept, None, self.save))
        self.setLayout(column(TwoPane(form, self._side, (13, 5))))

    def show_state(self, state: EncounterState) -> None:
        """Draw this; the fields keep what is typed unless the state is fresh."""
        self.rows.show_fields(state.fields, state.values, state.problems, state.fresh)
        if state.focus and self.isVisible():
            self.rows.focus(state.focus)
        booking = any(field.name == "booking_no" for field in state.fields)
        self.save.say("Save booking" if booking else "Save encounter")
        self._side.show_state(state)

    def first_focus(self) -> None:
        """The first empty field."""
        self.rows.focus(self.rows.first())

    def pause_now(self) -> None:
        """The view goes: save what is typed."""
        self.rows.pause.now()


class NowPanel(Card):
    """What is done, and what stands before a question about status."""

    def __init__(self) -> None:
        super().__init__(gap=0.6)
        self.setAccessibleName("Now")
        self._done = Label("")
        self._bar = Progress()
        self._steps = Parts(0.6)
        self.body.addWidget(section("Now"))
        self.body.addWidget(self._done)
        self.body.addWidget(self._bar)
        self.body.addWidget(Rule())
        self.body.addWidget(self._steps)
        self.body.addStretch(1)
        self.body.setAlignment(Qt.AlignmentFlag.AlignTop)

    def show_state(self, state: EncounterState) -> None:
        """Draw the panel."""
        self._done.say(state.now_line)
        self._bar.set_share(state.done / max(1, state.needed), "accent")
        self._steps.show_parts((state.status_steps, state.no_status), lambda: self._make(state))

    def _make(self, state: EncounterState) -> Iterator[QWidget]:
        yield section("Before you ask about status")
        if state.no_status:
            yield Label(state.no_status)
        for title, text in state.status_steps:
            yield icon_words("circle", title, text)
