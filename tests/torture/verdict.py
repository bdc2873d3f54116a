"""What a person at the client knows, against what a killed store holds.

The play tells it what was pressed and what the log confirmed; after each kill it says what is wrong. It reads no store.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.torture.look import Found
from tests.torture.seat import Key

_CONFIRMED = re.compile(r"INFO entry\.committed (\S+)")
RECORDED = "encounter_recorded"


def confirmed_in(lines: Iterable[str]) -> list[str]:
    """The entries that these lines of the log say are saved."""
    return [found[1] for line in lines if (found := _CONFIRMED.search(line))]


@dataclass
class Knowledge:
    """typed: what stands in *Where* now, key by key. saved: what it said in encounters that are in the journal."""

    typed: list[Key] = field(default_factory=list)
    saved: Counter[str] = field(default_factory=Counter)
    confirmed: set[str] = field(default_factory=set)
    worst_s: float = 0.0
    lost: int = 0
    doubled: int = 0
    unsaid: int = 0

    def text(self) -> str:
        return "".join(key.letter for key in self.typed)

    def keep(self) -> None:
        """The log said that the form is saved: it must be in the journal from now on, once."""
        self.saved[self.text()] += 1
        self.typed = []

    def judge(self, found: Found, killed_at: float, lines: Sequence[str]) -> list[str]:
        """What is wrong. Afterwards the form holds what the draft kept, or nothing."""
        if found.trouble:
            return [found.trouble]
        said = confirmed_in(lines)
        self.confirmed.update(said)
        here = Counter(row.entry_id for row in found.rows)
        gone = [each for each in self.confirmed if here[each] == 0]
        there = Counter(row.where for row in found.rows if row.kind == RECORDED)
        missing = sorted((self.saved - there).elements())
        self.lost += max(len(gone), len(missing))
        self.confirmed -= set(gone)
        self.saved -= Counter(missing)
        wrong = [f"lost: {each}" for each in (*gone, *missing)]
        return wrong + self._form(there - self.saved, found.texts(), killed_at, said)

    def _form(self, fresh: Counter[str], drafts: Sequence[str], killed_at: float, said: Sequence[str]) -> list[str]:
        """The form is in the journal or in a draft, whole up to a second ago, and never in both."""
        places = [*fresh.elements(), *drafts]
        wrong = [f"another text than was typed: {each}" for each in places if not self.text().startswith(each)]
        if len(places) > 1:
            self.doubled += 1
            wrong.append(f"doubled: {sorted(fresh.elements())} in the journal, {list(drafts)} as drafts")
        kept = places[0] if places else ""
        loss = self._loss_s(kept, killed_at)
        self.worst_s = max(self.worst_s, loss)
        wrong += [f"typing of {loss:.2f} s lost"] if loss > 1.0 else []
        self.unsaid += bool(fresh) and not said
        self.saved += fresh
        self.typed = [] if fresh else self.typed[: len(kept)]
        return wrong

    def _loss_s(self, kept: str, killed_at: float) -> float:
        """From the press of the first letter that is not there to the blow."""
        return killed_at - self.typed[len(kept)].at if len(kept) < len(self.typed) else 0.0
