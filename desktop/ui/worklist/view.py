"""The worklist on screen: tabs, the list, the panel of the chosen row. It draws a state and speaks."""

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui import theme
from desktop.ui.pane import Pane
from desktop.ui.parts import Parts, held, section, why_lines
from desktop.ui.phrases import begun
from desktop.ui.widgets import (
    Badge,
    Button,
    Card,
    Cell,
    Column,
    DataTable,
    IconText,
    Label,
    NoticeLine,
    Progress,
    Row,
    Rule,
    Tabs,
    column,
    row,
)
from desktop.ui.worklist.state import TABS, Line, Side, WorklistState

COLUMNS = (
    Column("Time left", 3, 14),
    Column("Person, booking no.", 2, 8),
    Column("Where it stands, next step", 5, 10, "under"),
    Column("Delivery", 1, 8.5),
)
DELIVERY_ICONS = {"Received": "check", "Saved here": "hard-drive", "Needs attention": "circle-alert"}
BARS = {"soon": "amber_edge", "close": "amber_edge", "urgent": "red_fill", "overdue": "red_fill"}


class WorklistView(QWidget):
    """`case_opened(case_id)`, `case_chosen(case_id)`, `tab_chosen(code)`, `show_asked()`, `more_asked()`,
    `release_asked(case_id)`, `draft_opened(draft_id)`. `side` is the panel of the chosen row; the frame places it.
    """

    case_opened = Signal(str)
    case_chosen = Signal(str)
    tab_chosen = Signal(str)
    show_asked = Signal()
    more_asked = Signal()
    release_asked = Signal(str)
    draft_opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._side_id = ""
        self.tabs = Tabs(TABS, "Lists")
        self.tabs.setObjectName("worklist.tabs")
        self.tabs.chosen.connect(self.tab_chosen)
        self.table = DataTable(COLUMNS, "Worklist")
        self.table.setObjectName("worklist.table")
        self.table.chosen.connect(self.case_chosen)
        self.table.opened.connect(self.case_opened)
        self.table.more_wanted.connect(self.more_asked)
        self._due = Parts(0.5)
        self._drafts = Parts(0.25)
        self._empty = Label("", "mutedbody")
        self._card = Card(pad=0)
        self._card.body.addWidget(self.table)
        self.side = SidePanel()
        self.side.opened.connect(lambda: self.case_opened.emit(self._side_id))
        self._build()

    def show_state(self, state: WorklistState) -> None:
        """Draw this."""
        for tab in state.tabs:
            self.tabs.set_count(tab.code, tab.count)
        self._quietly_choose(state)
        self._bar(state)
        rows = [table_row(line) for line in (*state.pinned, *state.lines)]
        had = bool(self.table.rows())
        if rows != list(self.table.rows()):
            self.table.set_rows(rows)
        if state.chosen and self.table.key() != state.chosen:
            self.table.choose(state.chosen)
        due = tuple(line for line in state.pinned if line.release_due)
        self._due.show_parts(due, lambda: self._due_lines(due))
        self._drafts.show_parts(state.drafts, lambda: self._draft_lines(state.drafts))
        self._empty.say(state.empty)
        self._empty.setVisible(bool(state.empty))
        self._card.setVisible(bool(rows))
        self._side_id = state.side.case_id if state.side else ""
        self.side.show_side(state.side)
        if self.isVisible() and (state.focus or (rows and self.tabs.hasFocus() and not had)):
            self.first_focus()

    def first_focus(self) -> None:
        """The first row, or the tabs when there is none."""
        (self.table if self.table.rows() else self.tabs).setFocus()

    def _build(self) -> None:
        self._changed = Label("", "text2")
        self._show = Button("Show", key="F5", kind="quiet")
        self._show.setObjectName("worklist.show")
        self._show.clicked.connect(self.show_asked)
        self._sorted = Label("Sorted by time left, then returned, then oldest change", "muted")
        bar = row(self._changed, self._show, None, self._sorted, gap=0.3)
        whole = column(self.tabs, gap=0.7)
        whole.addLayout(bar)
        whole.addWidget(self._due)
        whole.addWidget(self._drafts)
        whole.addWidget(self._empty)
        whole.addWidget(self._card)
        whole.addStretch(1)
        self.setLayout(whole)

    def _quietly_choose(self, state: WorklistState) -> None:
        if self.tabs.code() != state.tab:
            self.tabs.blockSignals(True)
            self.tabs.choose(state.tab)
            self.tabs.blockSignals(False)

    def _bar(self, state: WorklistState) -> None:
        self._changed.say(f"{state.changed} changed since you opened this list" if state.changed else "")
        self._changed.setVisible(bool(state.changed))
        self._show.setVisible(bool(state.changed))
        wide = not theme.is_narrow(self.window().width())
        self._sorted.setVisible(wide and bool(state.lines or state.pinned))

    def _due_lines(self, lines: tuple[Line, ...]) -> Iterator[QWidget]:
        for line in lines:
            notice = NoticeLine(
                f"Release due. {line.person}, {line.number}. {begun(line.ends)}. No approval is needed.",
                "red",
                act="Release now",
                closes=False,
            )
            notice.act.setObjectName(f"worklist.release.{line.case_id}")
            notice.acted.connect(lambda case_id=line.case_id: self.release_asked.emit(case_id))
            yield notice

    def _draft_lines(self, drafts: tuple[tuple[str, str], ...]) -> Iterator[QWidget]:
        for draft_id, text in drafts:
            button = Button(text, "pencil", kind="quiet", name=f"Go on: {text}")
            button.setObjectName(f"worklist.draft.{draft_id}")
            button.clicked.connect(lambda _=False, draft_id=draft_id: self.draft_opened.emit(draft_id))
            holder = QWidget()
            holder.setLayout(row(button, None))
            yield holder


