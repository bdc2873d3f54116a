"""Where a person writes: LineField and TextArea, with label, hint and problem beside the field.

Views build them; presenters hand in problems by field name. A field never loses or changes what was typed, and never
decides whether it is right. The problem stands beside the field and in the accessible description of the control.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.ui import theme
from desktop.ui.widgets import paint
from desktop.ui.widgets.labels import IconText, Label, reveal


class Field(QWidget):
    """A control with its label above it, or at its left with beside=True (above again where the field is narrow).

    `set_problem(text)` shows what is wrong ("" takes it away); `set_hint(text)`; `note` is a label at the right of the
    label's line; `control` is the widget that takes focus.
    """

    def __init__(self, label: str, hint: str = "", *, beside: bool = False) -> None:
        super().__init__()
        self._beside, self._hint = beside, hint
        self._drop = 0.55
        self.control: QWidget = self
        self.label = Label(label, "label")
        self.note = Label("", "muted")
        self.note.hide()
        self._hint_label = Label(hint, "muted", measure=60)
        reveal(self._hint_label, bool(hint))
        self._problem = IconText("circle-alert", "", "problem", measure=60)
        self._problem.hide()
        self._way = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        theme.space(self._way, 0.35)
        self._heading = QHBoxLayout()
        theme.space(self._heading, 0.5)
        self._heading.addWidget(self.label, 1)
        self._heading.addWidget(self.note)
        self._below = QVBoxLayout()
        theme.space(self._below, 0.3)
        self._way.addLayout(self._heading)
        self._way.addLayout(self._below, 1)
        reveal(self.label, bool(label))

    def hold(self, control: QWidget, stretch: int = 0) -> None:
        """Put the control in, once, from the constructor of the concrete field."""
        self.control = control
        self.setFocusProxy(control)
        self.label.setBuddy(control)
        control.setAccessibleName(self.label.text())
        control.setAccessibleDescription(self._hint)
        bounded = control.maximumWidth() < self.maximumWidth()
        self._below.addWidget(control, stretch, Qt.AlignmentFlag.AlignLeft if bounded else Qt.AlignmentFlag(0))
        self._below.addWidget(self._hint_label)
        self._below.addWidget(self._problem)
        if not stretch:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)

    def set_problem(self, text: str) -> None:
        """Say what is wrong beside the field, or "" for nothing."""
        self._problem.say(text)
        reveal(self._problem, bool(text))
        reveal(self._hint_label, bool(self._hint) and not text)
        self.control.setAccessibleDescription(text or self._hint)
        self.control.setProperty("problem", "true" if text else "false")
        theme.restyle(self.control)

    def problem(self) -> str:
        """The problem that is shown, or ""."""
        return self._problem.label.text()

    def set_hint(self, text: str) -> None:
        """Change the hint under the control."""
        self._hint = text
        self._hint_label.say(text)
        reveal(self._hint_label, bool(text) and not self.problem())
        self.control.setAccessibleDescription(self.problem() or text)

    def set_note(self, text: str) -> None:
        """Change the small words at the right of the label."""
        self.note.say(text)
        reveal(self.note, bool(text))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._beside:
            self._turn(wide=self.width() >= theme.th(26))

    def _turn(self, *, wide: bool) -> None:
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        theme.size(self.label, min_width=11 if wide else 0, max_width=11 if wide else 0)
        if self._way.direction() != way:
            self._way.setDirection(way)
            theme.space(self._heading, 0.5, (0, self._drop if wide else 0, 0, 0))
            self._heading.setAlignment(Qt.AlignmentFlag.AlignTop if wide else Qt.AlignmentFlag(0))


class Edit(QLineEdit):
    """A QLineEdit that draws an icon at its left, and quiet words or a key cap at its right."""

    def __init__(self, icon: str = "", trailing: str = "", key: str = "") -> None:
        super().__init__()
        self._icon, self._trailing, self._key = icon, trailing, key
        inset = {(True, True): "both", (True, False): "icon", (False, True): "key"}.get((bool(icon), bool(key)), "")
        self.setProperty("inset", inset)

    def set_trailing(self, text: str) -> None:
        """Quiet words at the right; they give way to what is typed."""
        self._trailing = text
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = paint.begin(self)
        if self._icon:
            side = theme.th(1.1)
            paint.icon(painter, self._icon, QPointF(theme.th(0.65), (self.height() - side) / 2), "muted", 1.1)
        if self._key:
            cap = QRect(0, 0, paint.key_width(self._key), theme.th(1.3))
            cap.moveTo(self.width() - cap.width() - theme.th(0.5), (self.height() - cap.height()) // 2)
            paint.key(painter, cap, self._key, "text2", "line")
        if self._trailing:
            self._draw_trailing(painter)
        painter.end()

    def _draw_trailing(self, painter: QPainter) -> None:
        metrics = QFontMetrics(theme.font("small"))
        wide = metrics.horizontalAdvance(self._trailing)
        typed = QFontMetrics(self.font()).horizontalAdvance(self.text())
        room = self.width() - typed - theme.th(3.6)
        if wide <= room:
            area = QRect(self.width() - wide - theme.th(0.7), 0, wide + 2, self.height())
            paint.text(painter, area, self._trailing, "muted", theme.font("small"))


class LineField(Field):
    """One line of text. `text()`, `set_text()`; signals `edited(str)` at each key, `entered()` at Enter, `left()`.

    secret=True hides what is typed. trailing: quiet words inside, at the right. most: the longest text taken.
    """

    edited = Signal(str)
    entered = Signal()
    left = Signal()

    def __init__(
        self,
        label: str,
        hint: str = "",
        *,
        icon: str = "",
        placeholder: str = "",
        trailing: str = "",
        beside: bool = False,
        secret: bool = False,
        most: int = 200,
    ) -> None:
        super().__init__(label, hint, beside=beside)
        self.edit = Edit(icon, trailing)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setMaxLength(most)
        if secret:
            self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.textEdited.connect(self.edited)
        self.edit.returnPressed.connect(self.entered)
        self.edit.editingFinished.connect(self.left)
        self.hold(self.edit)

    def text(self) -> str:
        """What stands there, as typed."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Put a text in, without `edited`."""
        if text != self.edit.text():
            self.edit.setText(text)


