"""Long words have the room they need: nothing is clipped and nothing stands over something else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QWidget

from desktop.domain.decision import to_data
from desktop.models.queries import DraftRow
from desktop.ui.widgets import Label
from tests.ui import sample
from tests.ui.fake_desk import NOW
from tests.ui.stage import Stage, stage

Make = Callable[..., Stage]
LONG = (
    "The person gave an address where a sister has lived for eleven years, was found there on both earlier dates [1], "
    "and came to every hearing that the county court set [2]. The charge is alleged only and is a traffic matter; the "
    "one earlier citation was paid within a week. Nothing that was listed for or against points to flight, and the "
    "sister has said that she will drive to each date herself [1]."
)
SIZES = [((1440, 900), 100), ((1280, 800), 100), ((1440, 900), 200)]


@pytest.fixture
def make(qapp: QApplication) -> Iterator[Make]:
    made: list[Stage] = []

    def build(*args: Any, **how: Any) -> Stage:
        made.append(stage(*args, **how))
        return made[-1]

    yield build
    for each in made:
        each.close()


def clipped(root: QWidget) -> list[str]:
    """Labels with less height than their words take at the width they have."""
    labels = [label for label in root.findChildren(Label) if label.isVisible() and label.text()]
    return [label.text()[:60] for label in labels if label.height() < needed(label) - 1]


def needed(label: Label) -> int:
    """Measured by the font itself, not by what the label says it wants."""
    flags = int(label.alignment().value) | 0x1000  # Qt.TextWordWrap
    room = label.contentsRect()
    return QFontMetrics(label.font()).boundingRect(QRect(0, 0, room.width(), 9999), flags, label.text()).height()


def over(root: QWidget, *names: str) -> list[tuple[str, str]]:
    """Pairs of visible labels and fields in one window that share ground."""
    meant = [w for w in root.findChildren(QWidget) if isinstance(w, Label) or w.objectName() in names]
    shown = [w for w in meant if w.isVisible() and (not isinstance(w, Label) or w.text())]
    places = [(w, QRect(w.mapTo(root, w.rect().topLeft()), w.size())) for w in shown]
    return [
        (called(one), called(other))
        for at, (one, mine) in enumerate(places)
        for other, theirs in places[at + 1 :]
        if mine.intersects(theirs) and not one.isAncestorOf(other) and not other.isAncestorOf(one)
    ]


def called(widget: QWidget) -> str:
    return widget.text()[:40] if isinstance(widget, Label) else widget.objectName()


@pytest.mark.parametrize(("size", "percent"), SIZES)
def test_the_reading_column_shows_every_line_of_a_long_reason(make: Make, size: tuple[int, int], percent: int) -> None:
    form = sample.REVIEW.decision.form
    factors = {code: replace(each, reason=f"{LONG} {each.reason}") for code, each in form.factors.items()}
    row = replace(sample.REVIEW.decision, form=replace(form, factors=factors, reason=LONG))
    desk = make({"review_page": replace(sample.REVIEW, decision=row)}, "ICE_SUPERVISOR", "", size, percent=percent)
    desk.open("review", case_id="a1", request_id="r2")
    view = desk.window._screens["review"].view
    assert any(label.text().startswith(LONG) for label in view.findChildren(Label) if label.isVisible())
    assert clipped(view) == []


@pytest.mark.parametrize(("size", "percent"), SIZES)
def test_a_problem_stands_below_the_reason_and_never_over_it(make: Make, size: tuple[int, int], percent: int) -> None:
    threat = replace(sample.WHOLE.factors["threat"], reason="Minor only.")
    form = to_data(replace(sample.WHOLE, factors={**sample.WHOLE.factors, "threat": threat}))
    draft = DraftRow("dr2", "a1", "decision", {**form, "step": "threat"}, NOW)
    desk = make({"drafts_of_me": (draft,)}, size=size, percent=percent)
    desk.open("decision", case_id="a1")
    desk.window.notice("No contact since 14:52. You can go on; 3 are saved here.")
    desk.chord(Qt.Key.Key_Return)
    view = desk.window._screens["decision"].view
    words = [label for label in view.findChildren(Label) if label.property("role") == "problem" and label.isVisible()]
    assert words
    assert over(view, "decision.reason") == []
    assert clipped(view) == []
