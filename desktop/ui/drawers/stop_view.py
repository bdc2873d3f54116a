"""Stop and call on screen: nine answers by digit, their words, then whom to call. A page of the frame's drawer."""

from collections.abc import Callable, Iterator
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget
from typing_extensions import override

from desktop.domain.times import to_text
from desktop.ui.drawers.stop_and_call import SAID, WHICH_CARE, StopState
from desktop.ui.form_rows import read_time
from desktop.ui.parts import Parts, held
from desktop.ui.widgets import (
    Button,
    Card,
    ChoiceRow,
    DrawerPage,
    Icon,
    IconText,
    Label,
    LineField,
    TimeField,
    column,
    row,
    surface,
)


class StopPage(DrawerPage):
    """`chosen(code)`, `care_chosen(code)`, `written(field, text)`, `primary_asked()`, `release_asked()`."""

    chosen = Signal(str)
    care_chosen = Signal(str)
    written = Signal(str, str)
    primary_asked = Signal()
    release_asked = Signal()

    def __init__(self, now: Callable[[], datetime], zone: str) -> None:
        super().__init__("Stop and call", icon="phone-call")
        options = [(said.code, said.label, said.sub) for said in SAID]
        self.said = ChoiceRow("What was said or seen?", options, columns=2)
        self.care = ChoiceRow("Which?", WHICH_CARE)
        self.words = LineField("In their words, if you can", most=2000)
        self.called_at = TimeField("Called at", zone, now)
        self.spoke_to = LineField("Spoke to", icon="circle-user", placeholder="name or badge")
        self._recorded = Label("", "section")
        self._phones = Parts(0.4)
        self._call = Card(gap=0.5)
        self._due = Parts(0)
        self._trouble = IconText("circle-alert", "", "problem")
        self.record = Button("Stop and record", "check", "Ctrl Enter", "primary")
        self.acts = [self.record]
        self._name()
        self._build()
        self._join()

    def show_state(self, state: StopState) -> None:
        """Draw this."""
        self.set_head("Stop and call", state.subtitle)
        self.said.choose(state.chosen)
        self.said.set_problem(state.problem)
        self.care.setVisible(bool(state.which))
        self.care.choose(state.which_chosen)
        if state.fresh:
            self.words.set_text(state.words)
            self.called_at.set_value(read_time(state.called_at))
            self.spoke_to.set_text(state.spoke_to)
        opens = bool(state.recorded) and self._call.isHidden()
        self._recorded.say(state.recorded)
        self._phones.show_parts(state.calls, lambda: self._numbers(state))
        self._call.setVisible(bool(state.recorded))
        self._due.show_parts((state.due, state.due_line), lambda: self._due_region(state))
        self._trouble.say(state.trouble)
        self._trouble.setVisible(bool(state.trouble))
        self.record.say(state.primary)
        if opens:
            self.spoke_to.control.setFocus()

    @override
    def opened(self) -> None:
        """The first answer has the focus; none is chosen."""
        self.said.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _name(self) -> None:
        for said in SAID:
            self.said.option(said.code).setObjectName(f"drawer.stop.{said.code}")
        for code, _ in WHICH_CARE:
            self.care.option(code).setObjectName(f"drawer.stop.{code}")
        named = ((self.words, "words"), (self.called_at, "called_at"), (self.spoke_to, "spoke_to"))
        for field, name in named:
            field.control.setObjectName(f"drawer.stop.{name}")
        self.record.setObjectName("drawer.stop.record")

    def _build(self) -> None:
        self._call.body.addWidget(self._recorded)
        self._call.body.addWidget(self._phones)
        fields = row(gap=0.6)
        fields.addWidget(self.called_at, 0, Qt.AlignmentFlag.AlignTop)
        fields.addWidget(self.spoke_to, 1, Qt.AlignmentFlag.AlignTop)
        self._call.body.addLayout(fields)
        self._call.hide()
        for widget in (self.said, self.care, self.words, self._trouble, self._call, self._due):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def _join(self) -> None:
        self.said.chosen.connect(self.chosen)
        self.care.chosen.connect(self.care_chosen)
        self.words.edited.connect(lambda text: self.written.emit("words", text))
        self.spoke_to.edited.connect(lambda text: self.written.emit("spoke_to", text))
        self.called_at.changed.connect(self._called)
        self.record.clicked.connect(self.primary_asked)

    def _called(self) -> None:
        value = self.called_at.value()
        self.written.emit("called_at", to_text(value) if value else "")

    def _numbers(self, state: StopState) -> Iterator[QWidget]:
        for label, phone in state.calls:
            line = row(gap=0.6)
            line.addWidget(Icon("phone-call"), 0, Qt.AlignmentFlag.AlignVCenter)
            line.addWidget(Label(label, "strong"), 1)
            line.addWidget(Label(phone, "title"))
            yield held(line)
        if not state.calls:
            yield Label("Call the ICE duty line; the number is on your card.", "strong")

    def _due_region(self, state: StopState) -> Iterator[QWidget]:
        if state.due is None:
            return
        frame = QFrame()
        surface(frame, "red")
        button = Button("Release now", "door-open", "F9", "due")
        button.setObjectName("drawer.stop.release")
        button.clicked.connect(self.release_asked)
        words = column(IconText("door-open", "Release due", "onredtitle"), Label(state.due_line, "onred"), gap=0.3)
        layout = row(gap=0.9, margins=(1, 0.8, 1, 0.8))
        layout.addLayout(words, 1)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        frame.setLayout(layout)
        frame.setAccessibleName(f"Release due. {state.due_line}")
        yield frame
