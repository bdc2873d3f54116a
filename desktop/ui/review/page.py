"""One request: the reading column with pins, and the panel of the answer."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from desktop.ui import theme
from desktop.ui.case.blocks import answer_card
from desktop.ui.pane import Pane
from desktop.ui.parts import Parts, blocked_line, held
from desktop.ui.pause import Pause
from desktop.ui.review.state import ANSWERS, ReadGroup, ReadLine, ReviewState
from desktop.ui.widgets import (
    Button,
    Card,
    ChoiceRow,
    IconText,
    Label,
    LineField,
    Rule,
    TextArea,
    column,
    row,
    surface,
)


class ReadingColumn(Card):
    """What is asked, with its evidence and the facts; what changed is marked. `pinned(ref, text)`."""

    pinned = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(gap=0.4)
        self.setAccessibleName("What is asked")
        self._parts = Parts(0.35)
        self._open = ""
        self._state: ReviewState | None = None
        self.body.addWidget(Pane(self._parts))

    def show_state(self, state: ReviewState) -> None:
        """Draw the column."""
        if self._state is None or state.fresh:
            self._open = ""
        self._state = state
        key = (state.groups, state.narrative, state.narrative_note, state.changes, state.earlier, self._open)
        self._parts.show_parts(key, lambda: self._make(state))

    def _make(self, state: ReviewState) -> Iterator[QWidget]:
        yield held(row(Label(state.narrative_note, "section"), None))
        yield Label(state.narrative, measure=70)
        if state.changes:
            yield IconText("pencil", state.changes, "accentsmall")
        for answer in state.earlier:
            yield answer_card(answer)
        for group in state.groups:
            yield Rule()
            yield from self._group(group)
        filler = QWidget()
        filler.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        yield filler

    def _group(self, group: ReadGroup) -> Iterator[QWidget]:
        head = row(Label(group.title, "section"), gap=0.6)
        if group.note:
            head.addWidget(Label(group.note, "muted"), 1, Qt.AlignmentFlag.AlignBottom)
        yield held(head)
        for line in group.lines:
            yield self._line(line)

    def _line(self, line: ReadLine) -> QWidget:
        frame = QFrame()
        surface(frame, "tint" if line.changed else "clear")
        label = Label(line.label, "text2")
        theme.size(label, min_width=8.5, max_width=8.5)
        words = column(Label(line.value, "strong", measure=60), gap=0.05)
        if line.source:
            words.addWidget(Label(line.source, "muted"))
        if line.changed:
            words.addWidget(Label(line.changed, "accentsmall"))
        if line.pinned:
            words.addWidget(IconText("map-pin", line.pinned, "accentsmall"))
        if self._open == line.ref:
            words.addWidget(self._pin_field(line))
        words.addStretch(1)  # not aligned to the top: an aligned layout never grows above its first hint
        pin = Button("Pin", "message-square-plus", kind="plain", name=f"Pin a reason to {line.label}: {line.value}")
        pin.setObjectName(f"review.pin.{line.ref}")
        pin.clicked.connect(lambda: self._toggle(line.ref))
        layout = row(gap=0.6, margins=(0.5, 0.2, 0.3, 0.2))
        layout.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addWidget(pin, 0, Qt.AlignmentFlag.AlignTop)
        frame.setLayout(layout)
        frame.setAccessibleName(". ".join(p for p in (f"{line.label}: {line.value}", line.source, line.changed) if p))
        return frame

    def _pin_field(self, line: ReadLine) -> QWidget:
        field = LineField("", placeholder="What is unclear here?", icon="map-pin")
        field.control.setObjectName(f"review.pin_text.{line.ref}")
        field.control.setAccessibleName(f"Reason pinned to {line.label}")
        field.set_text(line.pinned)
        keep = Button("Keep", "check")
        keep.setObjectName(f"review.pin_keep.{line.ref}")

        def kept() -> None:
            self._open = ""
            self.pinned.emit(line.ref, field.text())
            if self._state is not None:
                self.show_state(self._state)
            self._focus(f"review.pin.{line.ref}")

        field.entered.connect(kept)
        keep.clicked.connect(kept)
        layout = row(gap=0.4)
        layout.addWidget(field, 1)
        layout.addWidget(keep, 0, Qt.AlignmentFlag.AlignTop)
        return held(layout)

    def _toggle(self, ref: str) -> None:
        self._open = "" if self._open == ref else ref
        if self._state is not None:
            self.show_state(self._state)
        self._focus(f"review.pin_text.{ref}" if self._open else f"review.pin.{ref}")

    def _focus(self, name: str) -> None:
        """The newest control of this name: the one before it may still be on its way out."""
        found = [each for each in self.findChildren(QWidget, name) if not each.isHidden()]
        if found:
            found[-1].setFocus()


class AnswerPanel(Card):
    """Gates, three equal answers, the reason, title, badge, authority. `answered`, `written`, `confirmed`."""

    answered = Signal(str)
    written = Signal(str, str)
    confirmed = Signal()

    def __init__(self) -> None:
        super().__init__(gap=0.6)
        self.setAccessibleName("Your answer")
        self.pause = Pause(self)
        self._cannot = Parts(0.5)
        self._gates = Parts(0.4)
        options = [(code, label, note) for code, label, note, _ in ANSWERS]
        icons = {code: icon for code, _, _, icon in ANSWERS}
        self.choices = ChoiceRow("Your answer", options, keys="", columns=1, icons=icons)
        self.reason = TextArea("Reason, always", lines=3)
        self.reason.keep_low()
        self._pins = IconText("map-pin", "", "accentsmall")
        self.fields = {
            "title": LineField("Your title", placeholder="SDDO"),
            "badge": LineField("Your badge"),
            "authority": LineField("Authority cited", "Kept in the journal with your name and badge.", icon="scale"),
        }
        self._blocked = Label("", "smallstrong")
        self.confirm = Button("Give your answer", "check", "Ctrl Enter", "primary")
        self.confirm.setObjectName("review.confirm")
        self._build()
        self._join()

    def show_state(self, state: ReviewState) -> None:
        """Draw the panel; fields keep what is typed unless the state is fresh."""
        self._cannot.show_parts(state.cannot, lambda: cannot_line(state.cannot))
        self._gates.show_parts((state.gates, state.passed), lambda: self._gate_lines(state))
        self.choices.choose(state.answer)
        self._show_texts(state)
        self._pins.say(f"{len(state.pins)} reason{'s' if len(state.pins) != 1 else ''} pinned")
        self._pins.setVisible(bool(state.pins) or state.answer == "return")
        self._blocked.say(state.blocked)
        self._blocked.setVisible(bool(state.blocked))
        self.confirm.say(state.primary)
        self.confirm.set_kind("blocked" if state.blocked else "primary")

    def first_focus(self) -> None:
        """The first answer; nothing is chosen by it."""
        self.choices.control.setFocus()

    def _show_texts(self, state: ReviewState) -> None:
        values = {"title": state.title, "badge": state.badge, "authority": state.authority}
        if state.fresh:
            self.reason.set_text(state.reason)
            for name, field in self.fields.items():
                field.set_text(values[name])
        self.reason.set_problem(state.problems.get("reason", ""))
        self.choices.set_problem(state.problems.get("answer", "") or state.problems.get("", ""))
        for name, field in self.fields.items():
            field.set_problem(state.problems.get(name, ""))
        pins = state.problems.get("pinned", "")
        if pins:
            self._pins.say(pins, icon="circle-alert", role="problem")

    def _build(self) -> None:
        inside = column(self._cannot, self._gates, Rule(), self.choices, self.reason, self._pins, gap=0.6)
        inside.addLayout(row(self.fields["title"], self.fields["badge"], gap=0.5))
        inside.addWidget(self.fields["authority"])
        inside.addStretch(1)
        for code, _, _, _ in ANSWERS:
            self.choices.option(code).setObjectName(f"review.answer.{code}")
        self.reason.control.setObjectName("review.reason")
        for name, field in self.fields.items():
            field.control.setObjectName(f"review.{name}")
        self.body.addWidget(Pane(held(inside)), 1)
        self.body.addWidget(self._blocked)
        self.body.addWidget(self.confirm)

    def _join(self) -> None:
        self.choices.chosen.connect(self.answered)
        self.choices.chosen.connect(self.pause.typed)
        self.reason.edited.connect(lambda text: self.written.emit("reason", text))
        self.reason.edited.connect(self.pause.typed)
        self.pause.watch(self.reason.control)
        for name, field in self.fields.items():
            field.edited.connect(lambda text, name=name: self.written.emit(name, text))
            field.edited.connect(self.pause.typed)
            self.pause.watch(field.control)
        self.confirm.clicked.connect(self.confirmed)

    def _gate_lines(self, state: ReviewState) -> Iterator[QWidget]:
        yield Label("Gates", "section")
        yield from map(blocked_line, state.gates[:4])
        words = f"{state.passed} passed" if state.gates or state.passed else "No gate is raised on this case."
        yield IconText("check", words, "mutedbody")


def cannot_line(text: str) -> Iterator[QWidget]:
    """Why this person may not answer."""
    if text:
        yield IconText("lock", text, "strong")
