"""The screens and drawers of the window: each view joined to its presenter.

The window is built with what `build_screens` and `build_drawers` answer and decides nothing itself. Which screens a
role has stands here; what a role may never do is absent (screens.md section 2).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from desktop.domain.problems import Problem
from desktop.models.queries import MeRow
from desktop.ui.attention.presenter import AttentionPresenter
from desktop.ui.attention.view import AttentionView
from desktop.ui.case.presenter import CasePresenter
from desktop.ui.case.roads import CaseRoads
from desktop.ui.case.view import CaseView
from desktop.ui.decision.presenter import DecisionPresenter
from desktop.ui.decision.view import DecisionView
from desktop.ui.encounter.presenter import EncounterPresenter
from desktop.ui.encounter.view import EncounterView
from desktop.ui.help.presenter import HelpPresenter
from desktop.ui.help.view import HelpView
from desktop.ui.journal.presenter import JournalPresenter, Verify
from desktop.ui.journal.view import JournalView
from desktop.ui.nav import Nav, Place, Runner
from desktop.ui.ports import Act, Ports, Screen
from desktop.ui.presenting import FACTS, NOTES, Here, no_count
from desktop.ui.review.presenter import ReviewPresenter
from desktop.ui.review.view import ReviewView
from desktop.ui.settings.view import settings_screen
from desktop.ui.sync.presenter import SyncPresenter
from desktop.ui.sync.view import SyncView
from desktop.ui.worklist.presenter import WorklistPresenter, new_label
from desktop.ui.worklist.view import WorklistView

LISTS = {
    "WSO": ("Warrants", "scroll-text"),
    "CUSTODY": ("Custody", "door-open"),
    "SHIFT_COMMANDER": ("Custody", "door-open"),
    "ICE_SUPERVISOR": ("Custody", "door-open"),
}


def here_from(me: MeRow, ports: Ports, facility: str = "", count: Callable[[str, int], None] = no_count) -> Here:
    """Who sits here. facility: id of the named jail, "" in the field; count: the window's `set_count`."""
    return Here(ports.now, ports.zone, me.role, me.person, me.name, me.badge, me.model, me.place, facility, count)


def build_screens(
    tasks: Runner, road: Callable[[str], Nav], ports: Ports, here: Here, verify: Verify | None = None
) -> list[Screen]:
    """Every screen of this role, in the order of the rail. The first is what the window opens on.

    road(name): the way from that screen, as the window gives it. verify: checks a case's journal, if there is a port.
    """
    lists = [worklist(tasks, road("worklist"), here)]
    if here.reviews:
        lists = [review(tasks, road("review"), here), *lists]
    elif new_label(here):
        lists += [encounter(tasks, road("encounter"), here)]
    work = [case(tasks, road("case"), here)]
    if here.role in FACTS and not here.warrants_only:
        work.append(decision(tasks, road("decision"), here))
    return [
        *lists,
        attention(tasks, road("attention"), here),
        sync(tasks, road("sync"), here, ports),
        journal(tasks, road("journal"), here, verify),
        *work,
        settings_screen(tasks, road("settings"), here, ports),
        help_screen(tasks, road("help"), here),
    ]


def worklist(tasks: Runner, nav: Nav, here: Here) -> Screen:
    """The list of cases, with its panel at the right."""
    view, presenter = WorklistView(), WorklistPresenter(tasks, nav, here)
    presenter.attach(view.show_state)
    view.case_opened.connect(presenter.open_case)
    view.case_chosen.connect(presenter.choose)
    view.tab_chosen.connect(presenter.choose_tab)
    view.show_asked.connect(presenter.refresh)
    view.more_asked.connect(presenter.more)
    view.draft_opened.connect(presenter.open_draft)
    view.release_asked.connect(lambda case_id: nav.drawer("release", Place("worklist", case_id=case_id)))
    label, icon = LISTS.get(here.role, ("Worklist", "list-checks"))
    verbs = {"show_changed": presenter.refresh, "release": presenter.let_go}
    return Screen("worklist", label, icon, view, presenter, side=view.side, verbs=verbs)


def encounter(tasks: Runner, nav: Nav, here: Here) -> Screen:
    """New encounter, or booking."""
    view, presenter = EncounterView(here.now, here.zone), EncounterPresenter(tasks, nav, here)
    presenter.attach(view.show_state)
    view.typed.connect(presenter.typed)
    view.paused.connect(presenter.save_draft)
    view.save_asked.connect(presenter.primary)
    icon = "user-plus" if here.books else "plus"
    verbs = {"save_draft": presenter.save_draft, "release": presenter.end_stop} if not here.books else {}
    return Screen("encounter", new_label(here), icon, view, presenter, short="New", verbs=verbs)


