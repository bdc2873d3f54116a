"""The journal of one case on screen: number, time, who, device, what, pack; corrections indented. And Verify."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.journal.presenter import JournalLine, JournalState
from desktop.ui.widgets import Button, Card, Cell, Column, DataTable, IconText, Label, Row, column, row

COLUMNS = (
    Column("No.", 0, 4),
    Column("What", 5, 12),
    Column("When, who", 3, 11, "under"),
    Column("Device, pack", 2, 9, "hide"),
    Column("Delivery", 1, 8.5),
)


class JournalView(QWidget):
    """`verify_asked()`, `case_asked()`."""

    verify_asked = Signal()
    case_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.verify = Button("Verify", "shield-check", "Ctrl Enter", "primary")
        self.verify.setObjectName("journal.verify")
        self.verify.clicked.connect(self.verify_asked)
        self.back = Button("Open the case", "arrow-left")
        self.back.setObjectName("journal.case")
        self.back.clicked.connect(self.case_asked)
        self._finding = IconText("shield-check", "", "strong", measure=70)
        self._empty = Label("", "mutedbody")
        self.table = DataTable(COLUMNS, "Journal")
        self.table.setObjectName("journal.table")
        self._card = Card(pad=0)
        self._card.body.addWidget(self.table)
        bar = row(self.back, self._finding, None, self.verify, gap=0.75)
        whole = column(gap=0.75)
        whole.addLayout(bar)
        whole.addWidget(self._empty)
        whole.addWidget(self._card, 1)
        whole.addStretch(0)
        self.setLayout(whole)

    def show_state(self, state: JournalState) -> None:
        """Draw this."""
        self.verify.setVisible(state.can_verify)
        self.back.setVisible(bool(state.lines))
        self._finding.say(state.finding)
        self._finding.setVisible(bool(state.finding))
        self._empty.say(state.empty)
        self._empty.setVisible(bool(state.empty))
        rows = [journal_row(line) for line in state.lines]
        if rows != list(self.table.rows()):
            self.table.set_rows(rows)
        self._card.setVisible(bool(rows))

    def first_focus(self) -> None:
        """The first entry."""
        self.table.setFocus()


def journal_row(line: JournalLine) -> Row:
    """One entry; a correction stands indented under what it corrects."""
    what = f"      {line.text}" if line.corrects else line.text
    attention = line.delivery == "Needs attention"
    icon = "circle-alert" if attention else "check" if line.delivery == "Received" else "hard-drive"
    cells = (
        Cell(line.no, role="muted", ids=True),
        Cell(what, "      Corrects the entry above" if line.corrects else "", strong=not line.corrects),
        Cell(line.when, line.who, role="text2"),
        Cell(line.device, line.pack, role="text2", ids=True),
        Cell(line.delivery, icon=icon, role="amber" if attention else "text2"),
    )
    return Row(line.entry_id, cells, line.spoken)
