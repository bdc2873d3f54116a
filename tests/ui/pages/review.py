"""What a reviewer does."""

from __future__ import annotations

from tests.ui.stage import Stage


class ReviewPage:
    """The queue, and the request that is open."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage.open("review")

    def open(self, request_id: str, case_id: str = "a1") -> ReviewPage:
        self.stage.open("review", case_id=case_id, request_id=request_id)
        return self

    def answer(self, code: str) -> ReviewPage:
        self.stage.click(f"review.answer.{code}")
        return self

    def write(self, field: str, text: str) -> ReviewPage:
        self.stage.find(f"review.{field}").setFocus()
        self.stage.type(text)
        return self

    def pin(self, ref: str, text: str) -> ReviewPage:
        self.stage.click(f"review.pin.{ref}")
        self.stage.find(f"review.pin_text.{ref}").setFocus()
        self.stage.type(text)
        self.stage.click(f"review.pin_keep.{ref}")
        return self

    def confirm(self) -> ReviewPage:
        self.stage.click("review.confirm")
        return self
