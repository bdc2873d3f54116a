"""The look: contrasts as screens.md section 5 gives them, one stylesheet, no colour or pixel in the screens."""

import ast
import math
import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontInfo, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

import resources
from desktop.ui import theme
from desktop.ui.widgets import Label

UI = [Path("desktop/ui"), Path("desktop/locked")]

# role, backgrounds, worst of light, dark, night; cut to one decimal
CONTRASTS = [
    ("edge", ("select",), (3.3, 3.1, 3.1)),
    ("text", ("select", "accent_tint"), (13.0, 10.3, 7.6)),
    ("text2", ("select", "accent_tint"), (7.5, 7.5, 6.4)),
    ("muted", ("select", "accent_tint"), (4.8, 4.9, 4.7)),
    ("accent", ("accent_tint",), (6.8, 6.9, 5.8)),
    ("accent_ink", ("accent",), (8.1, 8.4, 6.8)),
    ("accent_text", ("select", "accent_tint"), (7.6, 7.4, 6.7)),
    ("amber", ("select", "amber_fill"), (6.3, 7.2, 7.0)),
    ("amber_edge", ("select", "amber_fill"), (3.7, 3.9, 3.7)),
    ("red", ("select", "red_tint"), (6.2, 6.1, 5.6)),
    ("red_fill", ("window", "surface"), (7.1, 7.3, 6.5)),
    ("red_ink", ("red_fill",), (7.8, 8.2, 6.7)),
    ("focus", ("select",), (6.4, 7.4, 7.8)),
]
COLORS = {
    "light": "#F4F5F6 #FFFFFF #EAEDEF #D3D9DE #717D88 #16202A #3A4753 #56636F #0A5673 #0A4A63 #A3160F",
    "dark": "#0F1418 #171E24 #0B0F12 #2C363F #74828F #E6EBF0 #C2CCD5 #98A5B1 #6FC3E0 #8FD3EA #FF8A7E",
    "night": "#080403 #110806 #050201 #3A1F14 #96583A #DE9D75 #CE8F68 #B27953 #D97F3F #DB8F58 #DB7B52",
}
ROLES = ["window", "surface", "sunken", "line", "edge", "text", "text2", "muted", "accent", "accent_text", "red_fill"]


def luminance(color: QColor) -> float:
    parts = [part / 255 for part in (color.red(), color.green(), color.blue())]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, two: QColor) -> float:
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(params=theme.MODES)
def mode(request: pytest.FixtureRequest, qapp: QApplication) -> str:
    theme.apply(qapp, request.param)
    return str(request.param)


def test_the_measured_contrasts_are_those_of_the_table(mode: str) -> None:
    place = theme.MODES.index(mode)
    for role, grounds, worst in CONTRASTS:
        least = min(contrast(theme.color(role), theme.color(ground)) for ground in grounds)
        assert abs(math.floor(least * 10) / 10 - worst[place]) < 0.11, (mode, role, least)
        assert least >= worst[place] - 0.05, (mode, role, least)


def test_the_colours_are_those_of_the_table(mode: str) -> None:
    assert [theme.color(role).name().upper() for role in ROLES] == COLORS[mode].split()


def test_every_mode_names_the_same_roles() -> None:
    tokens = theme.tokens()
    assert set(tokens["light"]) == set(tokens["dark"]) == set(tokens["night"])


def test_words_on_the_training_band_and_on_an_urgent_badge_can_be_read(mode: str) -> None:
    assert contrast(theme.color("band_ink"), theme.color("band")) >= 4.5
    assert contrast(theme.color("urgent_ink"), theme.color("urgent_fill")) >= 4.5


def test_in_night_no_colour_is_bluer_than_green_or_greener_than_red_and_nothing_is_bright(qapp: QApplication) -> None:
    theme.apply(qapp, "night")
    for role in theme.tokens()["night"]:
        color = theme.color(role)
        assert color.red() >= color.green() >= color.blue(), role
        assert luminance(color) <= 0.4216, role


def test_the_palette_and_the_stylesheet_come_from_the_tokens(mode: str, qapp: QApplication) -> None:
    palette = qapp.palette()
    assert palette.color(QPalette.ColorRole.Window) == theme.color("window")
    assert palette.color(QPalette.ColorRole.PlaceholderText) == theme.color("muted")
    sheet = qapp.styleSheet()
    assert "@" not in sheet
    assert "th(" not in sheet
    named = {QColor(one).name() for one in re.findall(r"#[0-9a-fA-F]{6}\b", sheet)}
    assert named <= {theme.color(role).name() for role in theme.tokens()[mode]}


