"""The first run makes a store only of an answer whose six words a person has compared."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desktop.domain.problems import Problem, World
from desktop.locked import look
from desktop.locked.first import Fields, FirstDesk, read_slip
from desktop.locked.first_run import NO_NETWORK
from desktop.locked.look import Look

SLIP = {"host": "h", "port": "1", "code": "c", "role": "TFO"}
LAST: Mapping[str, object] = {"passphrase": "twelve signs", "mode": "dark", "percent": 125}


@dataclass(frozen=True)
class Answered:
    words: tuple[str, ...] = ("a", "b", "c", "d", "e", "f")


@dataclass
class View:
    words: tuple[str, ...] = ()
    problem: str = ""
    asked: list[Fields] = field(default_factory=list)
    made: list[tuple[Answered, Fields, str, Look]] = field(default_factory=list)

    def show_words(self, words: tuple[str, ...]) -> None:
        self.words = words

    def show_problem(self, text: str) -> None:
        self.problem = text

    def desk(self) -> FirstDesk[Answered]:
        return FirstDesk(self, self.asked.append, lambda *made: self.made.append(made))


@pytest.fixture
def view() -> View:
    return View()


def test_the_words_are_compared_before_a_store_is_made(view: View) -> None:
    desk = view.desk()
    desk.enrol(SLIP)
    desk.answered(Answered())
    desk.finished(LAST)
    assert (view.words, view.made) == (Answered().words, [])
    desk.compared(True)
    desk.finished(LAST)
    assert view.made == [(Answered(), SLIP, "twelve signs", Look("dark", 125))]


def test_words_that_differ_leave_nothing_of_the_answer(view: View) -> None:
    desk = view.desk()
    desk.enrol(SLIP)
    desk.answered(Answered())
    desk.compared(False)
    desk.compared(True)
    desk.finished(LAST)
    assert view.made == []


def test_a_new_slip_forgets_the_answer_before(view: View) -> None:
    desk = view.desk()
    desk.enrol(SLIP)
    desk.answered(Answered())
    desk.compared(True)
    desk.enrol(SLIP)
    desk.finished(LAST)
    assert view.made == []


def test_no_line_is_said_in_the_words_of_the_first_run(view: View) -> None:
    view.desk().refused(World("503.2"))
    assert view.problem == f"{NO_NETWORK} (503.2)"


def test_a_spent_code_is_said_as_it_is(view: View) -> None:
    view.desk().refused(Problem("410.10"))
    assert view.problem.endswith("(410.10)")


def test_a_slip_is_read_from_a_file(tmp_path: Path) -> None:
    slip = tmp_path / "slip.json"
    slip.write_text(json.dumps({"host": "h", "port": 8443, "words": ["a", "b"]}))
    assert read_slip(slip) == {"host": "h", "port": "8443", "words": "a b"}
    assert read_slip(None) == {}


@pytest.mark.loud
@pytest.mark.parametrize("text", ["", "[1]", "{", "\x00"])
def test_a_file_that_is_no_slip_means_that_it_is_typed(tmp_path: Path, text: str) -> None:
    (tmp_path / "slip.json").write_text(text)
    assert read_slip(tmp_path / "slip.json") == {}


def test_the_look_is_kept_and_a_strange_file_means_the_first_look(tmp_path: Path) -> None:
    look.keep(tmp_path, Look("night", 150))
    assert look.load(tmp_path) == Look("night", 150)
    for text in ("", "{}", '{"mode":"pink","percent":100}', '{"mode":"dark","percent":"x"}', "[]"):
        (tmp_path / "look.json").write_text(text)
        assert look.load(tmp_path) == Look()
    (tmp_path / "look.json").write_text('{"mode":"dark","percent":9999}')
    assert look.load(tmp_path) == Look("dark", 200)
