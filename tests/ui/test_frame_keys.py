"""Keys: the one table, and what the frame does with each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.ui import shortcuts, theme
from desktop.ui.nav import Place
from tests.ui.frame_desk import Frame, focused, press, settle

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)

# screens.md section 2, both columns
DESIGN = {
    "Ctrl+K": "palette",
    "F1": "help with this table",
    "F6": "next region",
    "Shift+F6": "previous region",
    "Ctrl+N": "new encounter or booking",
    "F7": "why can't I",
    "Ctrl+Enter": "the primary act",
    "F8": "stop and call",
    "F9": "release, end the stop",
    "Ctrl+S": "save draft now",
    "F5": "show what changed",
    "Ctrl+Z": "undo typing",
    "Ctrl+Shift+Z": "redo typing",
    "Ctrl+L": "lock",
    "Ctrl+F": "find in page",
    "F3": "find the next",
    "Ctrl+J": "journal of this case",
    "Ctrl+Shift+F": "person search",
    "Ctrl+P": "print preview",
    "Ctrl+PgUp": "previous case",
    "Ctrl+PgDn": "next case",
    "Ctrl+Shift+N": "night mode",
    "Alt+Left": "back",
    "Alt+Right": "forward",
    "Ctrl++": "larger text",
    "Ctrl+-": "smaller text",
    "Ctrl+0": "text at 100 %",
    "T, Up, Down": "in a time field: now, one minute",
    "Y N U, 1-9, Enter": "in a choice: answer, choose, go on",
}


@pytest.fixture
def frame(qapp: QApplication) -> Iterator[Frame]:
    theme.apply(qapp)
    made = Frame()
    yield made
    made.close()


def test_the_table_of_the_design_is_the_table_of_the_program() -> None:
    table = {one.shown: one.does for one in shortcuts.TABLE}
    assert all(table.get(key) == does for key, does in DESIGN.items())
    assert all(f"Ctrl+{place}" in table for place in range(1, 9))


def test_no_key_means_two_things_and_what_is_left_alone_is_left_alone() -> None:
    keys = [key for one in shortcuts.TABLE for key in one.keys]
    assert len(keys) == len(set(keys))
    assert not {"F2", "F4", "F10", "F11", "Shift+F10", "Ctrl+D", "Ctrl+E", "Ctrl+U"} & set(keys)
    assert not [key for key in shortcuts.by_key() if "Ctrl+Alt" in key or len(key) == 1]


def test_help_and_the_page_of_keys_are_made_from_the_table() -> None:
    assert Path("docs/keys.md").read_text(encoding="utf-8") == shortcuts.as_markdown()
    shown = dict(shortcuts.for_help())
    assert shown["Ctrl+1 ... 8"] == "screens of the rail"
    assert "Ctrl+P" not in shown, "what no screen takes yet is not promised"


def test_a_cap_says_its_key_with_spaces() -> None:
    assert shortcuts.key_of("primary") == "Ctrl Enter"
    assert shortcuts.key_of("night") == "Ctrl Shift N"
    assert shortcuts.key_of("larger") == "Ctrl +"
    assert shortcuts.key_of("release") == "F9"


def test_ctrl_k_opens_the_palette_from_inside_a_text_box_and_changes_no_text(frame: Frame) -> None:
    window = frame.show(first="encounter")
    box = frame.form.text.edit
    box.setPlainText("Mile 12, Placeholder Rd")
    box.setFocus()
    press(box, Qt.Key.Key_K, CTRL)
    assert window.palette_box.isVisible()
    assert frame.form.text.text() == "Mile 12, Placeholder Rd"
    press(focused(), Qt.Key.Key_Escape)
    assert focused() is box


def test_the_keys_are_taken_from_a_box_by_accepting_their_override(frame: Frame) -> None:
    frame.show(first="encounter")
    frame.form.where.edit.setFocus()
    override = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_K, CTRL)
    override.ignore()
    QApplication.sendEvent(frame.form.where.edit, override)
    assert override.isAccepted()


def test_f8_f9_and_f7_open_their_drawer_with_the_case_of_the_head_from_anywhere(frame: Frame) -> None:
    window = frame.show()
    for key, name in ((Qt.Key.Key_F8, "stop_and_call"), (Qt.Key.Key_F9, "release"), (Qt.Key.Key_F7, "why")):
        press(window, key)
        assert window.panel.isVisible()
        assert frame.presenters[name].told[-1] == "open c1"
    press(focused(), Qt.Key.Key_F9)
    assert frame.presenters["release"].told[-1] == "open c1"


def test_ctrl_enter_is_the_primary_act_of_the_open_drawer_else_of_the_screen(frame: Frame) -> None:
    window = frame.show(first="encounter")
    press(frame.form.text.edit, Qt.Key.Key_Return, CTRL)
    assert frame.presenters["encounter"].told[-1] == "primary"
    assert frame.form.text.text() == ""
    press(window, Qt.Key.Key_F9)
    press(focused(), Qt.Key.Key_Return, CTRL)
    assert frame.presenters["release"].told[-1] == "primary"
    assert frame.presenters["encounter"].told.count("primary") == 1


def test_a_key_held_down_does_an_act_once(frame: Frame) -> None:
    window = frame.show(first="encounter")
    again = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, CTRL, "", True)
    QApplication.sendEvent(window, again)
    assert "primary" not in frame.presenters["encounter"].told


def test_a_verb_of_the_screen_reaches_it_and_a_verb_nobody_takes_does_nothing(frame: Frame) -> None:
    window = frame.show(first="encounter")
    press(frame.form.where.edit, Qt.Key.Key_S, CTRL)
    assert frame.said == ["save encounter"]
    assert window.act("find") is False


def test_ctrl_and_a_number_opens_a_screen_of_the_rail_and_alt_left_goes_back(frame: Frame) -> None:
    window = frame.show()
    press(window, Qt.Key.Key_3, CTRL)
    assert frame.presenters["attention"].told[-1] == "open"
    press(window, Qt.Key.Key_Left, ALT)
    assert frame.presenters["worklist"].told[-1] == "open"
    press(window, Qt.Key.Key_Right, ALT)
    assert frame.presenters["attention"].told.count("open") == 2
    press(window, Qt.Key.Key_8, CTRL)
    assert frame.presenters["attention"].told.count("open") == 2


def test_ctrl_n_opens_a_new_encounter_and_leaving_a_screen_tells_it(frame: Frame) -> None:
    window = frame.show()
    press(window, Qt.Key.Key_N, CTRL)
    assert frame.presenters["worklist"].told[-1] == "leave"
    assert frame.presenters["encounter"].told == ["open"]


def test_ctrl_l_saves_what_is_typed_then_locks(frame: Frame) -> None:
    window = frame.show(first="encounter")
    press(window, Qt.Key.Key_L, CTRL)
    assert frame.presenters["encounter"].told[-1] == "leave"
    assert frame.asked.locked == 1


def test_text_size_and_night_mode_have_their_keys(frame: Frame) -> None:
    window = frame.show()
    press(window, Qt.Key.Key_Plus, CTRL)
    press(window, Qt.Key.Key_Minus, CTRL)
    press(window, Qt.Key.Key_Minus, CTRL)
    press(window, Qt.Key.Key_Minus, CTRL)
    press(window, Qt.Key.Key_0, CTRL)
    assert [percent for _, percent in frame.asked.looks] == [110, 100, 90, 90, 100]
    press(window, Qt.Key.Key_N, CTRL | SHIFT)
    assert frame.asked.looks[-1] == ("night", 100)
    press(window, Qt.Key.Key_N, CTRL | SHIFT)
    assert frame.asked.looks[-1] == ("light", 100)


def test_ctrl_j_opens_the_journal_of_the_case_in_the_head(frame: Frame) -> None:
    window = frame.show()
    press(window, Qt.Key.Key_J, CTRL)
    assert frame.presenters["journal"].told == ["open c1"]
    window.open(Place("attention"))
    press(window, Qt.Key.Key_J, CTRL)
    assert frame.presenters["journal"].told == ["open c1", "leave"]


def test_f6_walks_the_regions_in_order_and_shift_f6_walks_back(frame: Frame) -> None:
    window = frame.show(first="encounter")
    seen = []
    for _ in range(5):
        press(focused(), Qt.Key.Key_F6)
        seen.append(region())
    assert seen == ["status", "top", "rail", "head", "content"]
    press(focused(), Qt.Key.Key_F6, SHIFT)
    assert region() == "head"
    assert focused() is not window.rail


def test_f6_in_the_rail_begins_at_the_screen_in_front(frame: Frame) -> None:
    frame.show(first="encounter")
    for _ in range(3):
        press(focused(), Qt.Key.Key_F6)
    assert focused().objectName() == "rail.encounter"
    press(focused(), Qt.Key.Key_Down)
    assert focused().objectName() == "rail.attention"


def test_the_palette_finds_verbs_first_cases_by_number_and_never_a_person(frame: Frame) -> None:
    window = frame.show()
    press(window, Qt.Key.Key_K, CTRL)
    groups = [line.group for line in window.palette_box.lines()]
    assert groups == sorted(groups, key=["Do", "Open cases", "Screens", "Help"].index)
    assert window.palette_box.lines()[0].text == "New encounter"
    QTest.keyClicks(window.palette_box.edit, "cze7")
    assert [line.text for line in window.palette_box.lines()] == ["26-K4CZE7"]
    window.palette_box.edit.clear()
    QTest.keyClicks(window.palette_box.edit, "alex")
    assert window.palette_box.lines() == ()


def test_the_palette_runs_what_is_chosen_and_speaks_what_f9_means_here(frame: Frame) -> None:
    window = frame.show()
    press(window, Qt.Key.Key_K, CTRL)
    QTest.keyClicks(window.palette_box.edit, "end the")
    assert [line.key for line in window.palette_box.lines()] == ["F9"]
    press(window.palette_box.edit, Qt.Key.Key_Return)
    settle()
    assert window.panel.isVisible()
    assert not window.palette_box.isVisible()


def test_up_and_down_choose_in_the_palette(frame: Frame) -> None:
    window = frame.show()
    press(window, Qt.Key.Key_K, CTRL)
    QTest.keyClicks(window.palette_box.edit, "j")
    assert [line.text for line in window.palette_box.lines()] == ["Journal"]
    window.palette_box.edit.clear()
    press(window.palette_box.edit, Qt.Key.Key_Up)
    press(window.palette_box.edit, Qt.Key.Key_Return)
    assert frame.presenters["journal"].told == []


def region() -> str:
    widget = focused()
    while not widget.property("region"):
        parent = widget.parentWidget()
        assert parent is not None
        widget = parent
    return str(widget.property("region"))