class Pages(QPlainTextEdit):
    """A plain text box: Tab goes on, Ctrl+Enter is left to the frame, nothing pasted keeps a format."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.low = False
        self.setTabChangesFocus(True)
        theme.size(self, min_height=lines * 1.12 + 1.3)

    @override
    def sizeHint(self) -> QSize:
        wanted = super().sizeHint()
        return QSize(wanted.width(), self.minimumHeight() if self.low else wanted.height())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.ignore()
            return
        super().keyPressEvent(event)


class TextArea(Field):
    """Several lines of text. `text()`, `set_text()`, signal `edited(str)`; `set_note()` shows a count."""

    edited = Signal(str)

    def __init__(
        self, label: str, hint: str = "", *, lines: int = 4, placeholder: str = "", beside: bool = False
    ) -> None:
        super().__init__(label, hint, beside=beside)
        self.edit = Pages(lines)
        self.edit.setPlaceholderText(placeholder)
        self._quiet = False
        self.edit.textChanged.connect(self._speak)
        self.hold(self.edit, 1)

    def keep_low(self) -> None:
        """As high as its lines, and higher only where room is left; never lower, whatever stands below it."""
        self.edit.low = True
        self.edit.updateGeometry()

    def text(self) -> str:
        """What stands there, as typed."""
        return self.edit.toPlainText()

    def set_text(self, text: str) -> None:
        """Put a text in, without `edited`."""
        if text != self.text():
            self._quiet = True
            self.edit.setPlainText(text)
            self._quiet = False

    def _speak(self) -> None:
        if not self._quiet:
            self.edited.emit(self.text())
