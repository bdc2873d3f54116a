"""Random lives of two desks over a bad line: whatever happens, nothing is lost, doubled or told differently at the end.

Seeded; a failure names its seed. FIELDCASE_RUNS says how many (protocol.md section 5 asks 2,000), the default is few.
"""

import contextlib
import os
import random
from collections.abc import Callable

import pytest

from desktop.actions.add_note import add_note
from desktop.actions.edit_facts import edit_facts
from desktop.actions.record_encounter import record_encounter
from desktop.actions.release import release
from desktop.actions.stop_and_call import stop_and_call
from desktop.domain.problems import Problem
from tests.sync import forms
from tests.sync.conftest import Two
from tests.sync.desks import Desk
from tests.sync.line import Fault

RUNS = int(os.environ.get("FIELDCASE_RUNS", "12"))
ACTS = 14


class Run:
    """One life: acts of both people, exchanges over a line on which a third of the requests and answers are lost."""

    def __init__(self, two: Two, seed: int) -> None:
        self.two = two
        self.dice = random.Random(seed)
        self.cases: list[str] = []
        self.said: set[str] = set()

    def live(self) -> None:
        for _ in range(ACTS):
            desk = self.dice.choice([self.two.officer, self.two.supervisor])
            self.dice.choice([self.act, self.act, self.exchange, self.again])(desk)

    def act(self, desk: Desk) -> None:
        """Something a person does; what the rules refuse was not done."""
        with contextlib.suppress(Problem):
            self.said.add(self._verb(desk)())

    def exchange(self, desk: Desk) -> None:
        self.two.line.plan.extend(self._fault() for _ in range(4))
        desk.try_sync()
        self.two.line.plan.clear()
        if self.two.endpoint.is_dead:
            self.two.endpoint.start()
            self.two.line.target = self.two.endpoint.port

    def again(self, desk: Desk) -> None:
        """Locked and signed in again; not often, it costs a tenth of a second."""
        if self.dice.random() < 0.2:
            desk.again()

    def _verb(self, desk: Desk) -> Callable[[], str]:
        case_id = self.dice.choice(self.cases) if self.cases else ""
        number = self.dice.randrange(10**6)
        verbs: list[Callable[[], str]] = [lambda: self._encounter(desk, number)]
        if case_id:
            verbs += [
                lambda: desk.act(add_note(case_id, f"note {number}")),
                lambda: desk.act(edit_facts(case_id, [{"field": "person.name", "value": f"Name {number}"}])),
                lambda: desk.act(release(case_id)),
                lambda: desk.act(stop_and_call(case_id, "said", "I am a citizen.")),
            ]
        return self.dice.choice(verbs)

    def _encounter(self, desk: Desk, number: int) -> str:
        case_id = desk.act(record_encounter(forms.encounter(f"Sample, {number}")))
        self.cases.append(case_id)
        return case_id

    def _fault(self) -> Fault:
        size = self.dice.choice([0, 1, 200, 900, 3000])
        roll = self.dice.random()
        if roll < 0.35:
            return Fault(request=size)
        if roll < 0.6:
            return Fault(answer=size)
        if roll < 0.63:
            return Fault(answer=size, after=self.two.endpoint.kill)
        return Fault()


@pytest.mark.parametrize("seed", range(RUNS))
def test_a_random_life_over_a_bad_line_ends_with_three_equal_journals(two: Two, seed: int) -> None:
    run = Run(two, seed)
    run.live()
    assert two.all_agree()
    told = {entry_id for _, entry_id in two.endpoint.journal()} | set(two.endpoint.cases())
    refused = {
        name for desk in (two.officer, two.supervisor) for name, state in desk.states().items() if state == "refused"
    }
    assert run.said <= told | refused
    assert {state for desk in (two.officer, two.supervisor) for state in desk.states().values()} <= {
        "accepted",
        "refused",
    }
