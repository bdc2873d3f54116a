"""The presenter of the first run: asks the endpoint, waits for the person's word, then has the store made.

`app.py` joins it to the view and gives it the two acts that need the rest of the program. It is plain Python. The
passphrase goes from the last step straight into the making of the store and is kept nowhere.
"""

import json
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from desktop.domain.problems import Problem
from desktop.locked.first_run import NO_NETWORK
from desktop.locked.look import Look

_log = logging.getLogger("fieldcase.window")
Fields = Mapping[str, str]


class Answer(Protocol):
    """What the endpoint answered, as far as a person is asked about it."""

    @property
    def words(self) -> tuple[str, ...]: ...


class View(Protocol):
    """What is shown of it."""

    def show_words(self, words: tuple[str, ...]) -> None: ...

    def show_problem(self, text: str) -> None: ...


A = TypeVar("A", bound=Answer)


class FirstDesk(Generic[A]):
    """ask: starts the call over the network and comes back to `answered` or `refused`.

    finish: makes the store of the answer and the fields, opens it with the passphrase, keeps the look.
    """

    def __init__(
        self, view: View, ask: Callable[[Fields], None], finish: Callable[[A, Fields, str, Look], None]
    ) -> None:
        self._view, self._ask, self._finish = view, ask, finish
        self._fields: Fields = {}
        self._answer: A | None = None
        self._same = False

    def enrol(self, fields: Fields) -> None:
        """The slip as it was typed."""
        self._fields, self._answer, self._same = dict(fields), None, False
        self._ask(self._fields)

    def answered(self, answer: A) -> None:
        """The endpoint's answer holds together; whether it is the agency's, a person says."""
        _log.info("enrol.answered")
        self._answer = answer
        self._view.show_words(answer.words)

    def refused(self, problem: Problem) -> None:
        """What a person can do about it."""
        _log.info("enrol.refused %s", problem.code)
        words = NO_NETWORK if problem.code == "503.2" else f"{problem.title} {problem.detail}".strip()
        self._view.show_problem(f"{words} ({problem.code})")

    def compared(self, same: bool) -> None:
        """The six words are equal, or they are not: then nothing of the answer is kept."""
        _log.info("enrol.words %s", "same" if same else "differ")
        self._same = same
        if not same:
            self._answer = None

    def finished(self, last: Mapping[str, object]) -> None:
        """Passphrase and look are chosen: the store may be made."""
        if self._answer is None or not self._same:
            return
        chosen = Look(str(last["mode"]), int(str(last["percent"])))
        self._finish(self._answer, self._fields, str(last["passphrase"]), chosen)


def read_slip(path: Path | None) -> dict[str, str]:
    """The slip as a file gives it; a file that is none means that it is typed."""
    if path is None:
        return {}
    try:
        slip = json.loads(path.read_text(encoding="utf-8"))
        items = slip.items()
    except (OSError, ValueError, AttributeError):
        _log.warning("slip.unreadable")
        return {}
    return {name: " ".join(value) if isinstance(value, list) else str(value) for name, value in items}
