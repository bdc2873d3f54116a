"""The review of an ICE supervisor: the queue, one request, and its answer with reasons.

The three answers are equal and none is preset; a reason is always required. What the rules refuse stands beside its
field. Approving a proposal moves no state and is no authority to hold (kinds.md section 2).
"""

from collections.abc import Mapping
from dataclasses import replace

from typing_extensions import override

from desktop.actions.answer_review import answer_review
from desktop.domain.problems import Problem
from desktop.domain.review import ReviewForm, validate
from desktop.models import queries
from desktop.models.changes import Changed
from desktop.models.queries import DraftRow, ReviewPage, ReviewRow
from desktop.ui import phrases, words
from desktop.ui.case.presenter import case_head
from desktop.ui.case.state import PROPOSALS, pin_words
from desktop.ui.drafts import DraftKeeper
from desktop.ui.nav import Head, Nav, Place, Runner
from desktop.ui.presenting import Here, Once, Presenter
from desktop.ui.reasons import blocked, passed
from desktop.ui.review import state as say
from desktop.ui.review.state import ReviewState

EMPTY = ReviewForm()


class ReviewPresenter(Presenter[ReviewState]):
    """Holds the queue, and the request that is open with the answer being written."""

    def __init__(self, tasks: Runner, nav: Nav, here: Here) -> None:
        super().__init__(tasks, nav, here)
        self._queue: tuple[ReviewRow, ...] = ()
        self._page: ReviewPage | None = None
        self._form = EMPTY
        self._problems: dict[str, str] = {}
        self._busy = False
        self._saved = ""
        self._chosen = ""
        self._once = Once(lambda: tasks.read(queries.review_queue(), self._read_queue))
        self._draft = DraftKeeper(tasks, "review", self._as_draft, self)
        self._draft.told = self._draft_told

    @override
    def open(self, place: Place) -> None:
        """The queue, or one request of it."""
        request_id = place.request_id or str(place.at if place.screen == "review" else "")
        if request_id and request_id == self.place.request_id and self._page is not None:
            self._draw(fresh=True)
            return
        self.place = replace(place, request_id=request_id)
        self._page, self._form, self._problems, self._busy, self._saved = None, EMPTY, {}, False, ""
        self._draft.start(place.case_id)
        if request_id:
            self._form = replace(EMPTY, badge=self.here.badge)
            self.tasks.read(queries.review_page(request_id), self._read)
        else:
            self.refresh()

    def refresh(self) -> None:
        """Read the queue (F5), or the open request, again."""
        if self.place.request_id:
            self.tasks.read(queries.review_page(self.place.request_id), self._read_again)
        self._once.afresh()

    def choose(self, request_id: str) -> None:
        """A row of the queue has the focus: F8 and F9 mean it."""
        self._chosen = request_id
        if not self.place.request_id:
            self.place = replace(self.place, case_id=self._case_of(request_id))
        self._tell_head()

    def open_request(self, request_id: str) -> None:
        """Enter on a row of the queue."""
        row = next((row for row in self._queue if row.request_id == request_id), None)
        if row is not None:
            self.nav.open(Place("review", case_id=row.case_id, request_id=request_id))

    def answer(self, code: str) -> None:
        """Approve, return, or decline."""
        self._edit(replace(self._form, answer=code), redraw=True)

    def write(self, field: str, text: str) -> None:
        """Reason, title, badge or authority, as it is typed."""
        given = {"reason": self._form.reason, "title": self._form.title, "badge": self._form.badge}
        given |= {"authority": self._form.authority, field: text}
        form = ReviewForm(self._form.answer, given["reason"], self._form.pinned, given["title"], given["badge"])
        self._edit(replace(form, authority=given["authority"]), field)

    def pin(self, ref: str, text: str) -> None:
        """Pin a reason to a fact or a piece of evidence; an empty text takes it off."""
        others = tuple(pin for pin in self._form.pinned if pin[1] != ref)
        entry = self._page.decision.entry_id if self._page else ""
        kept = (*others, (entry, ref, text.strip())) if text.strip() else others
        self._edit(replace(self._form, pinned=kept), redraw=True)

    def save_draft(self) -> None:
        self._draft.save()

    @override
    def leave(self) -> None:
        self._draft.save()

    @override
    def primary(self) -> None:
        """On the queue: open the chosen request. On a request: give the answer."""
        if self._page is None:
            self.open_request(self._chosen)
            return
        problems = validate(self._form)
        if self._page.cannot or self._busy:
            return
        if problems:
            self._problems = {p.field: p.detail or p.title for p in problems}
            self._draw()
            return
        self._busy = True
        operation = answer_review(self._page.row.request_id, self._form)
        self._draft.record(operation, self._answered, self._refused)

    @override
    def changed(self, changed: Changed) -> None:
        if changed.by is self:
            return
        self._once.ask()
        if self._page is not None and self._page.case.case_id in changed.case_ids:
            self.tasks.read(queries.review_page(self.place.request_id), self._read_again)

    @override
    def tick(self) -> None:
        self._draw()

    def _case_of(self, request_id: str) -> str:
        return next((row.case_id for row in self._queue if row.request_id == request_id), "")

    def _edit(self, form: ReviewForm, field: str = "", redraw: bool = False) -> None:
        if form == self._form:
            return
        self._form = form
        self._problems = {} if redraw else {k: v for k, v in self._problems.items() if k != field}
        self._draft.touched()
        self._draw(fresh=False)

    def _as_draft(self) -> Mapping[str, object]:
        form = self._form
        pinned = [list(pin) for pin in form.pinned]
        texts = {"answer": form.answer, "reason": form.reason, "title": form.title, "badge": form.badge}
        return {**texts, "authority": form.authority, "pinned": pinned, "request_id": self.place.request_id}

    def _read_queue(self, rows: tuple[ReviewRow, ...]) -> None:
        self._once.done()
        self._queue = say.ordered(tuple(rows))
        self.here.count("review", len(rows))
        if self._chosen not in {row.request_id for row in self._queue}:
            meant = [row for row in self._queue if row.case_id == self.place.case_id] or self._queue
            self._chosen = meant[0].request_id if meant else ""
        self._tell_head()
        self._draw()

    def _read(self, page: ReviewPage) -> None:
        self._page = page
        self.tasks.read(queries.drafts_of_me(), self._reopen)

    def _read_again(self, page: ReviewPage) -> None:
        if page.row.request_id == self.place.request_id:
            self._page = page
            self._draw()

    def _reopen(self, rows: tuple[DraftRow, ...]) -> None:
        request = self.place.request_id
        row = next((r for r in rows if r.kind == "review" and r.form.get("request_id") == request), None)
        if row is not None:
            self._form = form_from(row.form)
            self._draft.start(row.case_id, row.id)
            self._saved = phrases.joined("Draft", phrases.when(row.saved_at, self.here.now(), self.here.zone))
        self._tell_head()
        self._draw(fresh=True)

    def _answered(self, _: object) -> None:
        self._page, self._form, self._busy = None, EMPTY, False
        self.nav.open(Place("review"))

    def _refused(self, problem: Problem) -> None:
        self._busy = False
        self._problems = {problem.field: phrases.problem(problem.title, problem.detail, problem.code)}
        self._draw()

    def _draft_told(self, problem: Problem | None) -> None:
        now = words.clock_time(self.here.now(), self.here.zone)
        self._saved = phrases.not_saved(problem.title, problem.code) if problem else f"Draft, saved here {now}"
        self._draw()

    def _tell_head(self) -> None:
        if self._page is not None:
            self.nav.set_head(page_head(self._page, say.queue_line(self._page.row, self.here.now()), self.here))
            return
        row = next((row for row in self._queue if row.request_id == self._chosen), None)
        waiting = phrases.count(len(self._queue), "proposal waits for you", "proposals wait for you")
        self.nav.set_head(
            Head(
                title="Review",
                subtitle=phrases.joined(words.long_moment(self.here.now(), self.here.zone), waiting),
                case_id=row.case_id if row else "",
                person=row.title if row else "",
                release_word=self.here.release_word,
            )
        )

    def _draw(self, fresh: bool = False) -> None:
        now, page, form = self.here.now(), self._page, self._form
        pins = {code: text for _, code, text in form.pinned}
        self._show(
            ReviewState(
                queue=tuple(say.queue_line(row, now) for row in self._queue),
                empty="" if self._queue else "Nothing waits for you. New proposals arrive by themselves.",
                page=page is not None,
                groups=say.groups(page, pins) if page else (),
                narrative=page.decision.form.reason if page else "",
                changes=changed_words(page),
                narrative_note=PROPOSALS.get(page.decision.form.proposal, "") if page else "",
                earlier=say.earlier_answers(page, now, self.here.zone) if page else (),
                cannot=page.cannot if page else "",
                gates=blocked(page.case) if page else (),
                passed=passed(page.case) if page else 0,
                answers=say.ANSWERS,
                answer=form.answer,
                reason=form.reason,
                pins=tuple((pin_words(code), text) for code, text in pins.items()),
                title=form.title,
                badge=form.badge,
                authority=form.authority,
                problems=dict(self._problems),
                primary=primary_words(form.answer, page),
                blocked=blocked_words(form, page),
                saved=self._saved,
                fresh=fresh,
                busy=self._busy,
                chosen=self._chosen,
            )
        )


