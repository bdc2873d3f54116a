"""Release on screen: who, since when, and one button. A page of the frame's one drawer."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget
from typing_extensions import override

from desktop.ui.case.due import Due
from desktop.ui.drawers.release import REASONS, ReleaseState
from desktop.ui.parts import Parts
from desktop.ui.widgets import Button, ChoiceRow, DrawerPage, IconText, Label, column, row, surface


class ReleasePage(DrawerPage):
    """Release: who, and one button. `primary_asked()`, `reason_chosen(code)`, `other_asked()`, `correct_asked()`."""

    primary_asked = Signal()
    reason_chosen = Signal(str)
    other_asked = Signal()
    correct_asked = Signal()

    def __init__(self) -> None:
        super().__init__(icon="door-open")
        self._words = Label("", "section")
        self._due = Parts(0.5)
        self._done = IconText("check", "", "strong")
        self._trouble = IconText("circle-alert", "", "problem")
        self.reason = ChoiceRow(
            "Reason, if you know it now", REASONS, hint="It may follow later. Nothing waits for it."
        )
        for code, _ in REASONS:
            self.reason.option(code).setObjectName(f"drawer.release.reason.{code}")
        self.record = Button("Record the release", "door-open", "Ctrl Enter", "primary")
        self.record.setObjectName("drawer.release.record")
        self.other = Button("Record release or transfer", "file-pen")
        self.other.setObjectName("drawer.release.other")
        self.correct = Button("Correct this", "undo-2", kind="quiet")
        self.correct.setObjectName("drawer.release.correct")
        self.acts = [self.record]
        for widget in (self._due, self._words, self._trouble, self._done, self.reason):
            self.body.addWidget(widget)
        self.body.addLayout(row(self.other, self.correct, None))
        self.body.addStretch(1)
        self.record.clicked.connect(self.primary_asked)
        self.reason.chosen.connect(self.reason_chosen)
        self.other.clicked.connect(self.other_asked)
        self.correct.clicked.connect(self.correct_asked)

    def show_state(self, state: ReleaseState) -> None:
        """Draw this."""
        self.set_head(state.title, state.subtitle)
        self._due.show_parts(state.due, lambda: [due_lines(state.due)] if state.due else [])
        self._words.say("" if state.recorded else what_to_do(state))
        self._words.setVisible(not state.recorded)
        self._done.say(state.recorded)
        self._done.setVisible(bool(state.recorded))
        self._trouble.say(state.trouble)
        self._trouble.setVisible(bool(state.trouble))
        self.correct.setVisible(bool(state.recorded) and not state.orders)
        self.other.setVisible(not state.recorded and not state.orders)
        self.reason.setVisible(not state.recorded)
        record = "Order the release" if state.orders else "Record the release"
        self.record.say("Close" if state.recorded else record, icon="check" if state.recorded else "")

    @override
    def opened(self) -> None:
        """The button that records has the focus."""
        self.reason.choose("")
        self.record.setFocus(Qt.FocusReason.OtherFocusReason)


def what_to_do(state: ReleaseState) -> str:
    """One sentence above the button, one that nobody needs to be asked."""
    if not state.chosen:
        return "No case is chosen. Choose the row, then F9."
    if state.orders:
        return "It goes to whoever holds the person. They release, and record it."
    return "Let the person go, then record. No approval is needed."


def due_lines(due: Due) -> QWidget:
    """Release due, in the one region that is filled red."""
    frame = QFrame()
    surface(frame, "red")
    words = column(Label(due.title, "onredtitle"), Label(due.line, "onred"), gap=0.3, margins=(1, 0.8, 1, 0.8))
    frame.setLayout(words)
    frame.setAccessibleName(f"Release due. {due.title} {due.line}")
    return frame
