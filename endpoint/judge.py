"""The domain's verdict on one entry, and the cases it needs for that.

`turn` asks here for each entry that is new. The rules are `desktop.domain`'s, the same as on the client; this module
only folds the case they look at. A rule or a fold that raises is a fault of that entry alone: the case stays as it was.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from desktop.domain.authority import Standing
from desktop.domain.case import Case
from desktop.domain.fold import conflicting, fold
from desktop.domain.journal import Event
from desktop.domain.law import Law
from desktop.domain.permissions import judge
from desktop.domain.problems import Problem
from desktop.seal import entry
from endpoint.store import Connection, entries

_log = logging.getLogger("fieldcase.judge")

R = TypeVar("R")
Judge = Callable[[Event, Case | None, Standing, Law, datetime], Problem | None]
Fold = Callable[[Case | None, Event, Law], Case]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the rules say: a problem, or the case with the entry in it and the fields it put in conflict.

    fault: they raised, and the case is as it was.
    """

    case: Case | None
    problem: Problem | None = None
    fault: bool = False
    conflicts: tuple[str, ...] = ()


class Bench:
    """Judges entries. Keeps folded cases, so that a long one is not folded anew: only ever a saving."""

    def __init__(self, law: Law, judge: Judge = judge, fold: Fold = fold, keep: int = 512) -> None:
        self.law = law
        self._judge = judge
        self._fold = fold
        self._keep = keep
        self._cases: OrderedDict[bytes, tuple[int, Case | None]] = OrderedDict()

    def rule(self, event: Event, case: Case | None, standing: Standing, now: datetime) -> Ruling:
        """The verdict on one entry as the next of its case."""
        ruling = self._tried(event, lambda: self._rule(event, case, standing, now))
        return ruling or Ruling(case, Problem("500.10"), fault=True)

    def _rule(self, event: Event, case: Case | None, standing: Standing, now: datetime) -> Ruling:
        problem = self._judge(event, case, standing, self.law, now)
        if problem is not None:
            return Ruling(case, problem)
        return Ruling(self._fold(case, event, self.law), conflicts=conflicting(case, event) if case else ())

    def _tried(self, event: Event, work: Callable[[], R]) -> R | None:
        """What the domain answers; None when it raised. The log hears the id and what kind of fault, never content."""
        try:
            return work()
        except Exception as fault:
            _log.error("judge.fault %s %s", event.head.id, type(fault).__name__)
            return None

    def case(self, con: Connection, case_id: bytes, last_no: int) -> Case | None:
        """The case as it stands at `last_no`; None when it is new."""
        no, case = self._cases.get(case_id, (0, None))
        if no > last_no:
            no, case = 0, None
        if no < last_no:
            for event in events(con, case_id, no):
                case = self._refolded(case, event)
        return case

    def _refolded(self, case: Case | None, event: Event) -> Case | None:
        """An accepted entry that cannot be folded is a release: it stands, and leaves the case as it was."""
        return self._tried(event, lambda: self._fold(case, event, self.law)) or case

    def remember(self, case_id: bytes, last_no: int, case: Case | None) -> None:
        """Keeps a case whose entries are committed."""
        self._cases[case_id] = (last_no, case)
        self._cases.move_to_end(case_id)
        while len(self._cases) > self._keep:
            self._cases.popitem(last=False)


def events(con: Connection, case_id: bytes, after_no: int = 0) -> list[Event]:
    """The accepted entries of a case beyond `after_no`, as the fold takes them. Broken lines are left out."""
    found = []
    for case_no, flags, received_at, line in entries.of_case(con, case_id, after_no):
        event = event_of(line, case_no, flags, received_at)
        found += [event] if event else []
    return found


def event_of(line: bytes, case_no: int, flags: tuple[str, ...], received_at: str) -> Event | None:
    """A stored line for the fold; None when it is a release in another shape."""
    try:
        parsed = entry.parse(line, signed=False)
    except Problem:
        return None
    return Event(parsed.head, parsed.data, case_no, flags, received_at)