def form_from(data: Mapping[str, object]) -> ReviewForm:
    """The answer that was being written."""
    texts = {name: str(data.get(name, "")) for name in ("answer", "reason", "title", "badge", "authority")}
    pins = data.get("pinned")
    pinned = tuple((str(ref), str(code), str(text)) for ref, code, text in pins) if isinstance(pins, list) else ()
    return ReviewForm(**texts, pinned=pinned)


def page_head(page: ReviewPage, line: say.QueueLine, here: Here) -> Head:
    """The head of one request; F9 on ICE's pages orders a release."""
    what = "Proposal, sent again after return" if page.row.again else "Proposal"
    head = case_head(page.case, here)
    return Head(
        title=head.title,
        subtitle=phrases.joined(what, page.case.subtitle, line.agency),
        case_id=page.case.case_id,
        person=head.person,
        note=f"Waiting {line.waiting} {line.limit}".strip(),
        release_word=head.release_word,
    )


def changed_words(page: ReviewPage | None) -> str:
    """What is other than in the proposal that was returned; "" for a first one."""
    return f"Changed since you returned it: {'; '.join(page.changed)}." if page and page.changed else ""


def primary_words(answer: str, page: ReviewPage | None) -> str:
    """What Ctrl+Enter does, in the words of the chosen answer."""
    by = page.decision.by if page else "the officer"
    return {"approve": "Approve", "return": f"Return to {by}", "decline": "Decline"}.get(answer, "Give your answer")


def blocked_words(form: ReviewForm, page: ReviewPage | None) -> str:
    """Why the primary act is blocked now; "" when it is not."""
    if page is None:
        return ""
    if page.cannot:
        return page.cannot
    problems = validate(form)
    return f"Blocked: {(problems[0].detail or problems[0].title)}" if problems else ""
