"""The case page on screen: clocks, what happened, facts or decision or journal, next step.

At release due two buttons take the place of everything but what happened.
"""

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QStackedWidget, QWidget
from typing_extensions import override

from desktop.ui import theme
from desktop.ui.case.blocks import ClockCards, DueRegion, decision_block, fact_block, happened_line
from desktop.ui.case.state import CaseState, FactGroup
from desktop.ui.pane import Pane
from desktop.ui.parts import Parts, held, section, why_lines
from desktop.ui.widgets import Button, Card, Flow, IconText, Label, NoticeLine, Rule, Tabs, TwoPane, column, row


class CaseView(QWidget):
    """`tab_chosen(code)`, `next_asked()`, `fact_asked(field)`, `event_asked()`, `note_asked()`, `why_asked()`,
    `release_asked()`, `show_asked()`, `propose_asked()`, `correct_asked(entry_id)`.
    """

    tab_chosen = Signal(str)
    next_asked = Signal()
    fact_asked = Signal(str)
    event_asked = Signal()
    note_asked = Signal()
    why_asked = Signal()
    release_asked = Signal()
    show_asked = Signal()
    propose_asked = Signal()
    correct_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._bar = Parts(0)
        self._clocks = ClockCards()
        self._left = Card("What happened", gap=0.4)
        self._count = Label("", "muted")
        self._left.head.addWidget(self._count)
        self._happened = Parts(0.15)
        self._left.body.addWidget(Pane(self._happened), 1)
        self._tabs: Tabs | None = None
        self._codes: tuple[str, ...] = ()
        self._middle = Card(gap=0.5)
        self._content = Parts(0.1)
        self._middle.body.addWidget(Pane(self._content), 1)
        self._acts = self._act_row()
        self._middle.body.addWidget(self._acts)
        self._side = SidePanel()
        self._side.next.clicked.connect(self.next_asked)
        self._side.why_asked.connect(self.why_asked)
        self._due = DueRegion()
        self._top, self._beside = held(column()), held(column(self._due, None))
        self._is_due = False
        self._due.release.clicked.connect(self.release_asked)
        self._due.other.clicked.connect(self.event_asked)
        self._build()

    def show_state(self, state: CaseState) -> None:
        """Draw this."""
        self._bar.show_parts((state.bar, state.incomplete), lambda: self._bars(state))
        self._clocks.show_clocks(state.clocks, state.more_clocks)
        self._count.say(f"{state.entries} entries" if state.entries != 1 else "1 entry")
        self._happened.show_parts(state.happened, lambda: self._events(state))
        self._is_due = state.due is not None
        self._stack.setCurrentIndex(1 if state.due else 0)
        if state.due:
            self._due.show_due(state.due)
        self._place_due()
        self._show_tabs(state)
        self._content.show_parts(self._key(state), lambda: self._body(state))
        self._facts_act.setVisible(state.can_fact)
        self._note_act.setVisible(state.can_note)
        self._side.show_state(state)
        if state.focus and self.isVisible():  # an answer that comes after the person went on takes no focus
            self.first_focus()

    def first_focus(self) -> None:
        """The release at release due, else the next step, else the tabs."""
        if self._is_due:
            self._due.release.setFocus()
        elif not self._side.next.isHidden():
            self._side.next.setFocus()
        elif self._tabs is not None:
            self._tabs.setFocus()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_due()

    def _place_due(self) -> None:
        """The region stands in the place of middle and right; in a narrow window above everything."""
        on_top = self._is_due and theme.is_narrow(self.window().width())
        holder = self._top if on_top else self._beside
        if self._due.parentWidget() is not holder:
            layout = holder.layout()
            if isinstance(layout, QBoxLayout):
                layout.insertWidget(0, self._due)
        self._top.setVisible(on_top)
        self._stack.setVisible(not on_top)

    def _build(self) -> None:
        theme.size(self._left, min_width=11)
        rest = QWidget()
        rest.setLayout(column(TwoPane(self._middle, self._side, (2, 1))))
        self._stack = QStackedWidget()
        self._stack.addWidget(rest)
        self._stack.addWidget(self._beside)
        below = TwoPane(self._left, self._stack, (3, 10))
        self._stack.setProperty("region", "")
        self.setLayout(column(self._top, self._bar, self._clocks, gap=0.75))
        layout = self.layout()
        if layout is not None:
            layout.addWidget(below)
        below.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def _act_row(self) -> QWidget:
        """Add a fact, a note, or what happened; the last is open to everyone."""
        self._facts_act = self._act("fact", "Add a fact", "pencil", lambda: self.fact_asked.emit(""))
        self._note_act = self._act("note", "Add a note", "message-circle", self.note_asked.emit)
        event = self._act("event", "Record what happened", "clock", self.event_asked.emit)
        flow = QWidget()
        layout = Flow(flow)
        for button in (self._facts_act, self._note_act, event):
            layout.addWidget(button)
        return flow

    def _act(self, code: str, text: str, icon: str, act: Callable[[], None]) -> Button:
        button = Button(text, icon)
        button.setObjectName(f"case.{code}")
        button.clicked.connect(act)
        return button

    def _bars(self, state: CaseState) -> Iterator[QWidget]:
        if state.bar:
            line = NoticeLine(state.bar, act="Show", closes=False)
            line.act.setObjectName("case.show")
            line.acted.connect(self.show_asked)
            yield line
        if state.incomplete:
            yield NoticeLine(state.incomplete, closes=False)

    def _events(self, state: CaseState) -> Iterator[QWidget]:
        for place, item in enumerate(state.happened):
            correct = None
            if item.icon == "door-open":
                correct = Button("Correct this", kind="quiet", name=f"Correct this: {item.text}")
                correct.setObjectName(f"case.correct.{item.entry_id}")
                correct.clicked.connect(lambda _=False, ref=item.entry_id: self.correct_asked.emit(ref))
            yield happened_line(item, correct, last=place == len(state.happened) - 1)
        yield spacer()

    def _show_tabs(self, state: CaseState) -> None:
        codes = tuple(code for code, _, _ in state.tabs)
        if codes != self._codes:
            if self._tabs is not None:
                self._tabs.deleteLater()
            self._tabs = Tabs([(code, label) for code, label, _ in state.tabs], "Parts of the case")
            self._tabs.setObjectName("case.tabs")
            self._tabs.chosen.connect(self.tab_chosen)
            self._middle.body.insertWidget(0, self._tabs)
            self._codes = codes
        if self._tabs is None:
            return
        for code, _, count in state.tabs:
            self._tabs.set_count(code, count)
        if self._tabs.code() != state.tab and state.tab in codes:
            self._tabs.blockSignals(True)
            self._tabs.choose(state.tab)
            self._tabs.blockSignals(False)

    def _key(self, state: CaseState) -> object:
        shown = {"facts": state.facts, "decision": state.decisions, "journal": state.journal}
        return (state.case_id, state.tab, shown.get(state.tab), state.can_fact, state.can_propose)

    def _body(self, state: CaseState) -> Iterator[QWidget]:
        if state.tab == "decision":
            yield from self._decisions(state)
        elif state.tab == "journal":
            yield from (happened_line(item, None, last=True) for item in state.journal)
        else:
            yield from self._facts(state.facts, state.can_fact)
        yield spacer()

    def _facts(self, groups: tuple[FactGroup, ...], can_edit: bool) -> Iterator[QWidget]:
        if not groups:
            yield Label("No fact is written yet. Each fact has a source.", "mutedbody")
        for number, group in enumerate(groups):
            if number:
                yield Rule()
            yield section(group.title)
            for line in group.lines:
                yield fact_block(line, self.fact_asked.emit if can_edit else None)

    def _decisions(self, state: CaseState) -> Iterator[QWidget]:
        if not state.decisions:
            yield Label("Nothing is proposed yet.", "mutedbody")
        if state.can_propose:
            button = Button("Propose: custody or release", "scale")
            button.setObjectName("case.propose")
            button.clicked.connect(self.propose_asked)
            yield held(row(button, None))
        for line in state.decisions:
            yield Rule()
            yield from decision_block(line)


