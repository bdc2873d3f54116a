"""What a person does on the proposal."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit

from tests.ui.stage import Stage


class DecisionPage:
    """The proposal of one case."""

    def __init__(self, stage: Stage, case_id: str = "a1") -> None:
        self.stage = stage.open("decision", case_id=case_id)

    def step(self, code: str) -> DecisionPage:
        self.stage.click(f"decision.step.{code}")
        return self

    def answer(self, item: str, value: str) -> DecisionPage:
        self.stage.click(f"decision.{item}.{value}")
        return self

    def evidence(self, side: str, text: str, source: str, standing: str = "") -> DecisionPage:
        if not self.stage.shown(f"decision.{side}.text"):
            self.stage.click(f"decision.{side}.edit")
        self.stage.find(f"decision.{side}.text").setFocus()
        self.stage.type(text)
        if standing:
            self.stage.click(f"decision.{side}.{standing}")
        self.stage.find(f"decision.{side}.source").setFocus()
        self.stage.type(source)
        self.stage.click(f"decision.{side}.add")
        return self

    def none_found(self) -> DecisionPage:
        self.stage.click("decision.none_found")
        return self

    def reason(self, text: str) -> DecisionPage:
        self.stage.find("decision.reason").setFocus()
        self.stage.type(text)
        return self

    def reason_text(self) -> str:
        control = self.stage.find("decision.reason")
        assert isinstance(control, QPlainTextEdit)
        return control.toPlainText()

    def propose(self, code: str) -> DecisionPage:
        self.stage.click(f"decision.proposal.{code}")
        return self

    def confirm(self) -> DecisionPage:
        self.stage.click("decision.confirm")
        return self
