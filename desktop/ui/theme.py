"""The look: tokens.toml becomes one stylesheet, one palette and one measure of length.

app.py calls `apply` before the first window and whenever the person changes light, dark, night or text size. Widgets
name roles ("muted", "accent_tint") and lengths in text heights (`th`); this is the one module that knows a colour or
a pixel, and the only one that sets a stylesheet. It never decides what is shown.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from typing import Final

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QImage, QPainter, QPalette, QPixmap, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QLayout, QStyleFactory, QWidget

import resources

MODES: Final = ("light", "dark", "night")
SMALLEST_PERCENT: Final = 90
LARGEST_PERCENT: Final = 200


class _Look:
    """What is applied now. One per process, as there is one QApplication."""

    mode = "light"
    percent = 100


@cache
def tokens() -> dict[str, dict[str, object]]:
    """tomllib's reading of resources/theme/tokens.toml, as it is."""
    return tomllib.loads((resources.folder("theme") / "tokens.toml").read_text(encoding="utf-8"))


def mode() -> str:
    """The mode in force: light, dark or night."""
    return _Look.mode


def percent() -> int:
    """The text size in force, 90-200."""
    return _Look.percent


def color(role: str) -> QColor:
    """The colour of a role in the mode in force. KeyError for a role that tokens.toml does not name."""
    return QColor(str(tokens()[_Look.mode][role]))


def th(heights: float) -> int:
    """Text heights as device-independent pixels at the text size in force; at least one for what is above nothing."""
    exact = heights * _number("type", "height") * _Look.percent / 100
    return max(1, round(exact)) if heights > 0 else round(exact)


def length(name: str) -> int:
    """A named length of tokens.toml ("radius", "row_two") in pixels."""
    return th(_number("length", name))


def is_narrow(width: int) -> bool:
    """Whether a window of this width is under 64 text heights: the rail becomes a row, side panels go below."""
    return width < length("narrow")


def font(name: str = "body", *, ids: bool = False) -> QFont:
    """The font of a size of tokens.toml; times get tabular figures, ids=True a slashed zero too."""
    return QFont(_font(name, ids, _Look.percent))


@cache
def _font(name: str, ids: bool, _percent: int) -> QFont:
    """Made once for each text size: a table asks for hundreds of them in one paint."""
    made = QFont(str(tokens()["type"]["family"]))
    size, weight = _size(name)
    made.setPixelSize(size)
    made.setWeight(QFont.Weight(weight))
    features = ("tnum", "zero", "ss02") if ids else ("tnum",) if name.startswith("time") else ()
    for feature in features:
        made.setFeature(QFont.Tag(feature), 1)
    return made


def space(layout: QLayout, gap: float = 0.5, margins: Sequence[float] = (0, 0, 0, 0)) -> None:
    """Set spacing and margins (left, top, right, bottom) in text heights; they follow the text size later."""
    layout.setProperty("thSpace", [gap, *margins])
    _space(layout)


def size(
    widget: QWidget,
    *,
    min_width: float = 0,
    max_width: float = 0,
    min_height: float = 0,
    max_height: float = 0,
) -> None:
    """Bound a widget in text heights (0: no bound); the bounds follow the text size later."""
    widget.setProperty("thSize", [min_width, max_width, min_height, max_height])
    _size_widget(widget)


def pixmap(name: str, role: str = "text2", heights: float = 1.15, ratio: float = 1.0) -> QPixmap:
    """A Lucide icon in the colour of a role, `heights` text heights square."""
    return _drawn(name, color(role).name(QColor.NameFormat.HexArgb), th(heights), ratio)


def icon(name: str, role: str = "text2", heights: float = 1.15) -> QIcon:
    """The same as a QIcon."""
    return QIcon(pixmap(name, role, heights, 2.0))


