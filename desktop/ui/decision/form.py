"""The proposal while it is being written: one form, changed one answer at a time.

Evidence numbers run over all factors, so evidence that comes or goes moves the numbers after it; every reason that
cites them is rewritten with it, and a cited piece that is gone leaves "[?]". Never a score, a weight or a default.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from desktop.domain.decision import FACTORS, VULNERABILITIES, DecisionForm, Evidence, Factor

CITED = re.compile(r"\[(\d+)\]")


def empty_form() -> DecisionForm:
    """Nothing answered, nothing preset."""
    return complete(DecisionForm())


def complete(form: DecisionForm) -> DecisionForm:
    """A form from a draft or an earlier proposal, with every factor there."""
    return replace(form, factors={code: form.factor(code) for code in FACTORS})


def moved(form: DecisionForm, new_number: Callable[[int], str]) -> DecisionForm:
    """The form with every cited number said anew."""

    def rewrite(text: str) -> str:
        return CITED.sub(lambda found: f"[{new_number(int(found.group(1)))}]", text)

    factors = {code: replace(factor, reason=rewrite(factor.reason)) for code, factor in form.factors.items()}
    return replace(form, factors=factors, reason=rewrite(form.reason))


class FormEditor:
    """The one form and the answers that change it. `changed(redraw)`: redraw when more than the typed text moved."""

    def __init__(self, changed: Callable[[bool], None]) -> None:
        self.form = empty_form()
        self.step = "vulnerabilities"
        self._changed = changed

    def load(self, form: DecisionForm) -> None:
        """A draft or an earlier proposal; nobody is told."""
        self.form = complete(form)

    def answer(self, item: str, value: str) -> None:
        """A vulnerability: yes, no or unknown."""
        self._set(replace(self.form, vulnerabilities={**self.form.vulnerabilities, item: value}))

    def add(self, side: str, text: str, source: str, standing: str = "") -> bool:
        """Evidence for or against in this factor; False where the text or its source is empty."""
        text, source = text.strip(), source.strip()
        if self.step not in FACTORS or not text or not source:
            return False
        item = Evidence(text, source, side, standing)
        factor = self.form.factors[self.step]
        grown = self._with(replace(factor, evidence=(*factor.evidence, item), none_found=False))
        new = next(n for n, code, piece in grown.numbered() if code == self.step and piece is item)
        before = len(self.form.numbered())
        self._set(moved(grown, lambda number: str(number + 1 if new <= number <= before else number)))
        return True

    def remove(self, number: int) -> None:
        """Take a piece of evidence off again, before it is recorded."""
        found = next(((code, piece) for n, code, piece in self.form.numbered() if n == number), None)
        if found is None:
            return
        code, piece = found
        factor = self.form.factors[code]
        kept = tuple(item for item in factor.evidence if item is not piece)
        shrunk = self._with(replace(factor, evidence=kept))
        self._set(moved(shrunk, lambda n: "?" if n == number else str(n - 1 if n > number else n)))

    def none_found(self, none: bool) -> None:
        """No evidence was found for this factor: said, not left open."""
        if self.step in FACTORS:
            self._set(self._with(replace(self.form.factors[self.step], none_found=none)))

    def write(self, text: str) -> None:
        """The reason of this factor, or at the last step of the proposal, as it is typed."""
        if self.step in FACTORS:
            self._set(self._with(replace(self.form.factors[self.step], reason=text)), redraw=False)
        else:
            self._set(replace(self.form, reason=text), redraw=False)

    def propose(self, code: str) -> None:
        """One of the three equal proposals."""
        self._set(replace(self.form, proposal=code))

    def second(self, name: str) -> None:
        """Who read the reason first where it goes against the listed evidence."""
        self._set(replace(self.form, second_reviewer=name), redraw=False)

    def reason(self) -> str:
        """The text that `write` writes at this step."""
        return self.form.factors[self.step].reason if self.step in FACTORS else self.form.reason

    def answered(self) -> int:
        """How many vulnerabilities are answered."""
        return sum(1 for item in VULNERABILITIES if self.form.vulnerabilities.get(item))

    def _with(self, factor: Factor) -> DecisionForm:
        return replace(self.form, factors={**self.form.factors, factor.code: factor})

    def _set(self, form: DecisionForm, redraw: bool = True) -> None:
        if form != self.form:
            self.form = form
            self._changed(redraw)
