"""The keeper of drafts: one save at a time, nothing typed left behind, and no draft of what is recorded comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.actions.add_note import add_note
from desktop.actions.operation import Operation
from desktop.actions.record_encounter import record_encounter
from desktop.domain.problems import Problem, World
from desktop.ui.drafts import DraftKeeper
from desktop.ui.nav import Runner
from desktop.ui.pause import PAUSE_MS, Pause
from tests.builders import Desktop, done, encounter


@dataclass
class Slow:
    """A runner that does each job only when it is told to, on a real store; `fails` is what the next one meets."""

    store: Any
    waiting: list[Callable[[], None]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    fails: Problem | None = None

    def run(
        self,
        operation: Operation[Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Problem], None] | None = None,
        by: object | None = None,
    ) -> None:
        def go() -> None:
            self.names.append(operation.name)
            problem, self.fails = self.fails, None
            if problem:
                assert failed is not None
                failed(problem)
            else:
                result = self.store.write(operation.run).result()
                assert done is not None
                done(result)

        self.waiting.append(go)

    def read(self, query: Any, done: Callable[[Any], None]) -> None:
        done(self.store.read(query).result())

    def one(self) -> None:
        self.waiting.pop(0)()

    def all(self) -> None:
        while self.waiting:
            self.one()


class Form:
    """A form with one field, its keeper, and what is kept in the store."""

    def __init__(self, folder: Path) -> None:
        self.desktop = Desktop(folder)
        self.store = self.desktop.ready()
        self.case_id = done(self.store, record_encounter(encounter()))
        self.runner = Slow(self.store)
        self.text = ""
        self.said: list[Problem | None] = []
        self.ends: list[object] = []
        runner: Runner = self.runner
        self.keeper = DraftKeeper(runner, "note", lambda: {"text": self.text}, self)
        self.keeper.told = self.said.append

    def type(self, text: str) -> None:
        self.text = text
        self.keeper.touched()
        self.keeper.save()

    def record(self) -> None:
        self.keeper.record(add_note(self.case_id, self.text), self.ends.append, self.ends.append)

    def kept(self) -> list[str]:
        rows = self.store.read(lambda tx: tx.drafts("note")).result()
        return sorted(str(row.form["text"]) for row in rows)


@pytest.fixture
def form(tmp_path: Path) -> Iterator[Form]:
    made = Form(tmp_path / "store")
    yield made
    made.desktop.close()


def test_what_is_typed_during_a_save_is_saved_after_it_into_the_same_draft(form: Form) -> None:
    form.type("one")
    form.type("one two")
    form.type("one two three")
    form.runner.all()
    assert (form.kept(), form.runner.names) == (["one two three"], ["save_draft"] * 2)


def test_an_act_waits_for_the_first_save_and_ends_its_draft(form: Form) -> None:
    form.type("said")
    form.record()
    assert len(form.runner.waiting) == 1
    form.runner.all()
    assert (form.kept(), len(form.ends), form.runner.names) == ([], 1, ["save_draft", "add_note"])


def test_a_save_that_comes_late_does_not_bring_the_draft_of_a_recorded_form_back(form: Form) -> None:
    form.type("said")
    form.runner.all()
    form.record()
    form.type("said and more")
    form.runner.all()
    assert form.kept() == []


def test_a_refused_act_keeps_the_form_as_a_draft(form: Form) -> None:
    form.type("said")
    form.runner.all()
    form.record()
    form.type("said and more")
    form.runner.fails = World("507.1")
    form.runner.all()
    assert form.kept() == ["said and more"]
    assert isinstance(form.ends[0], World)
    form.record()
    form.runner.all()
    assert form.kept() == []


def test_a_form_that_was_left_during_its_first_save_keeps_its_own_draft_whole(form: Form) -> None:
    form.type("one")
    form.type("one two")
    form.keeper.start()
    form.type("other")
    form.runner.all()
    assert form.kept() == ["one two", "other"]


def test_a_save_that_failed_is_said_and_done_again_with_the_next_letter(form: Form) -> None:
    form.runner.fails = World("507.1")
    form.type("one")
    form.runner.all()
    assert [problem and problem.code for problem in form.said] == ["507.1"]
    form.type("one t")
    form.runner.all()
    assert form.kept() == ["one t"]


def test_whoever_types_without_a_pause_is_saved_all_the_same(qtbot: QtBot, qapp: QApplication) -> None:
    pause = Pause(qapp)
    beat = QTimer(pause)
    beat.timeout.connect(pause.typed)
    beat.start(PAUSE_MS // 10)
    with qtbot.waitSignal(pause.paused, timeout=PAUSE_MS * 20):
        pause.typed()
    beat.stop()
