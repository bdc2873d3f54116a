"""The proposal on screen: factors at the left, evidence side by side, the reason, three equal proposals.

It draws a state and speaks. It presets nothing and shows no number that could be read as a score.
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import theme
from desktop.ui.case.blocks import answer_card
from desktop.ui.decision.evidence import EvidenceColumn
from desktop.ui.decision.state import NO_SCORE, DecisionState, Step
from desktop.ui.entry_button import EntryButton
from desktop.ui.pane import Pane
from desktop.ui.parts import Parts, held
from desktop.ui.pause import Pause
from desktop.ui.widgets import Button, Card, ChoiceRow, IconText, Label, LineField, TextArea, TwoPane, column, row

MARKS = {"done": "circle-check", "open": "circle", "refer": "arrow-up-right"}
PROPOSE = (
    ("custody", "Propose custody"),
    ("release_conditions", "Propose release with conditions"),
    ("release", "Propose release"),
)
SPOKEN = {"done": "done", "open": "open", "refer": "refer to ICE"}


class DecisionView(QWidget):
    """`step_chosen(code)`, `answered(item, value)`, `evidence_added(side, text, source, standing)`,
    `evidence_removed(number)`, `none_chosen(bool)`, `reason_typed(text)`, `proposed(code)`, `second_typed(name)`,
    `decision_confirmed()`, `paused()`.
    """

    step_chosen = Signal(str)
    answered = Signal(str, str)
    evidence_added = Signal(str, str, str, str)
    evidence_removed = Signal(int)
    none_chosen = Signal(bool)
    reason_typed = Signal(str)
    proposed = Signal(str)
    second_typed = Signal(str)
    decision_confirmed = Signal()
    paused = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.pause = Pause(self)
        self.pause.paused.connect(self.paused)
        self.steps = StepList()
        self.steps.chosen.connect(self.step_chosen)
        self._heading, self._question = Label("", "title"), Label("", "text2")
        self._returned = Parts(0.5)
        self._vulnerable = Parts(0.8)
        self._answers: dict[str, ChoiceRow] = {}
        self._vulnerable_card = Card("First of all")
        self._vulnerable_card.body.addWidget(self._vulnerable)
        self.held_for, self.against = EvidenceColumn("for"), EvidenceColumn("against")
        self._columns = held(row(self.held_for, self.against, gap=0.9))
        self._none = Button("No evidence found", "circle")
        self._none.setObjectName("decision.none_found")
        self._none.setCheckable(True)
        self.reason = TextArea("Your reason, in your words", lines=4)
        self.reason.control.setObjectName("decision.reason")
        self._ok = IconText("check", "", "muted")
        self._reason_card = Card()
        self._national = Parts(0.6)
        self._national_card = Card("Refer to ICE")
        self._proposals = ChoiceRow("", PROPOSE, keys="", columns=3)
        self.second = LineField(
            "Second person", "Against the listed evidence: who read your reason first.", icon="user"
        )
        self.second.control.setObjectName("decision.second_reviewer")
        self._missing = Label("", "smallstrong", measure=60)
        self.confirm = Button("Record and send to ICE", "check", "Ctrl Enter", "primary")
        self.confirm.setObjectName("decision.confirm")
        self._build()
        self._join()

    def show_state(self, state: DecisionState) -> None:
        """Draw this; the reason keeps what is typed unless the state is fresh."""
        self.steps.show_steps(state.steps, state.step)
        self._heading.say(state.title)
        self._question.say(state.question)
        self._returned.show_parts(state.returned, lambda: map(answer_card, state.returned))
        self._vulnerable_card.setVisible(state.step == "vulnerabilities")
        items = tuple(item for item, _, _ in state.vulnerabilities)
        self._vulnerable.show_parts(items, lambda: self._questions(state))
        for item, _, answer in state.vulnerabilities:
            self._answers[item].choose(answer)
        self._show_evidence(state)
        self._show_reason(state)
        self._national_card.setVisible(state.step == "national")
        self._national.show_parts(state.calls, lambda: self._calls(state))
        self._proposals.choose(state.proposal)
        self.second.setVisible(state.second_asked)
        if state.fresh:
            self.second.set_text(state.second_reviewer)
        self._missing.say(state.missing)
        self.confirm.say(state.primary)
        self.confirm.set_kind("blocked" if state.missing else "primary")
        if not self.isVisible():
            return
        if state.focus:
            self.first_focus()
        elif state.to_open:
            self._first_open(state).setFocus(Qt.FocusReason.OtherFocusReason)

    def first_focus(self) -> None:
        """The step that is open."""
        self.steps.focus_current()

    def _first_open(self, state: DecisionState) -> QWidget:
        """Where the hand belongs on a step that misses something."""
        unanswered = [item for item, _, answer in state.vulnerabilities if not answer]
        if unanswered:
            return self._answers[unanswered[0]].control
        if state.columns and not state.none_found and not any(each.count for each in state.columns):
            return self.held_for.lines.text.control
        return self.reason.control if state.proposal or state.columns else self._proposals.control

    def pause_now(self) -> None:
        """The view goes: save what is typed."""
        self.pause.now()

    def _build(self) -> None:
        self._reason_card.body.addWidget(self.reason, 1)
        self._reason_card.body.addWidget(self._ok)
        self._national_card.body.addWidget(self._national)
        head = row(self._heading, self._question, gap=0.75)
        head.setStretch(1, 1)
        head.setAlignment(self._question, Qt.AlignmentFlag.AlignBottom)
        right = column(self._returned, gap=0.75)
        right.addLayout(head)
        for widget in (self._vulnerable_card, self._national_card, self._columns):
            right.addWidget(widget)
        right.addLayout(row(self._none, None))
        right.addWidget(self._reason_card, 100)
        right.addWidget(self._proposal_card())
        right.addStretch(1)
        theme.size(self.steps, min_width=14)
        self.reason.keep_low()
        inside = held(right)
        pane = Pane(inside)
        self.setLayout(column(TwoPane(self.steps, pane, (3, 10))))
        pane.setProperty("region", None)

    def _proposal_card(self) -> Card:
        card = Card("Your proposal for this person", gap=0.6)
        for code in ("custody", "release_conditions", "release"):
            self._proposals.option(code).setObjectName(f"decision.proposal.{code}")
        card.body.addWidget(self._proposals)
        card.body.addWidget(self.second)
        words = column(
            self._missing,
            Label("Against the listed evidence? A second person reads your reason first.", "small"),
            gap=0.2,
        )
        foot = row(gap=0.9)
        foot.addLayout(words, 1)
        foot.addWidget(self.confirm, 0, Qt.AlignmentFlag.AlignVCenter)
        card.body.addLayout(foot)
        return card

    def _join(self) -> None:
        for side in (self.held_for, self.against):
            side.added.connect(self.evidence_added)
            side.removed.connect(self.evidence_removed)
            side.cited.connect(self._cite)
        self._none.clicked.connect(self.none_chosen)
        self.reason.edited.connect(self.reason_typed)
        self.reason.edited.connect(self.pause.typed)
        self._proposals.chosen.connect(self.proposed)
        self._proposals.chosen.connect(self.pause.typed)
        self.second.edited.connect(self.second_typed)
        self.second.edited.connect(self.pause.typed)
        self.confirm.clicked.connect(self.decision_confirmed)
        self.pause.watch(self.reason.control)
        self.pause.watch(self.second.control)
        for signal in (self.answered, self.evidence_added, self.evidence_removed, self.none_chosen):
            signal.connect(self.pause.typed)

    def _cite(self, number: int) -> None:
        """Write [n] where the cursor of the reason stands."""
        self.reason.edit.insertPlainText(f"[{number}]")
        self.reason.edit.setFocus()

    def _show_evidence(self, state: DecisionState) -> None:
        here = bool(state.columns)
        self._columns.setVisible(here)
        self._none.setVisible(here and not any(column.count for column in state.columns))
        self._none.setChecked(state.none_found)
        self._none.say("No evidence found", icon="circle-check" if state.none_found else "circle")
        self._none.setAccessibleName(f"No evidence found, {'said' if state.none_found else 'not said'}")
        if here:
            self.held_for.show_column(state.columns[0], state.standings)
            self.against.show_column(state.columns[1], state.standings)
            for side in (self.held_for, self.against):
                side.setVisible(not state.none_found)

    def _show_reason(self, state: DecisionState) -> None:
        asked = state.step == "proposal" or (bool(state.columns) and not state.none_found)
        self._reason_card.setVisible(asked)
        if state.fresh or self.reason.text() != state.reason:
            self.reason.set_text(state.reason)
        self.reason.set_note(state.reason_line)
        self.reason.set_problem(state.problem)
        self._ok.say(state.reason_ok, icon="check" if state.reason_ok.startswith("Cites") else "info")

    def _questions(self, state: DecisionState) -> Iterator[QWidget]:
        for item, label, _ in state.vulnerabilities:
            options = (("yes", "Yes"), ("no", "No"), ("unknown", "Unknown"))
            choice = ChoiceRow(label, options, keys="YNU")
            self._answers[item] = choice
            choice.chosen.connect(lambda code, item=item: self.answered.emit(item, code))
            for code, _ in options:
                choice.option(code).setObjectName(f"decision.{item}.{code}")
            yield choice

    def _calls(self, state: DecisionState) -> Iterator[QWidget]:
        yield Label("Fieldcase has no field and no flag for this. Call ICE; they take it from there.", measure=60)
        for label, phone in state.calls or (("ICE duty line", "the number is in your policy pack"),):
            yield held(column(Label(label, "strong"), Label(phone, "section", ids=True), gap=0.1))


class StepList(Card):
    """The factors in their order, each with what is done; Up and Down move, Enter or a click opens."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__("Factors", gap=0.4)
        self._parts = Parts(0.3)
        self._buttons: dict[str, EntryButton] = {}
        self._current = ""
        self.body.addWidget(self._parts)
        self.body.addStretch(1)
        self.body.addWidget(Label(NO_SCORE, "smallstrong"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def show_steps(self, steps: tuple[Step, ...], current: str) -> None:
        """Draw the list; `current` is open."""
        self._current = current
        self._parts.show_parts(tuple(step.code for step in steps), lambda: self._make(steps))
        for step in steps:
            here = step.code == current
            spoken = f"{step.label}, {step.sub}, {'open now' if here else SPOKEN[step.mark]}"
            self._buttons[step.code].show_entry(step.label, step.sub, mark(step, here), here, spoken)

    def focus_current(self) -> None:
        """Give the focus to the open step."""
        if self._current in self._buttons:
            self._buttons[self._current].setFocus()

    def _make(self, steps: tuple[Step, ...]) -> Iterator[QWidget]:
        for step in steps:
            button = EntryButton(f"decision.step.{step.code}")
            button.clicked.connect(lambda _=False, code=step.code: self.chosen.emit(code))
            self._buttons[step.code] = button
            yield button


def mark(step: Step, here: bool) -> str:
    """The icon of a step: the pencil where a person writes now."""
    return "pencil" if here and step.mark == "open" else MARKS[step.mark]