class SidePanel(Card):
    """Next step, why can't I, who to call, and how much of this case was received."""

    why_asked = Signal()

    def __init__(self) -> None:
        super().__init__(gap=0.55)
        self.setAccessibleName("Next step")
        self._step = Label("")
        self.next = Button("", "arrow-right", "Ctrl Enter", "primary")
        self.next.setObjectName("case.next")
        self._why = Parts(0.55)
        self._calls = Parts(0.5)
        self._delivery = IconText("hard-drive", "", "text2")
        inside = column(section("Next step"), self._step, self.next, Rule(), self._why, gap=0.55)
        for widget in (Rule(), section("Who to call"), self._calls):
            inside.addWidget(widget)
        inside.addStretch(1)
        inside.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(Pane(held(inside)), 1)
        self.body.addWidget(Rule())
        self.body.addWidget(self._delivery)

    def show_state(self, state: CaseState) -> None:
        """Draw the panel."""
        self._step.say(state.next_step or "Nothing now.")
        self.next.setVisible(bool(state.next_label))
        self.next.say(state.next_label)
        self._why.show_parts((state.blocked, state.passed), lambda: self._reasons(state))
        self._calls.show_parts(state.calls, lambda: self._phones(state))
        icon = "check" if "saved here" not in state.delivery else "hard-drive"
        self._delivery.say(state.delivery, icon="circle-alert" if "attention" in state.delivery else icon)

    def _reasons(self, state: CaseState) -> Iterator[QWidget]:
        show = Button("Show", kind="quiet", name="Show why can’t I")
        show.setObjectName("case.why")
        show.clicked.connect(self.why_asked)
        return why_lines(state.blocked[:4], state.passed, show)

    def _phones(self, state: CaseState) -> Iterator[QWidget]:
        if not state.calls:
            yield Label("No number is in the pack.", "mutedbody")
        for label, phone in state.calls:
            yield held(column(Label(label, "strong"), Label(phone), gap=0.05))


def spacer() -> QWidget:
    """Takes the height that is left, so that lines stand at the top."""
    widget = QWidget()
    widget.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
    return widget
