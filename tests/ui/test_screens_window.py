"""The screens in the real window: by keys, by names, in every state."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.models.queries import WorklistPage
from desktop.ui import case, decision, journal, review, sync, worklist
from desktop.ui.drawers import release, release_view
from desktop.ui.nav import Place
from desktop.ui.shortcuts import TABLE
from desktop.ui.widgets.focus import takes_focus
from tests.ui import sample
from tests.ui.pages.decision import DecisionPage
from tests.ui.pages.encounter import EncounterPage
from tests.ui.pages.review import ReviewPage
from tests.ui.stage import Stage, stage

Make = Callable[..., Stage]
REASON = "The address was confirmed by the sister [1], and each date of the court was kept; nothing else is listed."
EVERY = {
    "TFO": ("worklist", "encounter", "case", "decision", "attention", "sync", "journal", "help"),
    "WSO": ("worklist", "case", "attention", "sync", "journal", "help"),
    "CUSTODY": ("worklist", "encounter", "case", "attention", "sync", "journal", "help"),
    "ICE_SUPERVISOR": ("review", "worklist", "case", "attention", "sync", "journal", "help"),
}
MODELS = {"TFO": "TFM", "WSO": "WSO", "CUSTODY": "JEM", "ICE_SUPERVISOR": ""}
DRAWERS = ("stop_and_call", "release", "why", "end_stop", "event", "facts", "note", "correct", "confirm")


@pytest.fixture
def make(qapp: QApplication) -> Iterator[Make]:
    made: list[Stage] = []

    def build(*args: Any, **how: Any) -> Stage:
        made.append(stage(*args, **how))
        return made[-1]

    yield build
    for each in made:
        each.close()


def controls(root: QWidget) -> list[QWidget]:
    """Everything that Tab stops at below a widget."""
    return [w for w in root.findChildren(QWidget) if takes_focus(w) and not isinstance(w, QScrollArea)]


def walked(window: QWidget) -> list[QWidget]:
    """Where Tab stops, once around the window."""
    stops: list[QWidget] = []
    for _ in range(300):
        window.focusNextChild()
        stop = QApplication.focusWidget()
        if stop is None or (stops and stop is stops[0]):
            break
        stops.append(stop)
    return stops


def unnamed(root: QWidget) -> list[str]:
    """Controls that a screen reader would say nothing about."""
    return [f"{type(w).__name__} {w.objectName()}" for w in controls(root) if not w.accessibleName().strip()]


@pytest.mark.parametrize("role", EVERY)
def test_every_control_of_every_screen_has_a_name_and_is_reached_by_tab(make: Make, role: str) -> None:
    desk = make(role=role, model=MODELS[role])
    for screen in EVERY[role]:
        desk.open(screen, case_id="a1", request_id="r2" if screen == "review" else "")
        view = desk.window._screens[screen].view
        assert unnamed(view) == [], screen
        reached = walked(desk.window)
        missed = [w for w in controls(view) if w not in reached]
        kept = [w for w in missed if not isinstance(w, QAbstractButton) or not w.autoExclusive()]
        assert [f"{type(w).__name__} {w.objectName()}" for w in kept] == [], screen


@pytest.mark.parametrize("drawer", DRAWERS)
def test_every_control_of_every_drawer_has_a_name(make: Make, drawer: str) -> None:
    desk = make({"case_page": sample.DUE}).open("case", case_id="a1")
    desk.window.drawer(drawer, Place("case", case_id="a1"))
    desk.settle()
    assert unnamed(desk.window.panel) == []
    assert controls(desk.window.panel)


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("page", ["PAGE", "DUE", "RETURNED", "TWO"])
def test_stop_and_call_and_release_are_there_in_every_state(make: Make, page: str, percent: int) -> None:
    desk = make({"case_page": getattr(sample, page)}, percent=percent)
    for screen in EVERY["TFO"]:
        desk.open(screen, case_id="a1")
        for name in ("head.stop", "head.release"):
            button = desk.find(name)
            assert isinstance(button, QPushButton)
            assert button.isEnabled()
            assert button.visibleRegion().boundingRect().width() >= button.width() - 1


def test_no_button_is_grey(make: Make) -> None:
    desk = make()
    for screen in EVERY["TFO"]:
        desk.open(screen, case_id="a1")
        buttons = [b for b in desk.window.findChildren(QAbstractButton) if not b.objectName().startswith("Scroll")]
        assert [b.objectName() for b in buttons if not b.isEnabled()] == []


def test_an_encounter_takes_at_most_forty_keys(make: Make) -> None:
    desk = make().open("worklist")
    desk.keys = 0
    EncounterPage(desk).start()
    desk.type("1").press(Qt.Key.Key_Return)
    desk.type("N").press(Qt.Key.Key_Return)
    desk.type("12-3").press(Qt.Key.Key_Down).press(Qt.Key.Key_Return).press(Qt.Key.Key_Return)
    desk.type("1").press(Qt.Key.Key_Return)
    desk.type("1").press(Qt.Key.Key_Return)
    desk.type("Mile 12 Rd").press(Qt.Key.Key_Return)
    desk.type("T").chord(Qt.Key.Key_Return)
    form: Any = desk.desk.given[-1]["form"]
    assert desk.desk.done[-1] == "record_encounter"
    assert (form.contact_reason, form.call_for_service, form.role, form.place_type) == (
        "traffic_stop",
        "no",
        "suspect",
        "road",
    )
    assert form.offence == "Sample Code 12-3 · following too closely · NCIC 5499"
    assert form.where == "Mile 12 Rd"
    assert desk.keys <= 40


def test_a_release_takes_two_keys(make: Make) -> None:
    desk = make({"case_page": sample.DUE}).open("case", case_id="a1")
    desk.keys = 0
    desk.press(Qt.Key.Key_F9).chord(Qt.Key.Key_Return)
    assert desk.desk.done == ["release"]
    assert desk.keys == 2


def test_stop_and_call_takes_three_keys_and_a_fourth_records_the_call(make: Make) -> None:
    desk = make().open("case", case_id="a1")
    desk.keys = 0
    desk.press(Qt.Key.Key_F8).type("1").chord(Qt.Key.Key_Return)
    assert desk.desk.done == ["stop_and_call"]
    assert desk.desk.given[-1]["said_or_seen"] == "citizenship"
    assert desk.keys == 3
    desk.chord(Qt.Key.Key_Return)
    assert desk.desk.done == ["stop_and_call", "stop_and_call"]
    assert desk.desk.given[-1]["called_at"] is not None


def test_a_warrant_officer_sees_no_field_of_questions_checks_statements_or_packages(make: Make) -> None:
    desk = make(role="WSO", model="WSO")
    assert set(desk.window._screens) - {"settings"} == {*EVERY["WSO"]}
    desk.open("case", case_id="a1")
    view = desk.window._screens["case"].view
    words = " ".join(
        f"{w.objectName()} {w.accessibleName()}".lower() for w in controls(view) if "fact" not in w.objectName()
    )
    for never in ("interview", "alienage", "status question", "propose", "decision"):
        assert never not in words


def test_an_answer_that_comes_after_its_screen_was_left_takes_no_focus(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else Enter, meant for the form in front, would press a button that nobody sees."""
    desk, late = make(), Future[Any]()
    at_once = desk.desk.read
    monkeypatch.setattr(desk.desk, "read", lambda job: late if "case_page" in job.__qualname__ else at_once(job))
    desk.open("case", case_id="a1").chord(Qt.Key.Key_N)
    late.set_result(sample.ANSWERS["case_page"])
    desk.settle()
    focused = desk.focus()
    assert focused is not None
    assert focused.objectName().startswith("encounter.")


