"""The sync page on screen: contact, what waits by case, Send now. Numbers and kinds only."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.sync.presenter import SyncState, WaitingLine
from desktop.ui.widgets import Button, Card, Cell, Column, DataTable, IconText, Label, Row, column, row

COLUMNS = (
    Column("Case", 2, 8),
    Column("What", 4, 10),
    Column("Written", 2, 9),
    Column("Delivery", 2, 9),
)


class SyncView(QWidget):
    """`send_asked()`, `attention_asked()`."""

    send_asked = Signal()
    attention_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._contact = IconText("radio-tower", "", "strong")
        self._received = IconText("check", "", "text2")
        self._working = IconText("refresh-cw", "", "text2")
        self._problem = IconText("circle-alert", "", "amber", measure=70)
        self.send = Button("Send now", "send", "Ctrl Enter", "primary")
        self.send.setObjectName("sync.send")
        self.send.clicked.connect(self.send_asked)
        self.attention = Button("", "circle-alert")
        self.attention.setObjectName("sync.attention")
        self.attention.clicked.connect(self.attention_asked)
        self.table = DataTable(COLUMNS, "What waits to be sent")
        self.table.setObjectName("sync.table")
        self._all = Label("", "section")
        self._note = Label("Releases, recalls and citizenship go first. Nothing here is lost without a line.", "muted")
        self._list = Card(pad=0)
        self._list.body.addWidget(self.table)
        self._build()

    def show_state(self, state: SyncState) -> None:
        """Draw this."""
        self._contact.say(state.contact)
        self._received.say(state.received)
        self._working.say(state.working)
        self._working.setVisible(bool(state.working))
        self._problem.say(state.problem)
        self._problem.setVisible(bool(state.problem))
        self._all.say(state.all_received)
        self._all.setVisible(bool(state.all_received))
        self.attention.say(state.attention)
        self.attention.setVisible(bool(state.attention))
        rows = [waiting_row(place, line) for place, line in enumerate(state.waiting)]
        if rows != list(self.table.rows()):
            self.table.set_rows(rows)
        self._list.setVisible(bool(rows))

    def first_focus(self) -> None:
        """Send now."""
        self.send.setFocus()

    def _build(self) -> None:
        card = Card("Line", gap=0.6)
        words = column(self._contact, self._received, self._working, self._problem, None, gap=0.4)
        line = row(gap=1.0)
        line.addLayout(words, 1)
        line.addLayout(column(self.send, self.attention, None, gap=0.5))
        card.body.addLayout(line)
        self.setLayout(column(card, self._all, self._list, self._note, None, gap=0.75))


def waiting_row(place: int, line: WaitingLine) -> Row:
    """One entry that waits."""
    cells = (
        Cell(line.number, strong=True, ids=True),
        Cell(line.kind),
        Cell(line.when, role="text2"),
        Cell(line.state, icon="circle-alert" if line.state == "Needs attention" else "hard-drive", role="text2"),
    )
    return Row(str(place), cells, f"{line.number}. {line.kind}. {line.when}. {line.state}.")
