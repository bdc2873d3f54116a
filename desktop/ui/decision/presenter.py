"""The proposal of an officer: custody, release with conditions or release, with evidence for and against.

Used again to answer a return: the reviewer's reasons stand pinned above, and the new proposal corrects the earlier
one. The rules are `domain.decision.validate`; this presenter only says beside each field what they miss. It knows no
score and presets nothing.
"""

from collections.abc import Mapping

from typing_extensions import override

from desktop.actions.record_decision import record_decision
from desktop.domain.decision import (
    FACTORS,
    VULNERABILITIES,
    DecisionForm,
    against_evidence,
    from_data,
    to_data,
    validate,
)
from desktop.domain.problems import Problem
from desktop.models import queries
from desktop.models.changes import Changed
from desktop.models.queries import CasePage, DecisionRow, DraftRow
from desktop.ui import phrases, words
from desktop.ui.case.presenter import case_head
from desktop.ui.case.state import PROPOSALS, AnswerLine, decision_line
from desktop.ui.decision import state as say
from desktop.ui.decision.form import FormEditor, empty_form
from desktop.ui.decision.state import DecisionState
from desktop.ui.drafts import DraftKeeper
from desktop.ui.nav import Head, Nav, Place, Runner
from desktop.ui.presenting import Here, Presenter


class DecisionPresenter(Presenter[DecisionState]):
    """Holds the case, the form being written and, when a return is answered, the proposal it corrects."""

    def __init__(self, tasks: Runner, nav: Nav, here: Here) -> None:
        super().__init__(tasks, nav, here)
        self.edit = FormEditor(self._edited)
        self._page: CasePage | None = None
        self._returned: DecisionRow | None = None
        self._problem: Problem | None = None
        self._busy = False
        self._saved = ""
        self._draft = DraftKeeper(tasks, "decision", self._as_draft, self)
        self._draft.told = self._draft_told

    @override
    def open(self, place: Place) -> None:
        """A case's proposal: its draft if there is one, the returned proposal, or an empty form."""
        if place.case_id == self.place.case_id and self._page is not None:
            self.place = place
            self.tasks.read(queries.case_page(place.case_id), self._read_again)
            return
        self.place, self._page, self._returned = place, None, None
        self.edit.load(empty_form())
        self.edit.step = "vulnerabilities"
        self._problem, self._saved, self._busy = None, "", False
        self._draft.start(place.case_id)
        self.tasks.read(queries.case_page(place.case_id), self._read)

    def choose_step(self, code: str) -> None:
        """Vulnerabilities, a factor, national security, or the proposal."""
        self.edit.step = code
        self._draw(fresh=True)

    def save_draft(self) -> None:
        self._draft.save()

    @override
    def leave(self) -> None:
        self._draft.save()

    @override
    def primary(self) -> None:
        """Record the proposal and ask for its review; if something is missing, go where it is."""
        if self._busy or self._page is None:
            return
        problems = validate(self.edit.form)
        if problems:
            self._problem = problems[0]
            self.edit.step = step_of(problems[0])
            self._draw(fresh=True, to_open=True)
            return
        self._busy = True
        corrects = self._returned.entry_id if self._returned else ""
        operation = record_decision(self._page.case_id, self.edit.form, corrects=corrects)
        self._draft.record(operation, self._recorded, self._refused)
        self._draw()

    @override
    def changed(self, changed: Changed) -> None:
        if self._page is not None and self._page.case_id in changed.case_ids and changed.by is not self:
            self.tasks.read(queries.case_page(self._page.case_id), self._read_again)

    def _edited(self, redraw: bool) -> None:
        self._draft.touched()
        self._problem = None
        self._draw(fresh=redraw)

    def _as_draft(self) -> Mapping[str, object]:
        return {**to_data(self.edit.form), "step": self.edit.step}

    def _read(self, page: CasePage) -> None:
        if page.case_id != self.place.case_id:
            return
        self._take(page)
        self.edit.load(self._returned.form if self._returned else empty_form())
        if self._returned:
            self.edit.step = "proposal"  # all of it stands; the answer to ICE is written here
        self.tasks.read(queries.drafts_of_me(), self._reopen)

    def _read_again(self, page: CasePage) -> None:
        """The case moved under the form: its head and the pinned reasons follow, the typed text stays."""
        if page.case_id == self.place.case_id:
            self._take(page)
            self._draw()

    def _take(self, page: CasePage) -> None:
        self._page, self._returned = page, returned(page)

    def _reopen(self, rows: tuple[DraftRow, ...]) -> None:
        case_id = self.place.case_id
        row = next((row for row in rows if row.kind == "decision" and row.case_id == case_id), None)
        if row is not None:
            form = dict(row.form)
            self.edit.step = str(form.pop("step", "vulnerabilities"))
            self.edit.load(from_data(form))
            self._draft.start(case_id, row.id)
            self._saved = saved_words(row, self.here)
        self._draw(fresh=True, focus=self._returned is None, to_open=self._returned is not None)

    def _recorded(self, _: object) -> None:
        case_id = self.place.case_id
        self._page, self._busy, self.place = None, False, Place("")
        self.nav.open(Place("case", case_id=case_id))

    def _refused(self, problem: Problem) -> None:
        self._busy, self._problem = False, problem
        self._draw()

    def _draft_told(self, problem: Problem | None) -> None:
        now = words.clock_time(self.here.now(), self.here.zone)
        self._saved = phrases.not_saved(problem.title, problem.code) if problem else f"Draft, saved here {now}"
        self._draw()

    def _draw(self, fresh: bool = False, focus: bool = False, to_open: bool = False) -> None:
        page, edit = self._page, self.edit
        if page is None:
            return
        problems = validate(edit.form)
        self.nav.set_head(self._head(page))
        texts = FACTORS.get(edit.step)
        self._show(
            DecisionState(
                step=edit.step,
                steps=say.steps(edit, problems),
                title=texts.label if texts else dict(TITLES)[edit.step],
                question=texts.question if texts else QUESTIONS[edit.step],
                columns=say.columns(edit.form, edit.step),
                standings=say.STANDINGS if edit.step == "threat" else (),
                none_found=bool(texts) and edit.form.factors[edit.step].none_found,
                vulnerabilities=answers(edit.form) if edit.step == "vulnerabilities" else (),
                reason=edit.reason(),
                reason_label="Your reason, in your words",
                reason_line=say.reason_line(edit.reason()),
                reason_ok=say.reason_ok(edit.reason()),
                problem=self._problem_here(),
                proposal=edit.form.proposal,
                proposals=tuple(PROPOSALS.items()),
                second_reviewer=edit.form.second_reviewer,
                second_asked=against_evidence(edit.form),
                missing=say.missing(problems),
                calls=tuple((row.label, row.phone) for row in page.calls),
                returned=self._pinned(),
                primary="Send the answer" if self._returned else "Record and send to ICE",
                saved=self._saved,
                fresh=fresh,
                busy=self._busy,
                focus=focus,
                to_open=to_open,
            )
        )

    def _problem_here(self) -> str:
        problem = self._problem
        if problem is None or (problem.field and step_of(problem) != self.edit.step):
            return ""
        return f"{problem.detail or problem.title} ({problem.code})"

    def _pinned(self) -> tuple[AnswerLine, ...]:
        if self._returned is None:
            return ()
        return decision_line(self._returned, self.here.now(), self.here.zone).answers[-1:]

    def _head(self, page: CasePage) -> Head:
        title = "Answer the return" if self._returned else "Propose: custody or release"
        head = case_head(page, self.here)
        return Head(
            title=title,
            subtitle=phrases.joined(page.title, page.subtitle, self._saved),
            case_id=page.case_id,
            person=head.person,
            release_word=head.release_word,
        )