def test_typing_is_saved_as_a_draft_when_it_pauses(make: Make, qtbot: QtBot) -> None:
    desk = make()
    page = EncounterPage(desk.open("encounter"))
    view: Any = desk.window._screens["encounter"].view
    with qtbot.waitSignal(view.paused, timeout=3000):
        page.write("where", "Mile")
    desk.settle()
    assert desk.desk.done == ["save_draft"]
    saved: Any = desk.desk.given[-1]["form"]
    assert saved["where"] == "Mile"


def test_typing_is_saved_at_once_when_the_focus_leaves(make: Make) -> None:
    desk = make()
    EncounterPage(desk.open("encounter")).write("where", "Mile")
    desk.press(Qt.Key.Key_Tab)
    assert desk.desk.done == ["save_draft"]


def test_a_missing_field_says_so_beside_itself_and_what_was_typed_stays(make: Make) -> None:
    desk = make()
    page = EncounterPage(desk.open("encounter")).write("where", "Mile 12").choose("role", "suspect").save()
    assert desk.desk.done.count("record_encounter") == 0
    assert page.text("where") == "Mile 12"
    view: Any = desk.window._screens["encounter"].view
    assert view.rows.row("contact_reason").problem() != ""


def test_a_proposal_is_written_with_evidence_and_sent(make: Make) -> None:
    page = DecisionPage(make())
    for item in ("minor", "care", "family_care"):
        page.answer(item, "no")
    page.step("flight").evidence("against", "Sister", "Self").reason(REASON)
    page.step("repeat").none_found()
    page.step("threat").none_found()
    page.step("proposal").reason(REASON).propose("release_conditions").confirm()
    assert page.stage.desk.done[-1] == "record_decision"
    form: Any = page.stage.desk.given[-1]["form"]
    assert form.proposal == "release_conditions"


