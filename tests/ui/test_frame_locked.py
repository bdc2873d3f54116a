"""The locked window and the first run."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from desktop.locked.first_run import FirstRun
from desktop.locked.state import LockedClock, LockedState, SignIn
from desktop.locked.window import LockedWindow
from desktop.ui import theme
from desktop.ui.widgets import Button, Label
from tests.ui.frame_desk import NOW, ZONE, focused, press, settle
from tests.ui.test_frame_window import SIZES, assert_whole, visible

CLOCKS = (
    LockedClock("26-04417", "B-12", NOW + timedelta(minutes=108)),
    LockedClock("26-04460", "A-11", NOW + timedelta(hours=40)),
)
STATE = LockedState(now=NOW, zone=ZONE, place="Example County Jail", clocks=CLOCKS, waiting=3, device="EX-07")
SLIP = {
    "host": "127.0.0.1", "port": "8443", "code": "ABCD-EFGH", "pin": "pin=", "person": "P-105", "badge": "4471",
    "name": "Dana Trainer", "role": "TFO",
}  # fmt: skip


@pytest.fixture
def locked(qapp: QApplication) -> Iterator[LockedWindow]:
    theme.apply(qapp)
    window = LockedWindow()
    window.resize(1440, 900)
    window.show_state(STATE)
    window.show()
    settle()
    yield window
    window.close()


def named(window: QWidget, name: str) -> QWidget:
    found = window.findChild(QWidget, name)
    assert found is not None, name
    return found


def edit(window: QWidget, name: str) -> QLineEdit:
    found = window.findChild(QLineEdit, name)
    assert found is not None, name
    return found


def said(window: QWidget) -> str:
    return "\n".join(label.text() for label in window.findChildren(Label) if label.isVisible())


def test_badge_passphrase_enter_unlocks(locked: LockedWindow) -> None:
    asked: list[tuple[str, str]] = []
    locked.unlock_asked.connect(lambda badge, passphrase: asked.append((badge, passphrase)))
    assert focused() is edit(locked, "signin.badge")
    QTest.keyClicks(focused(), "4471")
    press(focused(), Qt.Key.Key_Return)
    QTest.keyClicks(focused(), "river lamp otter")
    press(focused(), Qt.Key.Key_Return)
    assert asked == [("4471", "river lamp otter")]


def test_the_clocks_go_on_with_number_place_and_time_left_and_nothing_else(locked: LockedWindow) -> None:
    words = said(locked)
    assert "Booking 26-04417" in words
    assert "1 h 48 min left" in words
    assert "ends today 17:00" in words
    assert "immigration" not in words.lower()
    locked.show_state(replace(STATE, now=NOW + timedelta(minutes=109)))
    assert "1 min over" in said(locked)
    assert "Release due" in [badge.accessibleName() for badge in locked.findChildren(QWidget)]


def test_before_the_key_ring_answers_and_without_it_the_place_of_the_clocks_says_so(locked: LockedWindow) -> None:
    locked.show_state(replace(STATE, clocks=None))
    assert "Reading the clocks..." in said(locked)
    locked.show_state(replace(STATE, clocks=None, clocks_problem="The key ring does not answer. (503.1)"))
    assert "(503.1)" in said(locked)
    locked.show_state(replace(STATE, clocks=()))
    assert "No hold is running here." in said(locked)


def test_a_wrong_passphrase_is_said_plainly_and_the_wait_counts_down(locked: LockedWindow) -> None:
    asked: list[str] = []
    locked.unlock_asked.connect(lambda badge, passphrase: asked.append(passphrase))
    locked.show_state(replace(STATE, problem="Not right.", wait=2))
    assert "Not right. Wait 2 seconds." in said(locked)
    press(edit(locked, "signin.passphrase"), Qt.Key.Key_Return)
    assert asked == []
    locked._form._second.timeout.emit()
    assert "Not right. Wait 1 second." in said(locked)
    locked._form._second.timeout.emit()
    assert "Not right." in said(locked)
    press(edit(locked, "signin.passphrase"), Qt.Key.Key_Return)
    assert len(asked) == 1


def test_f9_records_a_release_with_two_keys_and_nothing_is_checked(locked: LockedWindow) -> None:
    asked: list[tuple[str, datetime, str]] = []
    locked.release_asked.connect(lambda number, at, badge: asked.append((number, at, badge)))
    press(locked, Qt.Key.Key_F9)
    assert focused().objectName() == "locked.release.booking"
    press(focused(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(asked) == 1
    number, at, badge = asked[0]
    assert (number, badge) == ("", "")
    assert at.utcoffset() == timedelta(0)


def test_a_release_takes_number_time_and_badge_and_begins_empty_again(locked: LockedWindow) -> None:
    asked: list[str] = []
    locked.release_asked.connect(lambda number, at, badge: asked.append(f"{number} {badge}"))
    press(locked, Qt.Key.Key_F9)
    QTest.keyClicks(focused(), "26-04417")
    press(focused(), Qt.Key.Key_Return)
    press(focused(), Qt.Key.Key_Return)
    QTest.keyClicks(focused(), "3308")
    press(focused(), Qt.Key.Key_Return)
    assert asked == ["26-04417 3308"]
    locked.show_state(replace(STATE, recorded="Recorded 15:13 for 26-04417."))
    assert "Recorded 15:13 for 26-04417." in said(locked)
    press(locked, Qt.Key.Key_F9)
    assert edit(locked, "locked.release.booking").text() == ""


def test_training_sign_ins_are_shown_only_where_a_store_trains_and_fill_the_form(locked: LockedWindow) -> None:
    signin = SignIn("Dana Trainer", "officer", "4471", "river lamp otter seven")
    locked.show_state(replace(STATE, signins=(signin,)))
    assert "Dana" not in said(locked)
    assert locked.findChild(Button, "signin.training.4471") is None
    locked.show_state(replace(STATE, signins=(signin,), training=True))
    button = named(locked, "signin.training.4471")
    assert isinstance(button, Button)
    button.click()
    assert edit(locked, "signin.badge").text() == "4471"
    assert edit(locked, "signin.passphrase").text() == "river lamp otter seven"


def test_where_entries_are_missing_it_opens_only_by_a_button_of_its_own(locked: LockedWindow) -> None:
    asked: list[str] = []
    locked.anyway_asked.connect(lambda badge, words: asked.append(f"{badge} {words}"))
    button = named(locked, "signin.anyway")
    assert isinstance(button, Button)
    assert not button.isVisible()
    QTest.keyClicks(edit(locked, "signin.badge"), "4471")
    QTest.keyClicks(edit(locked, "signin.passphrase"), "words")
    locked.show_state(replace(STATE, problem="Entries that were saved here are missing. (500.2)", anyway=True))
    assert button.isVisible()
    button.click()
    assert asked == ["4471 words"]
    locked.show_state(STATE)
    assert not button.isVisible()


def test_the_use_notice_stands_above_the_fields(locked: LockedWindow) -> None:
    notice = next(label for label in locked.findChildren(Label) if label.text().startswith("For official use"))
    badge = edit(locked, "signin.badge")
    assert notice.mapTo(locked, notice.rect().topLeft()).y() < badge.mapTo(locked, badge.rect().topLeft()).y()


@pytest.mark.parametrize(("width", "height", "percent"), SIZES)
def test_the_locked_window_cuts_nothing(qapp: QApplication, width: int, height: int, percent: int) -> None:
    theme.apply(qapp, "dark", percent)
    window = LockedWindow()
    window.resize(width, height)
    window.show_state(replace(STATE, problem="Not right.", training=True))
    window.show()
    settle()
    assert window.width() == width
    for part in visible(window):
        assert_whole(part, window)
    window.close()


def test_every_control_of_the_locked_window_is_named(locked: LockedWindow) -> None:
    press(locked, Qt.Key.Key_F9)
    for part in visible(locked):
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.focusProxy() is None:
            face = QAccessible.queryAccessibleInterface(part)
            assert face.text(QAccessible.Text.Name), (type(part).__name__, part.objectName())
            assert part.objectName(), type(part).__name__


# ---- first run


@pytest.fixture
def first(qapp: QApplication) -> Iterator[FirstRun]:
    theme.apply(qapp)
    window = FirstRun(SLIP, "river lamp otter seven cloud", training=True)
    window.resize(1280, 800)
    window.show()
    settle()
    yield window
    window.close()


WORDS = ("apple", "river", "stone", "cloud", "lamp", "seven")


def click(window: QWidget, name: str) -> None:
    button = named(window, name)
    assert isinstance(button, Button)
    button.click()
    settle()


def test_the_first_run_goes_from_the_slip_over_six_words_to_a_passphrase_and_a_look(first: FirstRun) -> None:
    asked: list[dict[str, str]] = []
    answers: list[bool] = []
    ends: list[dict[str, object]] = []
    first.enrol_asked.connect(asked.append)
    first.words_answered.connect(answers.append)
    first.finished.connect(ends.append)
    click(first, "enrol.next")
    assert asked == [SLIP]
    first.show_words(WORDS)
    assert all(word in said(first) for word in WORDS)
    click(first, "enrol.words_same")
    assert answers == [True]
    QTest.keyClicks(edit(first, "enrol.passphrase"), "river lamp otter")
    QTest.keyClicks(edit(first, "enrol.passphrase2"), "river lamp otter")
    click(first, "enrol.next")
    first.show_authority(["You may record encounters. Until 12 March 2027."])
    settle()
    assert "Until 12 March 2027" in said(first)
    click(first, "enrol.next")
    click(first, "enrol.finish")
    assert ends == [{"passphrase": "river lamp otter", "mode": "light", "percent": 100}]


def test_enter_held_down_at_the_last_step_makes_one_store_until_it_is_refused(first: FirstRun) -> None:
    ends: list[dict[str, object]] = []
    first.finished.connect(ends.append)
    first.show_words(WORDS)
    click(first, "enrol.words_same")
    for name in ("enrol.passphrase", "enrol.passphrase2"):
        QTest.keyClicks(edit(first, name), "river lamp otter")
    for name in ("enrol.next", "enrol.next", "enrol.finish", "enrol.finish"):
        click(first, name)
    assert len(ends) == 1
    first.show_problem("The disk is full.")
    click(first, "enrol.finish")
    assert len(ends) == 2


def test_words_that_differ_begin_anew_and_say_what_to_do(first: FirstRun) -> None:
    answers: list[bool] = []
    first.words_answered.connect(answers.append)
    first.show_words(WORDS)
    click(first, "enrol.words_differ")
    assert answers == [False]
    assert "Ask for a new slip" in said(first)
    assert edit(first, "enrol.code").isVisible()


def test_a_slip_that_is_not_whole_goes_nowhere(qapp: QApplication) -> None:
    theme.apply(qapp)
    window = FirstRun({"code": "ABCD"})
    asked: list[object] = []
    window.enrol_asked.connect(asked.append)
    window.show()
    click(window, "enrol.next")
    assert asked == []
    assert "This stands on the slip." in said(window)
    window.close()


def test_a_short_passphrase_and_two_that_differ_are_said_beside_the_field(first: FirstRun) -> None:
    first.show_words(WORDS)
    click(first, "enrol.words_same")
    QTest.keyClicks(edit(first, "enrol.passphrase"), "short")
    click(first, "enrol.next")
    assert "12 signs or more, please." in said(first)
    edit(first, "enrol.passphrase").setText("river lamp otter")
    click(first, "enrol.next")
    assert "These two are not the same." in said(first)
    assert edit(first, "enrol.passphrase").echoMode() == QLineEdit.EchoMode.Password


def test_a_second_enter_while_it_opens_asks_nothing(locked: LockedWindow) -> None:
    asked: list[str] = []
    locked.unlock_asked.connect(lambda badge, _: asked.append(badge))
    QTest.keyClicks(edit(locked, "signin.badge"), "4471")
    QTest.keyClick(edit(locked, "signin.passphrase"), Qt.Key.Key_Return)
    locked.show_state(replace(STATE, busy=True))
    QTest.keyClick(edit(locked, "signin.passphrase"), Qt.Key.Key_Return)
    assert asked == ["4471"]


def test_a_problem_of_the_network_is_shown_and_what_was_typed_stays(first: FirstRun) -> None:
    click(first, "enrol.next")
    first.show_problem("There is no line to the endpoint. (503.2)")
    assert "(503.2)" in said(first)
    assert edit(first, "enrol.code").text() == "ABCD-EFGH"


def test_a_look_is_applied_as_it_is_chosen(first: FirstRun) -> None:
    looks: list[tuple[str, int]] = []
    first.look_chosen.connect(lambda mode, percent: looks.append((mode, percent)))
    first._go(4)
    press(focused(), Qt.Key.Key_3)
    assert looks == [("night", 100)]


@pytest.mark.parametrize(("width", "height", "percent"), SIZES)
def test_no_step_of_the_first_run_cuts_anything(qapp: QApplication, width: int, height: int, percent: int) -> None:
    theme.apply(qapp, "light", percent)
    window = FirstRun(SLIP, "river lamp otter seven cloud")
    window.resize(width, height)
    window.show()
    window.show_words(WORDS)
    for step in range(5):
        window._go(step)
        settle()
        assert window.width() == width
        for part in visible(window):
            assert_whole(part, window)
    window.close()