def restyle(widget: QWidget) -> None:
    """Read the rules anew after a property they name has changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def apply(app: QApplication, look: str = "light", text: int = 100) -> None:
    """Put a look on the whole application. look: one of MODES. text: percent, brought into 90-200."""
    _Look.mode = look if look in MODES else "light"
    _Look.percent = min(max(text, SMALLEST_PERCENT), LARGEST_PERCENT)
    load_fonts()
    if app.style().name() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(font())
    app.setPalette(palette())
    sheet = stylesheet()
    if sheet != app.styleSheet():
        app.setStyleSheet(sheet)
    for window in QApplication.topLevelWidgets():
        _measure(window)


@cache
def load_fonts() -> int:
    """Load the bundled fonts, once, before the first widget; how many were taken."""
    files = sorted(resources.folder("fonts").glob("*.ttf"))
    return sum(QFontDatabase.addApplicationFont(str(file)) >= 0 for file in files)


def palette() -> QPalette:
    """The palette of the mode in force, for what no rule of the stylesheet names."""
    made = QPalette()
    for group, role in _PALETTE.items():
        made.setColor(group, color(role))
    return made


def stylesheet() -> str:
    """style.qss with colours, lengths and fonts of the look in force put in."""
    text = (resources.folder("theme") / "style.qss").read_text(encoding="utf-8")
    text = re.sub(r"th-\(([\d.]+)\)", lambda found: f"{max(0, th(float(found[1])) - 1)}px", text)
    text = re.sub(r"th\(([\d.]+)\)", lambda found: f"{th(float(found[1]))}px", text)
    text = re.sub(r"font\((\w+)\);?", _font_rule, text)
    return re.sub(r"@(\w+)", lambda found: color(found[1]).name(), text)


def _font_rule(found: re.Match[str]) -> str:
    size, weight = _size(found[1])
    return f"font-size: {size}px; font-weight: {weight};"


def _number(table: str, name: str) -> float:
    value = tokens()[table][name]
    if not isinstance(value, int | float):
        raise TypeError(name)
    return float(value)


def _size(name: str) -> tuple[int, int]:
    """Pixels and weight of a named size; no text is ever under the smallest."""
    entry = tokens()["size"][name]
    if not isinstance(entry, list):
        raise TypeError(name)
    heights, weight = entry
    pixels = float(heights) * _number("type", "height") * _number("type", "em") * _Look.percent / 100
    return max(int(_number("type", "smallest")), round(pixels)), int(weight)


def _floats(source: QObject, name: str) -> list[float]:
    value = source.property(name)
    return [float(one) for one in value] if value else []


def _space(layout: QLayout) -> None:
    if numbers := _floats(layout, "thSpace"):
        gap, left, top, right, bottom = (th(one) for one in numbers)
        layout.setSpacing(gap)
        layout.setContentsMargins(left, top, right, bottom)


def _size_widget(widget: QWidget) -> None:
    if numbers := _floats(widget, "thSize"):
        least_w, most_w, least_h, most_h = (th(one) for one in numbers)
        widget.setMinimumSize(least_w, least_h)
        widget.setMaximumSize(most_w or _UNBOUND, most_h or _UNBOUND)


def _measure(window: QWidget) -> None:
    """Set all lengths below a window anew, and let what answers to width look again."""
    for widget in [window, *window.findChildren(QWidget)]:
        _size_widget(widget)
    for layout in window.findChildren(QLayout):
        _space(layout)
        layout.invalidate()
    for widget in [window, *window.findChildren(QWidget)]:
        QApplication.sendEvent(widget, QResizeEvent(widget.size(), widget.size()))


@cache
def _svg(name: str) -> str:
    return (resources.folder("icons") / f"{name}.svg").read_text(encoding="utf-8")


@cache
def _drawn(name: str, argb: str, side: int, ratio: float) -> QPixmap:
    tint = QColor(argb)
    source = _svg(name).replace("currentColor", tint.name())
    pixels = QSize(side, side) * ratio
    image = QImage(pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, pixels.width(), pixels.height()))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return QPixmap.fromImage(image)


_UNBOUND: Final = 16_777_215
_PALETTE: Final = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "sunken",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "red",
    QPalette.ColorRole.Highlight: "select",
    QPalette.ColorRole.HighlightedText: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.ToolTipBase: "surface",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "edge",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Shadow: "edge",
    QPalette.ColorRole.Accent: "accent",
}
