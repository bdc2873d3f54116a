"""The widgets: what they show, what they speak, which keys they take."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui import theme, words
from desktop.ui.widgets import (
    Badge,
    Button,
    Cell,
    ChoiceRow,
    ClockCard,
    ClockStrip,
    Column,
    DataTable,
    Label,
    LineField,
    NoticeLine,
    NoticeStack,
    PickField,
    Row,
    Scroll,
    Tabs,
    TextArea,
    TimeField,
    column,
)
from desktop.ui.widgets.table_paint import MERGED, STACKED, WIDE
from desktop.ui.widgets.timefield import parsed
from tests.ui.frame_desk import NOW, ZONE, focused, press, settle

CTRL = Qt.KeyboardModifier.ControlModifier
REASONS = [("stop", "Traffic stop"), ("call", "Call"), ("warrant", "Warrant")]


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> None:
    theme.apply(qapp)


@pytest.fixture
def page(qapp: QApplication) -> Iterator[QWidget]:
    made = QWidget()
    made.setLayout(column())
    made.resize(900, 700)
    yield made
    made.close()


def on(page: QWidget, *parts: QWidget) -> None:
    layout = page.layout()
    assert layout is not None
    for part in parts:
        layout.addWidget(part)
    page.show()
    settle()


def spoken(widget: QWidget) -> str:
    face = QAccessible.queryAccessibleInterface(widget)
    assert face is not None
    return face.text(QAccessible.Text.Name)


# ---- buttons and labels


def test_a_blocked_button_can_be_pressed_and_says_that_it_is_blocked(page: QWidget) -> None:
    button, pressed = Button("Transfer to ICE", kind="blocked"), []
    button.clicked.connect(lambda: pressed.append(1))
    on(page, button)
    press(button, Qt.Key.Key_Space)
    assert pressed == [1]
    assert spoken(button) == "Transfer to ICE. Blocked"
    button.set_kind("primary")
    assert spoken(button) == "Transfer to ICE"


def test_a_button_gives_up_its_cap_before_its_words(page: QWidget) -> None:
    button = Button("Save encounter", "check", "Ctrl Enter", "primary")
    assert button.minimumSizeHint().width() < button.sizeHint().width()
    button.set_compact(True)
    assert button.sizeHint().width() < Button("Save encounter", "check", "Ctrl Enter").sizeHint().width()
    assert button.accessibleDescription() == "Key Ctrl Enter"


def test_a_label_prefers_one_line_and_wraps_where_there_is_less_room(page: QWidget) -> None:
    label = Label("Release Alex Sample now. No approval is needed.", "title")
    one = label.sizeHint()
    assert label.heightForWidth(one.width()) == one.height()
    assert label.heightForWidth(one.width() // 2) > one.height()
    assert label.minimumSizeHint().width() < one.width() // 2


def test_a_hidden_part_never_stands_alone_as_a_window(qapp: QApplication) -> None:
    badge = Badge()
    badge.set_level("urgent")
    assert not badge.isVisible()
    assert badge.accessibleName() == "Urgent"


# ---- choices


def test_digits_choose_enter_goes_on_and_arrows_move_without_choosing(page: QWidget) -> None:
    row, after = ChoiceRow("Why this contact began", REASONS), LineField("Where")
    told: list[object] = []
    row.chosen.connect(told.append)
    on(page, row, after)
    row.control.setFocus()
    press(focused(), Qt.Key.Key_Right)
    assert row.code() == ""
    press(focused(), Qt.Key.Key_3)
    press(focused(), Qt.Key.Key_2)
    assert told == ["warrant", "call"]
    press(focused(), Qt.Key.Key_Return)
    assert focused() is after.edit


def test_y_and_n_answer_a_yes_no_question(page: QWidget) -> None:
    row = ChoiceRow("Call for service", [("yes", "Yes"), ("no", "No")], "YN")
    on(page, row)
    row.control.setFocus()
    press(focused(), Qt.Key.Key_N)
    assert row.code() == "no"
    row.choose("")
    assert row.code() == ""
    assert spoken(row.option("no")) == "No"
    assert row.option("no").accessibleDescription() == "Key N"


def test_answers_in_columns_stand_below_each_other_where_they_do_not_fit(page: QWidget) -> None:
    options = [
        ("a", "Approve", "a warrant follows, signed by ICE"),
        ("r", "Return with reasons", "the officer answers"),
    ]
    row = ChoiceRow("Your answer", options, "", columns=2)
    on(page, row)
    assert row.option("a").y() == row.option("r").y()
    page.resize(theme.th(20), 700)
    settle()
    assert row.option("a").y() < row.option("r").y()
    assert row.option("a").width() >= row.option("a").sizeHint().width()


# ---- fields


def test_a_problem_stands_beside_the_field_and_in_its_description_and_keeps_what_was_typed(page: QWidget) -> None:
    field = LineField("Offence", "By law or NCIC code")
    on(page, field)
    QTest.keyClicks(field.edit, "following")
    field.set_problem("Write the offence.")
    assert field.problem() == "Write the offence."
    assert field.edit.accessibleDescription() == "Write the offence."
    assert field.text() == "following"
    field.set_problem("")
    assert field.edit.accessibleDescription() == "By law or NCIC code"
    assert spoken(field.edit) == "Offence"


def test_typing_speaks_and_putting_a_text_in_does_not(page: QWidget) -> None:
    line, area = LineField("Where"), TextArea("What happened")
    told: list[object] = []
    line.edited.connect(told.append)
    area.edited.connect(told.append)
    on(page, line, area)
    line.set_text("Mile 12")
    area.set_text("At 22:41")
    assert told == []
    QTest.keyClicks(line.edit, "!")
    QTest.keyClicks(area.edit, "A")
    assert told == ["Mile 12!", "AAt 22:41"]


def test_tab_leaves_a_text_box(page: QWidget) -> None:
    area, after = TextArea("What happened"), LineField("Where")
    on(page, area, after)
    area.edit.setFocus()
    press(area.edit, Qt.Key.Key_Tab)
    assert focused() is after.edit


def test_a_type_ahead_offers_answers_and_typing_on_makes_it_free_text(page: QWidget) -> None:
    field = PickField("Offence", lambda text: [("12-3", "Sample Code 12-3", "NCIC 5499")] if "fol" in text else [])
    told: list[str] = []
    field.picked.connect(told.append)
    on(page, field)
    field.edit.setFocus()
    QTest.keyClicks(field.edit, "foll")
    assert field.offers.isVisible()
    press(field.edit, Qt.Key.Key_Return)
    assert not field.offers.isVisible()
    assert (field.code(), field.text(), told) == ("12-3", "Sample Code 12-3", ["12-3"])
    QTest.keyClicks(field.edit, "x")
    assert field.code() == ""
    field.edit.clear()
    QTest.keyClicks(field.edit, "fol")
    press(field.edit, Qt.Key.Key_Escape)
    assert not field.offers.isVisible()


# ---- times


def test_t_writes_now_and_up_and_down_move_one_minute(page: QWidget) -> None:
    field = TimeField("Stop began", ZONE, lambda: NOW)
    told: list[object] = []
    field.changed.connect(lambda: told.append(field.value()))
    on(page, field)
    press(field.edit, Qt.Key.Key_T)
    assert field.value() == NOW
    assert field.edit.text() == "15:12"
    press(field.edit, Qt.Key.Key_Up)
    press(field.edit, Qt.Key.Key_Down)
    press(field.edit, Qt.Key.Key_Down)
    assert field.value() == NOW - timedelta(minutes=1)
    assert len(told) == 4


@pytest.mark.parametrize(
    ("typed", "local"),
    [
        ("15:10", datetime(2026, 5, 24, 15, 10)),
        ("1510", datetime(2026, 5, 24, 15, 10)),
        ("23:50", datetime(2026, 5, 23, 23, 50)),
        ("22 May 17:00", datetime(2026, 5, 22, 17, 0)),
        ("2026-05-22 17:00", datetime(2026, 5, 22, 17, 0)),
        ("26 Dec 09:00", datetime(2025, 12, 26, 9, 0)),
    ],
)
def test_a_typed_time_is_the_latest_one_that_is_not_in_the_future(typed: str, local: datetime) -> None:
    zone = ZoneInfo(ZONE)
    assert parsed(typed, NOW, zone) == local.replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize("typed", ["25:00", "12:61", "soon", "31 Feb 12:00", "2026-13-01 12:00", "22 Foo 12:00", ""])
def test_what_is_no_time_is_no_time(typed: str) -> None:
    assert parsed(typed, NOW, ZoneInfo(ZONE)) is None


def test_an_hour_that_a_change_of_clocks_leaves_out_is_no_time() -> None:
    assert parsed("2026-03-08 02:30", NOW, ZoneInfo(ZONE)) is None


def test_a_time_that_cannot_be_read_says_so_and_stays_as_typed(page: QWidget) -> None:
    field = TimeField("Stop began", ZONE, lambda: NOW)
    on(page, field)
    QTest.keyClicks(field.edit, "25:99")
    assert field.value() is None
    assert "22:41" in field.problem()
    assert field.edit.text() == "25:99"


# ---- clocks


@dataclass(frozen=True)
class Clock:
    ends_at: datetime
    hard: bool = True
    id: str = "D2"
    name: str = "Hold, form I-247A"
    started_at: datetime = NOW - timedelta(hours=46)
    note: str = "At 17:00: release."


def test_only_a_hard_clock_reaches_amber_and_red(page: QWidget) -> None:
    card = ClockCard()
    on(page, card)
    card.show_clock(Clock(NOW + timedelta(minutes=108)), NOW, ZONE)
    assert (card.left.text(), card.badge.accessibleName()) == ("1 h 48 min left", "Urgent")
    assert card.note.text() == "Ends today 17:00. At 17:00: release."
    card.show_clock(Clock(NOW + timedelta(minutes=108), hard=False), NOW, ZONE)
    assert card.badge.accessibleName() == "Running"


def test_a_clock_is_spoken_anew_only_at_a_new_step(page: QWidget) -> None:
    card = ClockCard()
    clock = Clock(NOW + timedelta(minutes=108))
    card.show_clock(clock, NOW, ZONE)
    first = card.accessibleName()
    card.show_clock(clock, NOW + timedelta(minutes=5), ZONE)
    assert card.accessibleName() == first
    card.show_clock(clock, NOW + timedelta(minutes=110), ZONE)
    assert card.accessibleName().endswith("Release due")


def test_the_strip_shows_three_clocks_and_counts_the_rest(page: QWidget) -> None:
    strip = ClockStrip()
    on(page, strip)
    strip.show_clocks([Clock(NOW + timedelta(hours=n)) for n in (1, 5, 11, 30, 90)], NOW, ZONE)
    settle()
    assert [label.text() for label in strip.findChildren(Label) if label.text().startswith("+")] == ["+ 2 more"]
    strip.show_clocks([], NOW, ZONE)
    assert not strip.isVisible()


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(minutes=48), "48 min left"),
        (timedelta(hours=1, minutes=48), "1 h 48 min left"),
        (timedelta(hours=10, minutes=5), "10 h 05 min left"),
        (timedelta(hours=71, minutes=59), "71 h 59 min left"),
        (timedelta(hours=73, minutes=48), "3 d 1 h left"),
        (timedelta(minutes=-14), "14 min over"),
        (timedelta(0), "0 min over"),
    ],
)
def test_time_left_in_words(left: timedelta, said: str) -> None:
    assert words.time_left(NOW + left, NOW) == said


def test_a_moment_in_words_by_the_clock_of_the_place() -> None:
    assert words.moment(NOW, NOW, ZONE) == "today 15:12"
    assert words.moment(NOW + timedelta(hours=10), NOW, ZONE) == "tomorrow 01:12"
    assert words.moment(NOW - timedelta(hours=16), NOW, ZONE) == "yesterday 23:12"
    assert words.moment(NOW + timedelta(days=2), NOW, ZONE) == "Tue 26 May 15:12"
    assert words.ago(None, NOW, ZONE) == "No contact yet"
    assert words.ago(NOW, NOW, ZONE) == "Live"
    assert words.ago(NOW - timedelta(hours=2), NOW, ZONE) == "No contact since 13:12"


# ---- lists, tabs, notices

COLUMNS = [
    Column("Time left", 0, 10),
    Column("Person, booking no.", 2, 8),
    Column("Where it stands, next step", 4, 8, "under"),
    Column("Delivery", 0, 7),
]


def case(key: str, name: str = "Sample, Alex") -> Row:
    cells = (
        Cell("1 h 48 min left", "ends today 17:00", level="urgent"),
        Cell(name, "26-04417", strong=True, ids=True),
        Cell("Immigration hold", "Confirm ICE pick-up, or prepare release", bottom_strong=True),
        Cell("Received", icon="check"),
    )
    return Row(key, cells, f"{name}, booking 26-04417. Hold ends in 1 hour 48 minutes, urgent. Received.")


def test_a_list_keeps_its_chosen_row_when_others_come(page: QWidget) -> None:
    table = DataTable(COLUMNS, "Worklist")
    told: list[object] = []
    table.chosen.connect(told.append)
    on(page, table)
    table.set_rows([case("a"), case("b"), case("c")])
    assert table.key() == "a"
    table.choose("b")
    table.set_rows([case("x"), case("c"), case("b")])
    assert table.key() == "b"
    table.set_rows([case("c")])
    assert table.key() == "c"


def test_enter_opens_the_chosen_row_and_tab_leaves_the_list(page: QWidget) -> None:
    table, after = DataTable(COLUMNS, "Worklist"), LineField("Where")
    told: list[object] = []
    table.opened.connect(told.append)
    on(page, table, after)
    table.set_rows([case("a"), case("b")])
    table.setFocus()
    press(table, Qt.Key.Key_Down)
    press(table, Qt.Key.Key_Return)
    assert told == ["b"]
    press(table, Qt.Key.Key_Tab)
    assert focused() is after.edit


def test_a_row_is_spoken_as_one_sentence(page: QWidget) -> None:
    table = DataTable(COLUMNS, "Worklist")
    on(page, table)
    table.set_rows([case("a")])
    index = table.model().index(0, 0)
    assert "urgent" in table.model().data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken(table) == "Worklist"


def test_columns_merge_and_then_stack_where_words_would_be_cut(page: QWidget) -> None:
    table = DataTable(COLUMNS, "Worklist")
    page.resize(theme.th(70), 500)
    on(page, table)
    table.set_rows([case("a")])
    assert table._shape.way == WIDE
    page.resize(theme.th(52), 500)
    settle()
    assert table._shape.way == MERGED
    page.resize(theme.th(26), 500)
    settle()
    assert table._shape.way == STACKED


def test_the_end_of_a_list_asks_for_more(page: QWidget) -> None:
    table, asked = DataTable(COLUMNS, "Worklist"), []
    table.more_wanted.connect(lambda: asked.append(1))
    on(page, table)
    table.set_rows([case(str(n)) for n in range(50)])
    table.scrollToBottom()
    assert asked
    table.add_rows([case("more")])
    assert len(table.rows()) == 51


def test_tabs_speak_their_code_and_count(page: QWidget) -> None:
    tabs = Tabs([("today", "Today"), ("mine", "My cases")], "Lists")
    told: list[object] = []
    tabs.chosen.connect(told.append)
    on(page, tabs)
    tabs.set_count("mine", 14)
    tabs.setFocus()
    press(tabs, Qt.Key.Key_Right)
    assert told == ["mine"]
    assert tabs.code() == "mine"
    assert tabs.accessibleTabName(1) == "My cases 14"


def test_a_notice_is_replaced_by_its_key_and_hidden_by_hand(page: QWidget) -> None:
    stack = NoticeStack()
    on(page, stack)
    stack.put("contact", NoticeLine("No contact since 14:52."))
    line = NoticeLine("No contact since 14:52. You can go on.")
    stack.put("contact", line)
    assert stack.texts() == ("No contact since 14:52. You can go on.",)
    line.aside.click()
    assert stack.texts() == ()


def test_a_page_scrolls_down_and_never_sideways(page: QWidget) -> None:
    inside = QWidget()
    inside.setLayout(column(*[TextArea("What happened", lines=8) for _ in range(6)]))
    scroll = Scroll(inside)
    on(page, scroll)
    assert scroll.verticalScrollBar().maximum() > 0
    assert scroll.horizontalScrollBar().maximum() == 0
