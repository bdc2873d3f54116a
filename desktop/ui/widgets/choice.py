"""A question with few answers: ChoiceRow. None is preset; digits, Y N U or a click choose, Enter goes on.

Views build it; it speaks the code of the answer. Arrows move without choosing, so that no answer is given by accident.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLayout, QRadioButton, QSizePolicy, QWidget
from typing_extensions import override

from desktop.ui import theme
from desktop.ui.widgets import focus, paint
from desktop.ui.widgets.boxes import Flow
from desktop.ui.widgets.fields import Field

Option = tuple[str, str] | tuple[str, str, str]


class Choice(QRadioButton):
    """One answer in a box: a key cap or a ring, the words, a note under them, a check when it is chosen."""

    def __init__(self, code: str, label: str, note: str = "", cap: str = "", icon: str = "") -> None:
        super().__init__(label)
        self.code, self._note, self._cap, self._icon = code, note, cap, icon
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{label}, {note}" if note else label)
        self.setAccessibleDescription(f"Key {cap}" if cap else "")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.toggled.connect(lambda _: self.updateGeometry())

    @override
    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    @override
    def sizeHint(self) -> QSize:
        main = QFontMetrics(theme.font("strong")).horizontalAdvance(self.text())
        note = QFontMetrics(theme.font("small")).horizontalAdvance(self._note)
        height = theme.th(2.75 if self._note else 2.6)
        check = theme.th(1.4) if self._cap and self.isChecked() else 0
        tail = theme.th(1.8) if self._icon else 0
        return QSize(self._lead() + max(main, note) + check + tail + theme.th(0.75), height)

    @override
    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), theme.th(9)), hint.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        chosen = self.isChecked()
        painter = paint.begin(self)
        fill = "accent_tint" if chosen else "sunken" if self.underMouse() else "surface"
        paint.box(painter, self.rect(), fill, "accent" if chosen else "edge", 2 if chosen else 1)
        if self.hasFocus():
            paint.focus(painter, self.rect(), inner="focus" if chosen else "")
        self._draw_mark(painter, chosen)
        self._draw_words(painter, chosen)
        painter.end()

    def _draw_mark(self, painter: QPainter, chosen: bool) -> None:
        ink = "accent_text" if chosen else "text2"
        if self._cap:
            height = theme.th(1.4)
            cap = QRect(theme.th(0.6), (self.height() - height) // 2, theme.th(1.45), height)
            paint.key(painter, cap, self._cap, ink, "accent" if chosen else "line")
        else:
            top = (self.height() - theme.th(1.15)) / 2
            paint.icon(painter, "circle-dot" if chosen else "circle", QPointF(theme.th(0.75), top), ink)

    def _draw_words(self, painter: QPainter, chosen: bool) -> None:
        ink = "accent_text" if chosen else "text"
        tail = theme.th(1.8) if self._icon or (chosen and self._cap) else theme.th(0.6)
        area = QRect(self._lead(), 0, self.width() - self._lead() - tail, self.height())
        upper, lower = QRect(area), QRect(area)
        if self._note:
            middle = self.height() // 2
            upper.setCoords(area.left(), theme.th(0.25), area.right(), middle + theme.th(0.15))
            lower.setCoords(area.left(), middle + theme.th(0.05), area.right(), self.height() - theme.th(0.25))
            paint.text(painter, lower, self._note, ink if chosen else "text2", theme.font("small"))
        paint.text(painter, upper, self.text(), ink, theme.font("strong"))
        icon = "check" if chosen and self._cap else self._icon
        if icon:
            at = QPointF(self.width() - theme.th(1.75), (self.height() - theme.th(1.15)) / 2)
            paint.icon(painter, icon, at, ink)

    def _lead(self) -> int:
        return theme.th(2.55 if self._cap else 2.35)


class ChoiceRow(Field):
    """A label and its answers.

    options: (code, label) or (code, label, note). keys: "digits" (1-9), "YN" or "YNU" (in this order), "" for rings
    without keys. columns: 0 flows and wraps, else a grid. icons: code -> icon at the right. `code()`, `choose(code)`
    ("" for none), signals `chosen(code)` and `went_on()` (Enter; focus then moves to the next control).
    """

    chosen = Signal(str)
    went_on = Signal()

    def __init__(
        self,
        label: str,
        options: Sequence[Option],
        keys: str = "digits",
        *,
        hint: str = "",
        columns: int = 0,
        beside: bool = False,
        icons: dict[str, str] | None = None,
    ) -> None:
        super().__init__(label, hint, beside=beside)
        self._group = QButtonGroup(self)
        self._holder = QWidget()
        self._holder.setAccessibleName(label)
        self._choices: list[Choice] = []
        self._keys = keys
        self._columns, self._shown_columns, self._drop = columns, 0, 0.75
        self._layout: QLayout = QGridLayout(self._holder) if columns else Flow(self._holder)
        theme.space(self._layout, 0.45)
        self._fill(options, icons or {})
        self.hold(self._holder)
        self._holder.setFocusProxy(self._choices[0])
        self._group.buttonClicked.connect(lambda button: self.chosen.emit(self._code_of(button)))

    def code(self) -> str:
        """The chosen answer, or ""."""
        return self._code_of(self._group.checkedButton())

    def choose(self, code: str) -> None:
        """Show an answer as chosen, without `chosen`; "" shows none."""
        self._group.setExclusive(False)
        for choice in self._choices:
            choice.setChecked(choice.code == code)
        self._group.setExclusive(True)

    def option(self, code: str) -> Choice:
        """The control of one answer."""
        return next(choice for choice in self._choices if choice.code == code)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, Choice) and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(watched, event)
        return super().eventFilter(watched, event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _fill(self, options: Sequence[Option], icons: dict[str, str]) -> None:
        caps = _caps(self._keys, len(options))
        for place, option in enumerate(options):
            note = option[2] if len(option) == 3 else ""
            choice = Choice(option[0], option[1], note, caps[place], icons.get(option[0], ""))
            choice.installEventFilter(self)
            self._group.addButton(choice)
            self._choices.append(choice)
            if isinstance(self._layout, QGridLayout):
                self._layout.addWidget(choice, place // self._columns, place % self._columns)
            else:
                self._layout.addWidget(choice)

    def _place(self) -> None:
        """As many columns as the widest answer allows, so that no words are cut."""
        if not isinstance(self._layout, QGridLayout):
            return
        widest = max(choice.sizeHint().width() for choice in self._choices) + self._layout.spacing()
        columns = max(1, min(self._columns, (self._holder.width() + self._layout.spacing()) // widest))
        if columns == self._shown_columns:
            return
        self._shown_columns = columns
        for place, choice in enumerate(self._choices):
            self._layout.addWidget(choice, place // columns, place % columns)
        for place in range(self._columns):
            self._layout.setColumnStretch(place, 1 if place < columns else 0)
        self._holder.updateGeometry()
        self.updateGeometry()

    def _key(self, at: Choice, event: QKeyEvent) -> bool:
        if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier):
            return False
        caps = _caps(self._keys, len(self._choices))
        if event.text() and event.text().upper() in caps:
            self._answer(self._choices[caps.index(event.text().upper())])
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go_on()
            return True
        return self._arrow(at, Qt.Key(event.key()))

    def _arrow(self, at: Choice, key: Qt.Key) -> bool:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}.get(key)
        if step is None:
            return False
        place = (self._choices.index(at) + step) % len(self._choices)
        self._choices[place].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _answer(self, choice: Choice) -> None:
        choice.setChecked(True)
        choice.setFocus(Qt.FocusReason.OtherFocusReason)
        self.chosen.emit(choice.code)

    def _go_on(self) -> None:
        """Focus goes to the first control after this row."""
        self.went_on.emit()
        focus.step(self.window(), forward=True)

    def _code_of(self, button: object) -> str:
        return button.code if isinstance(button, Choice) else ""


def _caps(keys: str, count: int) -> list[str]:
    if not keys:
        return [""] * count
    return [str(place + 1) for place in range(count)] if keys == "digits" else list(keys[:count])
