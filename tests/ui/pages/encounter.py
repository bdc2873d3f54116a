"""What a person does on the form of a new encounter."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from tests.ui.stage import Stage


class EncounterPage:
    """The form, opened with Ctrl+N."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def start(self) -> EncounterPage:
        self.stage.chord(Qt.Key.Key_N)
        return self

    def choose(self, field: str, code: str) -> EncounterPage:
        """Press an answer."""
        self.stage.click(f"encounter.{field}.{code}")
        return self

    def write(self, field: str, text: str) -> EncounterPage:
        self.stage.find(f"encounter.{field}").setFocus()
        self.stage.type(text)
        return self

    def text(self, field: str) -> str:
        control = self.stage.find(f"encounter.{field}")
        assert isinstance(control, QLineEdit)
        return control.text()

    def problem(self, field: str) -> str:
        """What stands beside the field, as a screen reader says it."""
        return self.stage.find(f"encounter.{field}").accessibleDescription()

    def save(self) -> EncounterPage:
        self.stage.chord(Qt.Key.Key_Return)
        return self
