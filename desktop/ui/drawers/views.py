"""The drawers on screen: the asking form, and why can't I. Each is a page of the frame's one drawer.

They draw a state and speak; Ctrl+Enter is handed on as `primary_asked`.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.ui.drawers.asking import AskState
from desktop.ui.drawers.why import WhyLine, WhyState
from desktop.ui.form_rows import FormRows
from desktop.ui.parts import Parts, held, icon_words
from desktop.ui.widgets import Button, DrawerPage, IconText, Label, Rule, column, row


class AskPage(DrawerPage):
    """A few fields and one act. `typed(name, value)`, `paused()`, `primary_asked()`, `left()`."""

    typed = Signal(str, str)
    paused = Signal()
    primary_asked = Signal()
    left = Signal()

    def __init__(self, name: str, now: Callable[[], datetime], zone: str) -> None:
        super().__init__()
        self._trouble = IconText("circle-alert", "", "problem")
        self._note = Label("", "muted")
        self.rows = FormRows(f"drawer.{name}", now, zone, beside=False)
        self.rows.typed.connect(self.typed)
        self.rows.paused.connect(self.paused)
        self.record = Button("Record", "check", "Ctrl Enter", "primary")
        self.record.setObjectName(f"drawer.{name}.record")
        self.record.clicked.connect(self.primary_asked)
        self.acts = [self.record]
        for widget in (self._trouble, self._note, self.rows):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def show_state(self, state: AskState) -> None:
        """Draw this; fields keep what is typed unless the state is fresh."""
        self.set_head(state.title, state.subtitle, state.icon)
        self._note.say(state.note)
        self._note.setVisible(bool(state.note))
        self._trouble.say(state.trouble)
        self._trouble.setVisible(bool(state.trouble))
        self.rows.show_fields(state.fields, state.values, state.problems, state.fresh)
        self.record.say(state.primary)

    @override
    def opened(self) -> None:
        """The first field has the focus."""
        if self.rows.first():
            self.rows.focus(self.rows.first())
        else:
            self.record.setFocus()

    @override
    def closing(self) -> None:
        """What is typed is kept as a draft."""
        self.rows.pause.now()
        self.left.emit()


class WhyPage(DrawerPage):
    """Why can't I. `passed_asked()`."""

    passed_asked = Signal()
    primary_asked = Signal()

    def __init__(self) -> None:
        super().__init__("Why can’t I", icon="lock")
        self._lines = Parts(0.9)
        self._checks = Parts(0.3)
        self.more = Button("Show", "check", kind="quiet")
        self.more.setObjectName("drawer.why.passed")
        self.more.clicked.connect(self.passed_asked)
        for widget in (self._lines, Rule()):
            self.body.addWidget(widget)
        self.body.addLayout(row(self.more, None))
        self.body.addWidget(self._checks)
        self.body.addStretch(1)

    def show_state(self, state: WhyState) -> None:
        """Draw this."""
        self.set_head("Why can’t I", state.subtitle)
        self._lines.show_parts((state.blocked, state.empty), lambda: self._make(state))
        self.more.say(f"{state.passed} checks passed. {'Hide' if state.shown else 'Show'}")
        self.more.setVisible(state.passed > 0)
        checks = state.checks if state.shown else ()
        self._checks.show_parts(checks, lambda: (Label(text, "small", measure=60) for text in checks))

    @override
    def opened(self) -> None:
        """The list of what passed, as the one thing to press."""
        self.more.setFocus()

    def _make(self, state: WhyState) -> Iterator[QWidget]:
        yield Label(state.never, "text2")
        if state.empty:
            yield Label(state.empty, "section")
        for line in state.blocked:
            yield why_block(line)
        if state.allowed:
            yield Rule()
            yield Label("Possible now", "section")
        for text in state.allowed:
            yield IconText("check", text)


def why_block(line: WhyLine) -> QWidget:
    """One blocked act: lock, act, gate, basis, who clears it."""
    widget = icon_words("lock", line.label, line.reason, text_role="body")
    lines = column(widget, gap=0.1)
    for text in (line.basis, line.clears):
        if text:
            small = Label(text, "muted")
            lines.addLayout(row(small, margins=(1.65, 0, 0, 0)))
    return held(lines)