TITLES = (
    ("vulnerabilities", "Vulnerabilities"),
    ("national", "National security"),
    ("proposal", "Your proposal"),
)
QUESTIONS = {
    "vulnerabilities": "first of all: what must everyone who decides know?",
    "national": "no field and no flag here: refer it to ICE by telephone",
    "proposal": "in your words, what follows from the evidence?",
}


def answers(form: DecisionForm) -> tuple[tuple[str, str, str], ...]:
    """Every vulnerability as (item, label, answer)."""
    return tuple((item, label, form.vulnerabilities.get(item, "")) for item, label in VULNERABILITIES.items())


def returned(page: CasePage) -> DecisionRow | None:
    """The newest proposal, if its last answer is a return; then this form answers it."""
    newest = max(page.decisions, key=lambda row: row.at, default=None)
    if newest is None or not newest.answers or newest.answers[-1].answer != "return":
        return None
    return newest


def step_of(problem: Problem) -> str:
    """Where a problem is put right."""
    if problem.field.startswith("vulnerabilities"):
        return "vulnerabilities"
    return next((code for code in FACTORS if say.concerns(problem, code)), "proposal")


def saved_words(row: DraftRow, here: Here) -> str:
    """The line of a draft that was reopened."""
    if row.saved_at is None:
        return "Draft"
    return f"Draft, saved here {phrases.when(row.saved_at, here.now(), here.zone)}"
