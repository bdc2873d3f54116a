"""The five steps of the first run, each one question: Device, Words, You, Authority, Look.

first_run.py stacks them. A step says whether it is complete and puts a problem beside the field that misses something;
it never leaves this machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.ui import theme
from desktop.ui.widgets import Card, ChoiceRow, IconText, Label, LineField

SHORTEST, LONGEST = 12, 128
_MODES = (("light", "Light"), ("dark", "Dark"), ("night", "Night", "for a vehicle"))
_SIZES = (("90", "90 %"), ("100", "100 %"), ("125", "125 %"), ("150", "150 %"), ("200", "200 %"))


class Step(QWidget):
    """title: in the trail. button, button_name: words and objectName of the button that goes on."""

    entered = Signal()
    title = ""
    button = "Next"
    button_name = "enrol.next"

    def __init__(self, question: str, told: str) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        theme.space(self.column, 0.7)
        self.column.addWidget(Label(question, "title", measure=36))
        self.column.addWidget(Label(told, "text2", measure=60))

    def line(self, label: str, name: str, text: str = "", hint: str = "", *, secret: bool = False) -> LineField:
        """One field of this step."""
        field = LineField(label, hint, secret=secret, most=LONGEST)
        field.set_text(text)
        field.edit.setObjectName(f"enrol.{name}")
        field.entered.connect(self.entered)
        self.column.addWidget(field)
        return field

    def complete(self) -> bool:
        """Whether one can go on; a problem stands beside its field else."""
        return True

    def begin(self) -> None:
        """Shown now: the first field takes focus."""


class DeviceStep(Step):
    """Address, one-time code and pin from the slip; who it is for."""

    title = "Device"
    button = "Ask the endpoint"

    def __init__(self, slip: Mapping[str, str]) -> None:
        super().__init__("This device", "Type what stands on the slip of your administrator. It works once.")
        self._slip = dict(slip)
        port = slip.get("port", "")
        host = f"{slip.get('host', '')}{':' + str(port) if port else ''}"
        self._fields = {
            "host": self.line("Address", "host", host, "Name and port, like endpoint.example:8443"),
            "code": self.line("One-time code", "code", slip.get("code", "")),
            "pin": self.line("Pin of the endpoint", "pin", slip.get("pin", "")),
            "name": self.line("Your name", "name", slip.get("name", "")),
            "person": self.line("Person number", "person", slip.get("person", "")),
            "slip_badge": self.line("Badge number", "slip_badge", slip.get("badge", "")),
        }
        self.column.addStretch(1)

    def fields(self) -> dict[str, str]:
        """The slip as it stands: host, port, code, pin, person, badge, name; words and role if it came as a file."""
        typed = {name: field.text().strip() for name, field in self._fields.items()}
        typed["badge"] = typed.pop("slip_badge")
        host, _, port = typed.pop("host").rpartition(":")
        kept = {name: self._slip[name] for name in ("words", "role") if name in self._slip}
        return {**kept, **typed, "host": host or port, "port": port if host else ""}

    @override
    def complete(self) -> bool:
        """Every field says something."""
        for field in self._fields.values():
            field.set_problem("" if field.text().strip() else "This stands on the slip.")
        return all(field.text().strip() for field in self._fields.values())

    @override
    def begin(self) -> None:
        """Focus on what is still empty."""
        empty = [field for field in self._fields.values() if not field.text()]
        (empty or list(self._fields.values()))[0].edit.setFocus()


class WordsStep(Step):
    """Six words to compare with the slip."""

    title = "Compare"
    button = "They are the same"
    button_name = "enrol.words_same"

    def __init__(self) -> None:
        super().__init__("Compare six words", "Are these the six words on your slip, in this order?")
        card = Card(kind="tint", pad=1.2)
        self._grid = QGridLayout()
        theme.space(self._grid, 0.6)
        card.body.addLayout(self._grid)
        self._labels = [Label("", "section") for _ in range(6)]
        for place, label in enumerate(self._labels):
            self._grid.addWidget(label, place // 3, place % 3)
        self.column.addWidget(card)
        said = "If one differs, somebody stands between you and your agency. Do not go on."
        self.column.addWidget(IconText("shield-check", said, "small", measure=60))
        self.column.addStretch(1)

    def show_words(self, words: Sequence[str]) -> None:
        """The words that the endpoint's answer makes."""
        for place, label in enumerate(self._labels):
            label.say(f"{place + 1}  {words[place]}" if place < len(words) else "")


class YouStep(Step):
    """Badge and passphrase."""

    title = "You"

    def __init__(self, slip: Mapping[str, str], offered: str) -> None:
        super().__init__("You", "Twelve signs or more. There is no other rule; a short sentence is good.")
        self._badge = self.line("Badge number", "badge", slip.get("badge", ""))
        self._badge.edit.setReadOnly(bool(slip.get("badge")))
        hint = f"Five words nobody knows, if you like: {offered}" if offered else ""
        self._first = self.line("Passphrase", "passphrase", slip.get("passphrase", ""), hint, secret=True)
        self._second = self.line("The same again", "passphrase2", slip.get("passphrase", ""), secret=True)
        self.column.addStretch(1)

    def passphrase(self) -> str:
        """As typed."""
        return self._first.text()

    @override
    def complete(self) -> bool:
        """Twelve signs, twice the same."""
        short = len(self._first.text()) < SHORTEST
        self._first.set_problem(f"{SHORTEST} signs or more, please." if short else "")
        differ = self._first.text() != self._second.text()
        self._second.set_problem("These two are not the same." if differ and not short else "")
        return not short and not differ

    @override
    def begin(self) -> None:
        """Focus on the passphrase."""
        self._first.edit.setFocus(Qt.FocusReason.OtherFocusReason)


class AuthorityStep(Step):
    """What this person may do, in plain sentences."""

    title = "Authority"

    def __init__(self) -> None:
        super().__init__("What you may do", "Signed by your agency and by ICE. It is checked again with each act.")
        self._lines = QVBoxLayout()
        theme.space(self._lines, 0.5)
        self.column.addLayout(self._lines)
        self.column.addStretch(1)
        self.show_lines(
            (
                "From now on: record what happened, stop and call, release.",
                "More follows with your signed authorization, as soon as it is issued. You need not wait for it.",
            )
        )

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show these sentences."""
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for line in lines:
            self._lines.addWidget(IconText("check", line, "body", measure=60))


class LookStep(Step):
    """Light, dark, night; text size. Applied as it is chosen; changed later in Settings."""

    chosen = Signal(str, int)
    title = "Look"
    button = "Open Fieldcase"
    button_name = "enrol.finish"

    def __init__(self) -> None:
        super().__init__("How it looks", "You can change this at any time in Settings.")
        self._mode = ChoiceRow("Colours", _MODES)
        self._size = ChoiceRow("Size of text", _SIZES)
        self._mode.choose(theme.mode())
        self._size.choose(str(theme.percent()))
        for question, name in ((self._mode, "mode"), (self._size, "size")):
            self.column.addWidget(question)
            question.setObjectName(f"enrol.{name}")
            question.chosen.connect(self._say)
        self.column.addStretch(1)

    def look(self) -> dict[str, object]:
        """mode and percent."""
        return {"mode": self._mode.code(), "percent": int(self._size.code() or theme.percent())}

    @override
    def begin(self) -> None:
        """Focus on the colours."""
        self._mode.control.setFocus()

    def _say(self) -> None:
        self.chosen.emit(self._mode.code(), int(self._size.code() or theme.percent()))
