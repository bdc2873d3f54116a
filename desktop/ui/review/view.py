"""The review on screen: the queue, or one request with a reading column at the left and the answer at the right.

It draws a state and speaks. The three answers are equal in size and none is preset.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui.review.page import AnswerPanel, ReadingColumn
from desktop.ui.review.state import QueueLine, ReviewState
from desktop.ui.widgets import Card, Cell, Column, DataTable, Label, Row, TwoPane, column

COLUMNS = (
    Column("Waiting", 2, 9),
    Column("Case", 3, 9),
    Column("Agency, model", 3, 9, "under"),
    Column("Asked for", 3, 9),
)


class ReviewView(QWidget):
    """`request_chosen(id)`, `request_opened(id)`, `answered(code)`, `written(field, text)`, `pinned(ref, text)`,
    `answer_confirmed()`, `paused()`.
    """

    request_chosen = Signal(str)
    request_opened = Signal(str)
    answered = Signal(str)
    written = Signal(str, str)
    pinned = Signal(str, str)
    answer_confirmed = Signal()
    paused = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.table = DataTable(COLUMNS, "Review queue")
        self.table.setObjectName("review.table")
        self.table.chosen.connect(self.request_chosen)
        self.table.opened.connect(self.request_opened)
        self._empty = Label("", "mutedbody")
        self._card = Card(pad=0)
        self._card.body.addWidget(self.table)
        queue = QWidget()
        queue.setLayout(column(self._empty, self._card, None))
        self.reading = ReadingColumn()
        self.answer = AnswerPanel()
        self.reading.pinned.connect(self.pinned)
        self.answer.answered.connect(self.answered)
        self.answer.written.connect(self.written)
        self.answer.confirmed.connect(self.answer_confirmed)
        self.answer.pause.paused.connect(self.paused)
        self.reading.pinned.connect(self.answer.pause.typed)
        self._stack = QStackedWidget()
        self._stack.addWidget(queue)
        self._stack.addWidget(TwoPane(self.reading, self.answer, (13, 6)))
        self.setLayout(column(self._stack))

    def show_state(self, state: ReviewState) -> None:
        """Draw this."""
        self._stack.setCurrentIndex(1 if state.page else 0)
        if state.page:
            self.reading.show_state(state)
            self.answer.show_state(state)
            if state.fresh and self.isVisible():
                self.answer.first_focus()
            return
        rows = [table_row(line) for line in state.queue]
        if rows != list(self.table.rows()):
            self.table.set_rows(rows)
        if state.chosen and self.table.key() != state.chosen:
            self.table.choose(state.chosen)
        self._empty.say(state.empty)
        self._empty.setVisible(bool(state.empty))
        self._card.setVisible(bool(rows))

    def first_focus(self) -> None:
        """The first row of the queue, or the first answer."""
        if self._stack.currentIndex() == 0:
            self.table.setFocus()
        else:
            self.answer.first_focus()

    def pause_now(self) -> None:
        """The view goes: save what is typed."""
        self.answer.pause.now()


def table_row(line: QueueLine) -> Row:
    """One request of the queue."""
    marks = ", ".join(p for p in ("in custody" if line.in_custody else "", "sent again" if line.again else "") if p)
    return Row(
        line.request_id,
        (
            Cell(line.waiting, line.limit, strong=True),
            Cell(line.case, line.number, strong=True, ids=True),
            Cell(line.agency, role="text2"),
            Cell(line.asked, marks, role="accent_text", strong=True),
        ),
        line.spoken,
    )
