"""The rows of a form, built from `Field`s: choices by digits, lines, times, a type-ahead, a text.

Encounter and the asking drawers use it. It keeps what is typed until the presenter says `fresh`, and puts problems
beside their fields. It judges nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.problems import Problem
from desktop.domain.times import from_text, to_text
from desktop.ui import theme
from desktop.ui.fields import Field
from desktop.ui.parts import held
from desktop.ui.pause import Pause
from desktop.ui.widgets import ChoiceRow, Label, LineField, PickField, TextArea, TimeField, column
from desktop.ui.widgets import Field as FieldWidget
from desktop.ui.widgets import row as row_of

TIME_WIDTH = 26.5
Find = Callable[[str], Sequence[tuple[str, str, str]]]
W = TypeVar("W", bound=FieldWidget)


class FormRows(QWidget):
    """The rows. `typed(name, value)` at each change, `paused()` when a draft is to be saved."""

    typed = Signal(str, str)
    paused = Signal()

    def __init__(
        self, prefix: str, now: Callable[[], datetime], zone: str, find: Find | None = None, beside: bool = True
    ) -> None:
        super().__init__()
        self._prefix, self._now, self._zone, self._find, self._beside = prefix, now, zone, find, beside
        self._fields: tuple[Field, ...] = ()
        self._rows: dict[str, FieldWidget] = {}
        self._shells: dict[str, QWidget] = {}
        self._column = column(None, gap=0.65 if beside else 0.8)
        self.setLayout(self._column)
        self.pause = Pause(self)
        self.pause.paused.connect(self.paused)

    def show_fields(
        self, fields: tuple[Field, ...], values: Mapping[str, str], problems: Mapping[str, str], fresh: bool
    ) -> None:
        """Show these fields; their values only when `fresh`, or for rows that are new."""
        new = self._build(fields)
        for name, row in self._rows.items():
            if fresh or name in new:
                self._put(row, values.get(name, ""))
            row.set_problem(problems.get(name, ""))

    def focus(self, name: str) -> None:
        """Give the focus to a field."""
        row = self._rows.get(name)
        if row is not None:
            row.control.setFocus()

    def first(self) -> str:
        """The name of the first field, or ""."""
        return self._fields[0].name if self._fields else ""

    def row(self, name: str) -> FieldWidget:
        """The row of a field."""
        return self._rows[name]

    def _build(self, fields: tuple[Field, ...]) -> set[str]:
        """Make the rows that are missing, take away those that are gone; the names that are new."""
        if fields == self._fields:
            return set()
        kept = {f.name: self._rows[f.name] for f in fields if f in self._fields}
        for name, row in self._rows.items():
            if kept.get(name) is not row:
                shell = self._shells.pop(name)
                shell.hide()
                shell.deleteLater()
        self._rows = {}
        for place, field in enumerate(fields):
            self._rows[field.name] = kept.get(field.name) or self._make(field)
            self._shells.setdefault(field.name, self._rows[field.name])
            self._column.insertWidget(place, self._shells[field.name])
        self._fields = fields
        return {field.name for field in fields} - set(kept)

    def _make(self, field: Field) -> FieldWidget:
        match field.kind:
            case "choice":
                return self._choice(field, "digits")
            case "yes_no":
                return self._choice(field, "YN")
            case "time":
                return self._time(field)
            case "offence":
                return self._offence(field)
            case "pick":
                return self._pick(field)
            case "text":
                return self._text(field)
        return self._line(field)

    def _choice(self, field: Field, keys: str) -> ChoiceRow:
        row = ChoiceRow(field.label, field.choices, keys, hint=field.hint, beside=self._beside)
        row.chosen.connect(lambda code: self._say(field.name, code))
        for code, _ in field.choices:
            row.option(code).setObjectName(f"{self._prefix}.{field.name}.{code}")
        return self._named(row, field)

    def _line(self, field: Field) -> LineField:
        row = LineField(field.label, "", icon=field.icon, beside=self._beside, placeholder=field.hint)
        row.edited.connect(lambda text: self._say(field.name, text))
        row.entered.connect(self._go_on)
        return self._named(row, field)

    def _offence(self, field: Field) -> PickField:
        row = PickField(field.label, self._find or nothing, field.hint, icon=field.icon, beside=self._beside)
        row.edited.connect(lambda text: self._say(field.name, text))
        row.picked.connect(lambda code: self._say(field.name, code))
        row.entered.connect(self._go_on)
        return self._named(row, field)

    def _pick(self, field: Field) -> PickField:
        options = field.choices

        def find(text: str) -> list[tuple[str, str, str]]:
            return [(code, label, "") for code, label in options if text.lower() in label.lower()]

        row = PickField(field.label, find, "Type a few letters, then choose.", icon="search", beside=self._beside)
        row.picked.connect(lambda code: self._say(field.name, code))
        row.edited.connect(lambda text: self._say(field.name, free_code(text, options)))
        row.entered.connect(self._go_on)
        return self._named(row, field)

    def _text(self, field: Field) -> TextArea:
        row = TextArea(field.label, field.hint, lines=5)
        row.edited.connect(lambda text: self._say(field.name, text))
        return self._named(row, field)

    def _time(self, field: Field) -> TimeField:
        """A time; on a wide form its hint stands at the right of it."""
        hint = "" if self._beside else field.hint
        row = TimeField(field.label, self._zone, self._now, hint, beside=self._beside)
        row.changed.connect(lambda: self._say(field.name, time_text(row)))
        row.entered.connect(self._go_on)
        if self._beside and field.hint:
            theme.size(row, min_width=TIME_WIDTH)
            line = row_of(gap=0.6)
            line.addWidget(row)
            line.addWidget(Label(field.hint, "muted", measure=30), 1, Qt.AlignmentFlag.AlignVCenter)
            self._shells[field.name] = held(line)
        return self._named(row, field)

    def _named(self, row: W, field: Field) -> W:
        if not isinstance(row, ChoiceRow):
            row.control.setObjectName(f"{self._prefix}.{field.name}")
        row.setObjectName(f"{self._prefix}.{field.name}.row")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        row.setSizePolicy(policy)
        self.pause.watch(row.control)
        return row

    def _say(self, name: str, value: str) -> None:
        self.pause.typed()
        self.typed.emit(name, value)

    def _go_on(self) -> None:
        self.focusNextChild()

    def _put(self, row: FieldWidget, value: str) -> None:
        if isinstance(row, ChoiceRow):
            row.choose(value)
        elif isinstance(row, TimeField):
            row.set_value(read_time(value))
        elif isinstance(row, PickField):
            self._put_pick(row, value)
        elif isinstance(row, LineField | TextArea):
            row.set_text(value)

    def _put_pick(self, row: PickField, value: str) -> None:
        field = next(
            f
            for f in self._fields
            if self._rows.get(f.name) is row or f"{self._prefix}.{f.name}.row" == row.objectName()
        )
        label = dict(field.choices).get(value, value)
        words, found, trailing = label.rpartition(" · NCIC ")
        if found:
            row.choose(value, words, f"NCIC {trailing}")
        elif value:
            row.choose(value, label)
        else:
            row.choose("", "")


def time_text(row: TimeField) -> str:
    """What stands in a time field: a UTC text, or what was typed when it is no time."""
    value = row.value()
    return to_text(value) if value else row.edit.text().strip()


def read_time(value: str) -> datetime | None:
    """A UTC text as an instant; None for anything else."""
    try:
        return from_text(value) if value else None
    except Problem:
        return None


def free_code(text: str, options: Sequence[tuple[str, str]]) -> str:
    """The code whose label was typed out; otherwise nothing is chosen yet."""
    return next((code for code, label in options if label.lower() == text.strip().lower()), "")


def nothing(text: str) -> tuple[tuple[str, str, str], ...]:
    """No offers."""
    return ()