def test_a_blocked_proposal_goes_where_something_is_missing(make: Make) -> None:
    page = DecisionPage(make()).confirm()
    assert page.stage.desk.done == []
    view: Any = page.stage.window._screens["decision"].view
    assert view.confirm.kind() == "blocked"
    assert "answer yes, no or unknown" in view._missing.text()


def test_the_reasons_of_a_return_stand_pinned_above_the_answer(make: Make) -> None:
    desk = make({"case_page": sample.RETURNED})
    page = DecisionPage(desk)
    texts = [w.accessibleName() for w in desk.window.findChildren(QWidget) if w.isVisible()]
    assert any("Ask the clerk whether notice was sent." in text for text in texts)
    assert page.stage.window.body.head.title.text() == "Answer the return"


def test_a_return_pins_a_reason_and_is_sent(make: Make) -> None:
    page = ReviewPage(make(role="ICE_SUPERVISOR", model="")).open("r2")
    page.answer("return").write("reason", "Please ask the clerk.").pin("evidence.2", "Which court?").confirm()
    form: Any = page.stage.desk.given[-1]["form"]
    assert page.stage.desk.done[-1] == "answer_review"
    assert (form.answer, form.pinned[0][1:]) == ("return", ("evidence.2", "Which court?"))


def test_no_answer_is_preset_and_a_reason_is_always_asked(make: Make) -> None:
    desk = make(role="ICE_SUPERVISOR", model="")
    page = ReviewPage(desk).open("r2")
    view: Any = desk.window._screens["review"].view
    assert view.answer.choices.code() == ""
    page.answer("decline").confirm()
    assert desk.desk.done == []
    assert view.answer.reason.problem() == "Write the reason, in your words."


def test_a_review_that_arrives_while_a_fact_is_typed_waits_behind_show(make: Make) -> None:
    desk = make().open("case", case_id="a1")
    desk.click("case.fact")
    desk.type("Na")
    desk.desk.answers["case_page"] = sample.RETURNED
    desk.desk.tell("a1", kinds=("review_answered",))
    desk.settle()
    view: Any = desk.window._screens["case"].view
    assert desk.shown("case.show")
    assert view._side._step.text() == sample.PAGE.next_step
    desk.press(Qt.Key.Key_Escape).click("case.show")
    assert view._side._step.text() == "Answer the return"


