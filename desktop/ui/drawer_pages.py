"""The pages of the drawer, each joined to its presenter: stop and call, release, why, and the asking ones.

The window opens them by name. The release page is joined to the release presenter and to nothing that could refuse.
"""

from desktop.ui.drawers.asking import AskPresenter
from desktop.ui.drawers.asks import CorrectPresenter, EndStopPresenter, EventPresenter, FactsPresenter, NotePresenter
from desktop.ui.drawers.confirm import ConfirmPresenter
from desktop.ui.drawers.release import ReleasePresenter
from desktop.ui.drawers.release_view import ReleasePage
from desktop.ui.drawers.stop_and_call import StopPresenter
from desktop.ui.drawers.stop_view import StopPage
from desktop.ui.drawers.views import AskPage, WhyPage
from desktop.ui.drawers.why import WhyPresenter
from desktop.ui.nav import Nav, Runner
from desktop.ui.ports import DrawerSpec
from desktop.ui.presenting import Here


def build_drawers(tasks: Runner, nav: Nav, here: Here) -> list[DrawerSpec]:
    """Every page, under the name that presenters ask for."""
    return [
        stop_and_call(tasks, nav, here),
        release(tasks, nav, here),
        why(tasks, nav, here),
        ask("end_stop", EndStopPresenter(tasks, nav, here), here),
        ask("event", EventPresenter(tasks, nav, here), here),
        ask("facts", FactsPresenter(tasks, nav, here), here),
        ask("note", NotePresenter(tasks, nav, here), here),
        ask("correct", CorrectPresenter(tasks, nav, here), here),
        ask("confirm", ConfirmPresenter(tasks, nav, here), here),
    ]


def stop_and_call(tasks: Runner, nav: Nav, here: Here) -> DrawerSpec:
    """F8."""
    page, presenter = StopPage(here.now, here.zone), StopPresenter(tasks, nav, here)
    presenter.attach(page.show_state)
    page.chosen.connect(presenter.choose)
    page.care_chosen.connect(presenter.choose_care)
    page.written.connect(presenter.write)
    page.primary_asked.connect(presenter.primary)
    page.release_asked.connect(presenter.release)
    return DrawerSpec("stop_and_call", page, presenter, verbs={"release": presenter.release})


def release(tasks: Runner, nav: Nav, here: Here) -> DrawerSpec:
    """F9."""
    page, presenter = ReleasePage(), ReleasePresenter(tasks, nav, here)
    presenter.attach(page.show_state)
    page.primary_asked.connect(presenter.primary)
    page.reason_chosen.connect(presenter.choose_reason)
    page.other_asked.connect(presenter.other)
    page.correct_asked.connect(presenter.correct)
    return DrawerSpec("release", page, presenter, verbs={"release": presenter.stay})


def why(tasks: Runner, nav: Nav, here: Here) -> DrawerSpec:
    """F7."""
    page, presenter = WhyPage(), WhyPresenter(tasks, nav, here)
    presenter.attach(page.show_state)
    page.passed_asked.connect(presenter.show_passed)
    return DrawerSpec("why", page, presenter)


def ask(name: str, presenter: AskPresenter, here: Here) -> DrawerSpec:
    """A page that asks a few fields."""
    page = AskPage(name, here.now, here.zone)
    presenter.attach(page.show_state)
    page.typed.connect(presenter.typed)
    page.paused.connect(presenter.save_draft)
    page.primary_asked.connect(presenter.primary)
    page.left.connect(presenter.leave)
    return DrawerSpec(name, page, presenter, verbs={"save_draft": presenter.save_draft})
