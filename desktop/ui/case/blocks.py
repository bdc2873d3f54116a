"""The blocks of the case page: clock cards, a line of what happened, a fact, a proposal, the region at release due.

Views build them from state; they speak through the buttons they hold. The review page uses some of them too.
"""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget
from typing_extensions import override

from desktop.ui import theme
from desktop.ui.case.due import Due
from desktop.ui.case.spine import Spine
from desktop.ui.case.state import STRIP, AnswerLine, Clock, DecisionLine, FactLine, Happened
from desktop.ui.parts import Parts, held, icon_words
from desktop.ui.row_button import RowButton
from desktop.ui.widgets import Badge, Button, Card, Icon, IconText, Label, Progress, column, row, surface

CARD = 15
BARS = {"soon": "amber_edge", "close": "amber_edge", "urgent": "red_fill", "overdue": "red_fill"}


class ClockCards(QWidget):
    """The nearest clocks side by side, "+ 2 more" after them; below each other where there is no room."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Clocks")
        self._parts = Parts(0.4)
        self._clocks: Sequence[Clock] = ()
        self._more = 0
        self._columns = STRIP
        self.setLayout(column(self._parts))

    def show_clocks(self, clocks: Sequence[Clock], more: int) -> None:
        """Draw these; none hides the strip."""
        self._clocks, self._more = tuple(clocks), more
        self.setVisible(bool(clocks))
        self._parts.show_parts((self._clocks, more, self._columns), self._make)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = max(1, min(STRIP, self.width() // theme.th(CARD)))
        if columns != self._columns:
            self._columns = columns
            self.show_clocks(self._clocks, self._more)

    def _make(self) -> Iterator[QWidget]:
        grid = QGridLayout()
        theme.space(grid, 0.75)
        for place, clock in enumerate(self._clocks):
            grid.addWidget(clock_card(clock), place // self._columns, place % self._columns)
            grid.setColumnStretch(place % self._columns, 1)
        yield held(grid)
        if self._more:
            yield Label(f"+ {self._more} more", "muted")


def clock_card(clock: Clock) -> Card:
    """One clock: name, level, time left, bar, what ends it."""
    kind = {"urgent": "redcard", "overdue": "redcard"}.get(clock.level, "card")
    card = Card(kind=kind, pad=0.85, gap=0.3)
    left = Label(clock.left, "timestrip")
    left.set_role("timestrip", clock.level)
    card.body.addLayout(row(Label(clock.name, "smallstrong"), None, Badge(clock.level)))
    card.body.addWidget(left)
    card.body.addWidget(Progress(clock.progress / 100, BARS.get(clock.level, "muted")))
    card.body.addWidget(Label(clock.note, "small"))
    card.setAccessibleName(f"{clock.name}. {clock.left}. {clock.note}")
    return card


def happened_line(item: Happened, act: Button | None, *, last: bool) -> QWidget:
    """Icon on a line that goes down to the next, what, when and who; with an act where there is one."""
    words = column(Label(item.text, "strong"), Label(item.when, "muted"), gap=0.05, margins=(0, 0, 0, 0.45))
    if act is not None:
        words.addLayout(row(act, None))
    line = row(gap=0.5)
    line.addWidget(Spine(item.icon, last=last))
    line.addLayout(words, 1)
    widget = held(line)
    widget.setAccessibleName(f"{item.text}. {item.when}")
    return widget


def fact_block(line: FactLine, edit: Callable[[str], None] | None) -> QWidget:
    """Label, value, source; one button where the fact may be changed. Two values say so."""
    label, two = Label(line.label, "text2"), bool(line.two_values)
    source = IconText("circle-alert" if two else line.icon, "Two values" if two else line.source, "muted")
    theme.size(label, min_width=7.5, max_width=7.5)
    theme.size(source, min_width=9, max_width=9)
    layout = row(gap=0.6, margins=(0, 0.25, 0, 0.25))
    layout.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
    layout.addWidget(Label(line.value, "amber" if two else "strong"), 1, Qt.AlignmentFlag.AlignTop)
    layout.addWidget(source, 0, Qt.AlignmentFlag.AlignTop)
    spoken = f"{line.label}: {line.value}. {'Two values' if two else f'Source: {line.source}'}"
    if edit is None:
        widget = held(layout)
        widget.setAccessibleName(spoken)
        return widget
    button = RowButton(layout, f"{spoken}. Change")
    button.setObjectName(f"case.fact.{line.field}")
    button.setToolTip("Change this fact")
    button.clicked.connect(lambda: edit(line.field))
    return button


def decision_block(line: DecisionLine) -> Iterator[QWidget]:
    """One proposal: what, who, the reason, each factor with its evidence, the answers to it."""
    yield icon_words("scale", line.title, line.who, title_role="section", text_role="muted")
    for answer in line.answers:
        yield answer_card(answer)
    yield Label(line.reason, measure=60)
    for label, evidence, reason in line.factors:
        yield Label(label, "strong")
        for text in evidence:
            yield Label(text, "small", measure=60)
        if reason:
            yield Label(reason, "text2", measure=60)


def answer_card(answer: AnswerLine) -> QWidget:
    """A supervisor's answer with what its reasons are pinned to."""
    frame = QFrame()
    surface(frame, "tint")
    layout = column(
        Label(answer.title, "strong"), Label(answer.reason, measure=60), gap=0.25, margins=(0.8, 0.6, 0.8, 0.6)
    )
    for text in answer.pinned:
        layout.addWidget(IconText("map-pin", text, "accentsmall", measure=60))
    layout.addWidget(Label(answer.who, "muted"))
    frame.setLayout(layout)
    frame.setAccessibleName(f"{answer.title}. {answer.reason}")
    return frame


class DueRegion(QFrame):
    """Release due: one sentence and exactly two buttons."""

    def __init__(self) -> None:
        super().__init__()
        surface(self, "red")
        self._title = Label("", "onredtitle")
        self._line = Label("", "onred")
        self._facts = Label("", "onredsmall", ids=True)
        self.release = Button("Release now", "door-open", "F9", "due")
        self.release.setObjectName("case.release_now")
        self.other = Button("Record release or transfer", "file-pen", kind="due_edge")
        self.other.setObjectName("case.release_or_transfer")
        title = row(gap=0.6)
        title.addWidget(Icon("door-open", "red_ink", 1.5), 0, Qt.AlignmentFlag.AlignVCenter)
        title.addWidget(self._title, 1)
        words = column(gap=0.6)
        words.addLayout(title)
        words.addWidget(self._line)
        words.addWidget(self._facts)
        layout = row(gap=1.5, margins=(1.4, 1.2, 1.4, 1.2))
        layout.addLayout(words, 1)
        layout.addLayout(column(self.release, self.other, gap=0.5))
        self.setLayout(layout)

    def show_due(self, due: Due) -> None:
        """Draw the sentence."""
        self._title.say(due.title)
        self._line.say(due.line)
        self._facts.say(due.facts)
        self.setAccessibleName(f"Release due. {due.title} {due.line}")