def case(tasks: Runner, nav: Nav, here: Here) -> Screen:
    """One case."""
    view, presenter = CaseView(), CasePresenter(tasks, nav, here)
    presenter.attach(view.show_state)
    view.tab_chosen.connect(presenter.choose_tab)
    view.next_asked.connect(presenter.primary)
    view.fact_asked.connect(presenter.roads.edit_fact)
    view.event_asked.connect(presenter.roads.record_event)
    view.note_asked.connect(presenter.roads.add_note)
    view.why_asked.connect(presenter.roads.why)
    view.release_asked.connect(presenter.roads.release)
    view.show_asked.connect(presenter.show_news)
    view.propose_asked.connect(presenter.roads.propose)
    view.correct_asked.connect(presenter.roads.correct)
    verbs: dict[str, Callable[[], None]] = {
        "show_changed": presenter.refresh,
        "journal": presenter.roads.journal,
        "release": presenter.let_go,
        "previous_case": partial(presenter.step, -1),
        "next_case": partial(presenter.step, 1),
    }
    offers = acts(presenter.roads, here)
    return Screen("case", "Case", "folder-check", view, presenter, rail=False, verbs=verbs, acts=lambda: offers)


def acts(roads: CaseRoads, here: Here) -> Sequence[Act]:
    """What the palette offers on a case; what a role may never do is absent."""
    offers = [Act("Record what happened", roads.record_event, "clock")]
    if here.role in FACTS:
        offers.append(Act("Write the proposal", roads.propose, "scale"))
        offers.append(Act("Add a fact", roads.edit_fact, "pencil"))
    if here.role in NOTES:
        offers.append(Act("Add a note", roads.add_note, "message-circle"))
    return (*offers, Act("Journal of this case", roads.journal, "book-open-check", "Ctrl J"))


def decision(tasks: Runner, nav: Nav, here: Here) -> Screen:
    """The proposal of an officer."""
    view, presenter = DecisionView(), DecisionPresenter(tasks, nav, here)
    presenter.attach(view.show_state)
    edit = presenter.edit
    view.step_chosen.connect(presenter.choose_step)
    view.answered.connect(edit.answer)
    view.evidence_added.connect(edit.add)
    view.evidence_removed.connect(edit.remove)
    view.none_chosen.connect(edit.none_found)
    view.reason_typed.connect(edit.write)
    view.proposed.connect(edit.propose)
    view.second_typed.connect(edit.second)
    view.decision_confirmed.connect(presenter.primary)
    view.paused.connect(presenter.save_draft)
    verbs = {"save_draft": presenter.save_draft}
    return Screen("decision", "Decision", "scale", view, presenter, rail=False, verbs=verbs)


def review(tasks: Runner, nav: Nav, here: Here) -> Screen:
    """The queue and the request of a reviewer."""
    view, presenter = ReviewView(), ReviewPresenter(tasks, nav, here)
    presenter.attach(view.show_state)
    view.request_chosen.connect(presenter.choose)
    view.request_opened.connect(presenter.open_request)
    view.answered.connect(presenter.answer)
    view.written.connect(presenter.write)
    view.pinned.connect(presenter.pin)
    view.answer_confirmed.connect(presenter.primary)
    view.paused.connect(presenter.save_draft)
    verbs = {"save_draft": presenter.save_draft, "show_changed": presenter.refresh}
    return Screen("review", "Review", "inbox", view, presenter, verbs=verbs)


def attention(tasks: Runner, nav: Nav, here: Here) -> Screen:
    """What needs a person."""
    view, presenter = AttentionView(), AttentionPresenter(tasks, nav, here)
    presenter.attach(view.show_state)
    view.chosen.connect(presenter.choose)
    view.kept.connect(presenter.keep)
    view.another.connect(presenter.write_another)
    view.again_asked.connect(presenter.send_again)
    view.case_asked.connect(presenter.open_case)
    return Screen(
        "attention",
        "Needs attention",
        "circle-alert",
        view,
        presenter,
        short="Attention",
        verbs=refresh(presenter.refresh),
    )


def sync(tasks: Runner, nav: Nav, here: Here, ports: Ports) -> Screen:
    """What waits to be sent."""

    def working() -> tuple[str, Problem | None]:
        status = ports.status.get()
        return status.working, status.problem

    view, presenter = SyncView(), SyncPresenter(tasks, nav, here, ports.send_now, working)
    presenter.attach(view.show_state)
    view.send_asked.connect(presenter.send)
    view.attention_asked.connect(presenter.open_attention)
    return Screen("sync", "Sync", "refresh-cw", view, presenter, group=1, verbs=refresh(presenter.refresh))


def journal(tasks: Runner, nav: Nav, here: Here, verify: Verify | None) -> Screen:
    """The journal of a case."""
    view, presenter = JournalView(), JournalPresenter(tasks, nav, here, verify)
    presenter.attach(view.show_state)
    view.verify_asked.connect(presenter.verify)
    view.case_asked.connect(presenter.open_case)
    return Screen("journal", "Journal", "book-open-check", view, presenter, group=1, verbs=refresh(presenter.refresh))


def help_screen(tasks: Runner, nav: Nav, here: Here) -> Screen:
    """The keys and the words."""
    view, presenter = HelpView(), HelpPresenter(tasks, nav, here)
    presenter.attach(view.show_state)
    return Screen("help", "Help", "circle-question-mark", view, presenter, group=2)


def refresh(act: Callable[[], None]) -> Mapping[str, Callable[[], None]]:
    """F5 reads again."""
    return {"show_changed": act}
