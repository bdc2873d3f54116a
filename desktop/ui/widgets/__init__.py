"""Small dumb parts that all screens are made of. They know roles and text heights, never a case, a colour or a pixel.

Button(text, icon="", key="", kind="normal")        kinds: normal primary strong quiet plain blocked due due_edge
Label(text, role="body") · IconText(icon, text, role) · Icon(name) · KeyCap(key) · Badge(level)
Card(title).body/.head · Rule() · Scroll(content) · TwoPane(main, side) · Flow() · Tabs(options) · row() · column()
LineField · TextArea · PickField · TimeField · ChoiceRow   all: label, hint, beside=, set_problem(text), control
ClockCard · ClockStrip · Progress · NoticeLine · NoticeStack · Drawer · DrawerPage
DataTable(columns, name) with Column, Row, Cell
"""

from __future__ import annotations

from desktop.ui.widgets.boxes import Card, Flow, Rule, Scroll, Tabs, TwoPane, column, row, surface
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choice import Choice, ChoiceRow
from desktop.ui.widgets.clocks import ClockCard, ClockStrip, Progress, level_of
from desktop.ui.widgets.drawer import Drawer, DrawerPage
from desktop.ui.widgets.fields import Field, LineField, TextArea
from desktop.ui.widgets.labels import Badge, Icon, IconText, KeyCap, Label, reveal
from desktop.ui.widgets.notice import NoticeLine, NoticeStack
from desktop.ui.widgets.pick import PickField
from desktop.ui.widgets.table import Cell, Column, DataTable, Row
from desktop.ui.widgets.timefield import TimeField

__all__ = [
    "Badge",
    "Button",
    "Card",
    "Cell",
    "Choice",
    "ChoiceRow",
    "ClockCard",
    "ClockStrip",
    "Column",
    "DataTable",
    "Drawer",
    "DrawerPage",
    "Field",
    "Flow",
    "Icon",
    "IconText",
    "KeyCap",
    "Label",
    "LineField",
    "NoticeLine",
    "NoticeStack",
    "PickField",
    "Progress",
    "Row",
    "Rule",
    "Scroll",
    "Tabs",
    "TextArea",
    "TimeField",
    "TwoPane",
    "column",
    "level_of",
    "reveal",
    "row",
    "surface",
]
