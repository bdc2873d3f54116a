"""The frame: what it shows, what it keeps, and that it fits."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QScrollArea, QWidget

from desktop.domain.problems import Problem, World
from desktop.models.changes import Changed
from desktop.sync.status import SyncStatus
from desktop.ui import theme
from desktop.ui.frame.rail import RailButton
from desktop.ui.nav import Head, Place
from desktop.ui.widgets import Button, Label
from tests.ui.frame_desk import NOW, Frame, Person, focused, press, settle


@pytest.fixture
def frame(qapp: QApplication) -> Iterator[Frame]:
    theme.apply(qapp)
    made = Frame()
    yield made
    made.close()


def test_an_open_drawer_keeps_tab_and_esc_gives_the_focus_back(frame: Frame) -> None:
    window = frame.show(first="encounter")
    frame.form.text.edit.setFocus()
    press(focused(), Qt.Key.Key_F9)
    for _ in range(6):
        assert window.panel.isAncestorOf(focused())
        press(focused(), Qt.Key.Key_Tab)
    press(focused(), Qt.Key.Key_Escape)
    assert not window.panel.isVisible()
    assert focused() is frame.form.text.edit
    assert frame.presenters["release"].told[-1] == "leave"


def test_one_drawer_after_another_still_gives_the_focus_back_to_where_it_was(frame: Frame) -> None:
    window = frame.show(first="encounter")
    frame.form.where.edit.setFocus()
    window.act("stop_and_call")
    window.act("release")
    press(focused(), Qt.Key.Key_Escape)
    settle()
    assert focused() is frame.form.where.edit


def test_a_press_beside_the_drawer_closes_it_and_one_inside_does_not(frame: Frame) -> None:
    window = frame.show(first="encounter")
    window.act("why")
    settle()
    QTest.mouseClick(window.panel, Qt.MouseButton.LeftButton, pos=QPoint(window.width() - theme.th(2), theme.th(10)))
    assert window.panel.page() is not None
    QTest.mouseClick(window.panel, Qt.MouseButton.LeftButton, pos=QPoint(theme.th(2), theme.th(10)))
    assert window.panel.page() is None


def test_the_status_bar_says_what_waits_and_what_was_received(frame: Frame) -> None:
    window = frame.show()
    assert window.status.waiting.text() == "3 saved here, waiting to send"
    frame.status.update(waiting=0, attention=2, last_received=NOW - timedelta(minutes=4))
    settle()
    assert window.status.waiting.text() == "Nothing waiting to send"
    assert window.status.received.label.text() == "Last received 15:08"
    assert window.status.attention.text() == "2 need attention"
    window.status.attention.click()
    assert frame.presenters["attention"].told == ["open"]


def test_the_age_of_the_last_contact_is_in_the_top_bar_and_offline_is_said_once_and_quietly(frame: Frame) -> None:
    window = frame.show()
    contact = window.top.findChildren(Label)
    assert "Contact 4 min ago" in [label.text() for label in contact]
    frame.status.update(last_contact=NOW - timedelta(hours=5))
    settle()
    assert window.body.notices.texts() == ("No contact since 10:12. You can go on; 3 are saved here.",)
    frame.status.update(last_contact=NOW)
    settle()
    assert window.body.notices.texts() == ()


def test_a_line_known_to_be_cut_is_said_however_fresh_the_last_contact_is(frame: Frame) -> None:
    window = frame.show()
    frame.status.update(online=False)
    settle()
    assert window.body.notices.texts() == ("No contact since 15:08. You can go on; 3 are saved here.",)


def test_an_authority_without_an_end_is_no_missing_authority(frame: Frame) -> None:
    window = frame.show()
    said = []
    for who in (Person(), Person(authority_until=None), Person(authority_until=None, authorized=False)):
        window.renew(who)
        said.append(window.status.authority.label.text())
    assert said == ["Authority to 12 Mar 2027", "Authority without end date", "No authority"]


def test_past_72_hours_without_contact_it_says_what_is_left_to_do(frame: Frame) -> None:
    window = frame.show()
    frame.status.update(last_contact=NOW - timedelta(hours=73))
    settle()
    assert window.body.notices.texts()[0].startswith("Capture only: facts, drafts, stop and call, release.")


def test_a_problem_of_the_line_is_said_with_its_number(qapp: QApplication) -> None:
    theme.apply(qapp)
    frame = Frame(status=SyncStatus(last_contact=NOW - timedelta(hours=1), problem=World("503.3")))
    window = frame.show()
    assert "(503.3)" in window.body.notices.texts()[0]
    frame.close()


def test_an_act_that_failed_unheard_is_said_above_the_content(frame: Frame) -> None:
    window = frame.show()
    frame.tasks.unexpected.emit(Problem("507.1", "What you typed is safe."))
    assert window.body.notices.texts() == ("The disk is full. What you typed is safe. (507.1)",)


def test_a_notice_goes_with_the_screen(frame: Frame) -> None:
    window = frame.show()
    window.notice("Returned 13:40 by R. Reviewer: 26-K4CZE7")
    assert len(window.body.notices.texts()) == 1
    window.open(Place("encounter"))
    assert window.body.notices.texts() == ()


def test_a_late_answer_of_one_screen_never_writes_the_head_of_another(frame: Frame) -> None:
    window = frame.show(first="encounter")
    window.road("worklist").set_head(Head("Late"))
    assert window.body.head.title.text() == "New encounter"
    window.open(Place("worklist"))
    assert window.body.head.title.text() == "Sample, Alex"


def test_f9_reads_what_it_means_on_this_screen(frame: Frame) -> None:
    window = frame.show()
    assert window.body.head.release.text() == "End the stop"
    window.open(Place("encounter"))
    assert window.body.head.release.text() == "Release"


def test_every_screen_and_the_open_drawer_hear_what_changed(frame: Frame) -> None:
    frame.show()
    frame.window.act("release")
    frame.desk.changes.announce(Changed(frozenset({"c1"}), frozenset({"note_added"})))
    settle()
    assert [frame.presenters[name].told[-1] for name in ("worklist", "journal", "release")] == ["changed"] * 3


def test_the_training_band_stands_over_a_training_store_and_over_no_other(qapp: QApplication) -> None:
    theme.apply(qapp)
    trains, works = Frame(training=True), Frame(training=False)
    trains.show()
    works.show()
    assert trains.window.band is not None
    assert trains.window.band.accessibleName() == "TRAINING - fictional people, no case here is real"
    assert works.window.band is None
    trains.close()
    works.close()


def test_a_screen_opens_with_focus_on_its_first_empty_field(frame: Frame) -> None:
    frame.show(first="encounter")
    assert focused() is frame.form.where.edit


def test_what_takes_long_is_said_in_the_status_bar_and_can_be_cancelled_later(frame: Frame) -> None:
    window = frame.show()
    frame.tasks.busy.emit("Reading...", False)
    assert window.status.busy.isVisible()
    assert not window.status.cancel.isVisible()
    frame.tasks.busy.emit("Reading...", True)
    assert window.status.cancel.isVisible()
    frame.tasks.busy.emit("", False)
    assert not window.status.busy.isVisible()


def test_a_narrow_window_has_its_rail_in_one_row_and_what_has_no_room_under_more(frame: Frame) -> None:
    window = frame.show(1024, 768)
    assert window.rail.width() == window.width()
    wide = window.rail.height()
    window.resize(1440, 900)
    settle()
    assert window.rail.height() > wide * 5
    window.resize(theme.th(24), 700)
    settle()
    shown = [button for button in window.rail.findChildren(RailButton) if button.isVisible()]
    assert shown[-1].text() == "More"


SIZES = [(1440, 900, 100), (1024, 768, 100), (1440, 900, 200), (1024, 768, 200), (1024, 768, 90)]


@pytest.mark.parametrize(("width", "height", "percent"), SIZES)
def test_nothing_is_cut_and_nothing_scrolls_sideways(qapp: QApplication, width: int, height: int, percent: int) -> None:
    theme.apply(qapp, "light", percent)
    frame = Frame()
    window = frame.show(width, height, "encounter")
    assert window.width() == width
    assert window.minimumSizeHint().width() <= width
    for part in visible(window):
        assert_whole(part, window)
    for area in window.findChildren(QScrollArea):
        assert area.horizontalScrollBar().maximum() == 0
    for button in (window.body.head.stop, window.body.head.release):
        assert button.isVisible()
    frame.close()


def test_changing_the_text_size_leaves_nothing_cut(frame: Frame) -> None:
    window = frame.show(1024, 768, "encounter")
    for percent in (200, 90, 150):
        frame.asked.look("light", percent)
        settle()
        for part in visible(window):
            assert_whole(part, window)


def test_every_control_and_region_has_a_name_for_a_screen_reader(frame: Frame) -> None:
    window = frame.show(first="encounter")
    window.act("release")
    for part in visible(window):
        takes_keys = part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.focusProxy() is None
        if takes_keys or part.property("region") in ("top", "rail", "head", "status", "drawer"):
            face = QAccessible.queryAccessibleInterface(part)
            assert face is not None
            assert face.text(QAccessible.Text.Name), (type(part).__name__, part.objectName())


def test_every_control_of_the_frame_has_an_object_name(frame: Frame) -> None:
    window = frame.show()
    for button in window.findChildren(Button):
        if (button.isVisible() and window.top.isAncestorOf(button)) or window.body.head.isAncestorOf(button):
            assert button.objectName(), button.text()


def visible(window: QWidget) -> list[QWidget]:
    return [part for part in window.findChildren(QWidget) if part.isVisible() and not part.isWindow()]


def assert_whole(part: QWidget, window: QWidget) -> None:
    """Words have the room they ask for, and no control sticks out of the window at its right."""
    if isinstance(part, Label) and part.text():
        assert part.height() >= part.heightForWidth(part.width()), (part.text(), part.size())
        assert part.width() >= part.minimumSizeHint().width(), part.text()
    if isinstance(part, Button | RailButton):
        assert part.width() >= part.minimumSizeHint().width(), part.text()
    if not isinstance(part, QAbstractScrollArea) and part.width() > 1:
        right = part.mapTo(window, part.rect().topRight()).x()
        assert right < window.width(), (type(part).__name__, part.objectName(), right)