def test_inter_is_bundled_and_a_text_height_is_17_pixels_at_100_percent(qapp: QApplication) -> None:
    theme.apply(qapp)
    assert QFontInfo(theme.font()).family() == "Inter"
    assert QFontMetrics(theme.font()).height() == 17
    assert theme.th(1) == 17


def test_small_text_is_never_under_12_pixels(qapp: QApplication) -> None:
    theme.apply(qapp, "light", 90)
    assert all(theme.font(size).pixelSize() >= 12 for size in theme.tokens()["size"])


def test_times_and_ids_have_figures_of_one_width(qapp: QApplication) -> None:
    theme.apply(qapp)
    for font in (theme.font("time_row"), theme.font(ids=True)):
        assert len({QFontMetrics(font).horizontalAdvance(digit * 8) for digit in "0123456789"}) == 1


def test_text_size_is_kept_between_90_and_200_percent_and_lengths_follow_it(qapp: QApplication) -> None:
    page = QWidget()
    layout = QVBoxLayout(page)
    theme.space(layout, 0.5, (1, 1, 1, 1))
    theme.size(page, min_width=10)
    theme.apply(qapp, "light", 200)
    assert layout.spacing() == 17
    assert layout.contentsMargins().left() == 34
    assert page.minimumWidth() == 340
    theme.apply(qapp, "light", 1000)
    assert theme.percent() == 200
    theme.apply(qapp, "light", 10)
    assert theme.percent() == 90


def test_an_unknown_look_is_light(qapp: QApplication) -> None:
    theme.apply(qapp, "purple")
    assert theme.mode() == "light"


def test_every_icon_that_is_shipped_draws_something_in_the_colour_of_its_role(qapp: QApplication) -> None:
    theme.apply(qapp)
    for file in resources.folder("icons").glob("*.svg"):
        image = theme.pixmap(file.stem, "red").toImage()
        drawn = [
            image.pixelColor(x, y)
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() > 200
        ]
        assert drawn, file.name
        assert all(abs(one.red() - theme.color("red").red()) < 12 for one in drawn), file.name


def test_every_icon_named_in_the_screens_is_shipped_and_none_is_idle() -> None:
    shipped = {file.stem for file in resources.folder("icons").glob("*.svg")}
    source = "\n".join(file.read_text() for folder in UI for file in sorted(folder.rglob("*.py")))
    named = set(re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)*)"', source))
    assert shipped <= named, sorted(shipped - named)


def test_labels_never_read_what_a_person_typed_as_markup(qapp: QApplication) -> None:
    assert Label("<b>bold</b>").textFormat().name == "PlainText"
    assert QLabel().textFormat().name != "PlainText"


COLOR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsl\(")
PIXEL = re.compile(r"\b\d+\s?px\b")


def test_no_colour_and_no_pixel_stands_in_the_code_of_the_screens() -> None:
    for folder in UI:
        for file in sorted(folder.rglob("*.py")):
            if file.name == "theme.py":
                continue
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    assert not COLOR.search(node.value), (file, node.value)
                    assert not PIXEL.search(node.value), (file, node.value)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    assert node.func.id != "QColor" or file.name == "paint.py", file


def test_only_the_theme_sets_a_stylesheet() -> None:
    found = [
        file
        for folder in UI
        for file in sorted(folder.rglob("*.py"))
        if "setStyleSheet" in file.read_text() and file.name != "theme.py"
    ]
    assert found == []


def test_no_widget_is_given_a_fixed_number_of_pixels() -> None:
    """setFixedHeight and its like take th(), or 1: a line is one device pixel."""
    setters = {"setFixedHeight", "setFixedWidth", "setMinimumWidth", "setMinimumHeight", "setMaximumWidth",
               "setMaximumHeight", "setContentsMargins", "setSpacing", "addSpacing"}  # fmt: skip
    for folder in UI:
        for file in sorted(folder.rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in setters:
                    numbers = [one.value for one in node.args if isinstance(one, ast.Constant)]
                    assert all(number in (0, 1) for number in numbers), (file, node.lineno)