def test_the_list_does_not_move_under_a_hand_until_show_is_pressed(make: Make) -> None:
    desk = make().open("worklist")
    table: Any = desk.find("worklist.table")
    before = [row.key for row in table.rows()]
    desk.desk.answers["worklist"] = WorklistPage(tuple(reversed(sample.ROWS)), 9, {})
    desk.desk.tell("a6", "a7")
    desk.settle()
    assert [row.key for row in table.rows()] == before
    assert desk.shown("worklist.show")
    desk.press(Qt.Key.Key_F5)
    assert [row.key for row in table.rows()] != before


NEVER = (
    "nationality",
    "birthplace",
    "country",
    "language",
    "surname",
    "offence",
    "officer",
    "score",
    "rank",
    "arrests",
)


def test_no_list_has_a_column_tab_or_heading_of_the_never_list() -> None:
    columns = [*worklist.view.COLUMNS, *review.view.COLUMNS, *sync.view.COLUMNS, *journal.view.COLUMNS]
    words = [column.title for column in columns] + [label for _, label in worklist.state.TABS]
    assert [word for word in words if any(never in word.lower() for never in NEVER)] == []


@pytest.mark.parametrize("module", [release, release_view])
def test_the_release_drawer_imports_no_validator(module: Any) -> None:
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    taken = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = {alias.name for node in taken for alias in node.names}
    modules = {node.module or "" for node in taken}
    assert "validate" not in names
    assert not modules & {
        f"desktop.domain.{name}" for name in ("permissions", "decision", "encounter", "review", "forms")
    }


def test_nothing_scrolls_sideways_at_twice_the_text_size(make: Make) -> None:
    desk = make(percent=200)
    for screen in EVERY["TFO"]:
        desk.open(screen, case_id="a1")
        for area in desk.window._screens[screen].view.findChildren(QAbstractScrollArea):
            assert area.horizontalScrollBar().maximum() == 0 or not area.isVisible(), (screen, area.objectName())


def test_no_score_is_promised_and_none_is_shown(make: Make) -> None:
    DecisionPage(make()).step("flight")
    assert "Fieldcase gives no score" in decision.state.NO_SCORE
    assert case is not None


def test_the_next_and_the_previous_case_are_those_of_the_worklist(make: Make) -> None:
    rows = [row.case_id for row in sample.WORKLIST.rows]
    desk = make({"case_page": sample.PAGE}).open("case", case_id=rows[0], at="journal")
    walked_to = []
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
        desk.chord(key)
        walked_to.append(desk.window.here())
    assert [place.case_id for place in walked_to] == [rows[1], rows[2], rows[1]]
    assert {place.at for place in walked_to} == {"journal"}
    desk.chord(Qt.Key.Key_PageUp).chord(Qt.Key.Key_PageUp)
    assert desk.window.here().case_id == rows[0]
    assert desk.window.body.notices.texts() == ("No further case in your list.",)


def test_every_key_of_the_help_is_taken_by_the_frame_or_a_screen(make: Make) -> None:
    window = make().window
    taken = set(window._verbs()) | {"primary"} | {verb for one in window._screens.values() for verb in one.verbs}
    assert {one.verb for one in TABLE if not one.field and not one.later} <= taken


def test_a_jail_desk_starts_a_booking_and_the_field_an_encounter(make: Make) -> None:
    for role, words in (("CUSTODY", "New booking"), ("TFO", "New encounter")):
        desk = make(role=role, model=MODELS[role]).open("worklist")
        assert desk.window.body.head.new.text() == words
        assert words in [found.text for found in desk.window._found()]