class SidePanel(Card):
    """The chosen row: its clock, what comes next, what is blocked and why, the last acts."""

    opened = Signal()

    def __init__(self) -> None:
        super().__init__(gap=0.55)
        self.setAccessibleName("Chosen case")
        self._parts = Parts(0.55)
        self.open = Button("Open at this step", "arrow-right", "Enter", "primary")
        self.open.setObjectName("worklist.open")
        self.open.clicked.connect(self.opened)
        self.body.addWidget(Pane(self._parts), 1)
        self.body.addWidget(self.open)

    def show_side(self, side: Side | None) -> None:
        """Draw the panel; without a case it is not there."""
        self.setVisible(side is not None)
        if side is not None:
            self._parts.show_parts(side, lambda: self._make(side))

    def _make(self, side: Side) -> Iterator[QWidget]:
        yield held(row(Label(side.person, "section"), None, Badge(side.level)))
        yield Label(side.number, "muted", ids=True)
        if side.left:
            yield from clock_lines(side)
        yield Rule()
        yield section("Next")
        yield from (IconText("arrow-right", text) for text in side.next_steps if text)
        yield Rule()
        yield from why_lines(side.blocked, side.passed)
        yield Rule()
        yield section("Last acts")
        for text, when in side.last_acts:
            yield held(column(Label(text), Label(when, "muted"), gap=0.1))
        filler = QWidget()
        yield filler


def clock_lines(side: Side) -> Iterator[QWidget]:
    """The time left, its bar, what ends it."""
    left = Label(side.left, "timestrip")
    left.set_role("timestrip", side.level)
    yield left
    yield Progress(side.progress / 100, BARS.get(side.level, "muted"))
    yield Label(side.ends, "small")


def table_row(line: Line) -> Row:
    """One row of the table."""
    clock = Cell(line.left, line.ends, line.level) if line.level else Cell(line.left, role="muted")
    attention = line.delivery == "Needs attention"
    return Row(
        line.case_id,
        (
            clock,
            Cell(line.person, line.number, strong=True, ids=True),
            Cell(line.stands, line.next_step, role="text2", bottom_role="accent_text", bottom_strong=True),
            Cell(
                line.delivery,
                icon=DELIVERY_ICONS.get(line.delivery, "hard-drive"),
                role="amber" if attention else "text2",
                strong=attention,
            ),
        ),
        line.spoken,
    )
