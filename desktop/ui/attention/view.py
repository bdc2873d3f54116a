"""Needs attention on screen: the list at the left, two values side by side or a refused entry at the right."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui import theme
from desktop.ui.attention.presenter import AttentionLine, AttentionState, Value
from desktop.ui.entry_button import EntryButton
from desktop.ui.pane import Pane
from desktop.ui.parts import Parts, held
from desktop.ui.widgets import Button, Card, IconText, Label, LineField, column, row

GROUPS = (
    ("Two values", "list", "Nothing. No two people wrote the same field."),
    ("Refused", "circle-alert", "Nothing. The endpoint refused no entry."),
    ("Set aside", "hourglass", "Nothing. The endpoint took all else."),
)


class AttentionView(QWidget):
    """`chosen(entry_id)`, `kept(0 or 1)`, `another(value, source)`, `again_asked()`, `case_asked()`."""

    chosen = Signal(str)
    kept = Signal(int)
    another = Signal(str, str)
    again_asked = Signal()
    case_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._list = Parts(0.35)
        left = Card(gap=0.4)
        left.body.addWidget(Pane(self._list))
        left.setAccessibleName("What needs attention")
        theme.size(left, min_width=16, max_width=18)
        self._title, self._line = Label("", "title"), Label("", "text2")
        self._values = Parts(0.5)
        self._reason = IconText("circle-alert", "", "amber", measure=70)
        self.value = LineField("", placeholder="value", icon="pencil")
        self.source = LineField("", placeholder="source", icon="file-text")
        self.use = Button("Use this")
        self.again = Button("Edit and send again", "pencil", "Ctrl Enter", "primary")
        self.case = Button("Open the case", "arrow-right")
        self._another = Card("Write another", gap=0.5)
        self._trouble = IconText("circle-alert", "", "problem", measure=70)
        self._note = Label("Neither is marked as better. Your choice is an entry with your name.", "muted")
        self._build(left)

    def show_state(self, state: AttentionState) -> None:
        """Draw this."""
        lists = (state.two_values, state.refused, state.set_aside)
        self._list.show_parts((lists, state.chosen), lambda: self._entries(lists, state.chosen))
        self._title.say(state.title or state.empty)
        self._line.say(state.line)
        self._line.setVisible(bool(state.line))
        self._values.show_parts(state.values, lambda: self._cards(state.values))
        self._another.setVisible(bool(state.values))
        self._note.setVisible(bool(state.values))
        self._reason.say(state.reason)
        self._reason.setVisible(bool(state.reason))
        self.again.say(state.send_again, icon="send" if state.send_again == "Send again" else "pencil")
        self.again.setVisible(bool(state.send_again))
        self.case.setVisible(bool(state.chosen))
        self._trouble.say(state.trouble)
        self._trouble.setVisible(bool(state.trouble))

    def first_focus(self) -> None:
        """The first entry of the list, or where the frame puts it."""
        button = self._list.findChild(EntryButton)
        if button is not None:
            button.setFocus()

    def _build(self, left: Card) -> None:
        parts = (
            (self.value.control, "value"),
            (self.source.control, "source"),
            (self.use, "use"),
            (self.again, "again"),
            (self.case, "case"),
        )
        for control, name in parts:
            control.setObjectName(f"attention.{name}")
        self.value.control.setAccessibleName("Another value")
        self.source.control.setAccessibleName("Its source")
        line = row(gap=0.6)
        line.addWidget(self.value, 1)
        line.addWidget(self.source, 1)
        line.addWidget(self.use, 0, Qt.AlignmentFlag.AlignTop)
        self._another.body.addLayout(line)
        self.use.clicked.connect(lambda: self.another.emit(self.value.text(), self.source.text()))
        self.again.clicked.connect(self.again_asked)
        self.case.clicked.connect(self.case_asked)
        right = column(self._title, self._line, self._reason, self._values, self._another, self._trouble, gap=0.75)
        right.addLayout(row(self.again, self.case, None, self._note, gap=0.6))
        right.addStretch(1)
        whole = row(left, gap=0.9)
        whole.addWidget(Pane(held(right)), 1)
        self.setLayout(whole)

    def _entries(self, lists: tuple[tuple[AttentionLine, ...], ...], chosen: str) -> Iterator[QWidget]:
        for (title, icon, empty), lines in zip(GROUPS, lists, strict=True):
            yield held(row(Label(title, "section"), Label(str(len(lines)), "count"), None))
            if not lines:
                yield Label(empty, "muted")
            for line in lines:
                button = EntryButton(f"attention.entry.{line.entry_id}")
                button.show_entry(line.text, line.sub, icon, line.entry_id == chosen)
                button.clicked.connect(lambda _=False, entry=line.entry_id: self.chosen.emit(entry))
                yield button
        yield held(column(None))

    def _cards(self, values: tuple[Value, ...]) -> Iterator[QWidget]:
        layout = row(gap=0.9)
        for place, value in enumerate(values):
            layout.addWidget(self._card(place, value), 1)
        yield held(layout)

    def _card(self, place: int, value: Value) -> Card:
        card = Card(gap=0.4, pad=1.3)
        card.body.addWidget(Label(value.text, "huge"))
        for label, text in value.rows:
            name = Label(label, "smallstrong")
            theme.size(name, min_width=6, max_width=6)
            card.body.addLayout(row(name, Label(text), None))
        card.body.addStretch(1)
        keep = Button("Keep this", "check", str(place + 1), name=f"Keep this: {value.text}")
        keep.setObjectName(f"attention.keep.{place + 1}")
        keep.clicked.connect(lambda: self.kept.emit(place))
        card.body.addWidget(keep)
        card.setAccessibleName(f"Value {place + 1}: {value.text}")
        return card
