"""An entry on which the endpoint fails stops its own case only, and never a release."""

from collections.abc import Iterator
from typing import Any

import pytest

from desktop.actions.add_note import add_note
from desktop.actions.record_encounter import record_encounter
from desktop.actions.release import release
from desktop.models import delivery
from desktop.models.delivery import FAULTS
from desktop.seal import canonical
from desktop.sync import protocol
from desktop.sync.protocol import Told, Verdict
from tests.sync import forms
from tests.sync.conftest import Two
from tests.sync.forger import Forger


class Failing:
    """The endpoint fails on one entry each time, and holds the later ones of its case; releases and others pass."""

    def __init__(self, poisoned: str, held: list[str]) -> None:
        self.poisoned, self.held = poisoned, held
        self.failed = 0

    def __call__(self, envelope: dict[str, Any]) -> None:
        envelope["verdicts"] = [self._told(verdict) for verdict in envelope["verdicts"]]
        verdicts = [protocol.read_answer(Verdict, canonical.dumps(verdict)) for verdict in envelope["verdicts"]]
        envelope["receipt"]["verdicts"] = protocol.verdicts_hash(verdicts)

    def _told(self, verdict: dict[str, Any]) -> dict[str, Any]:
        if verdict["id"] == self.poisoned:
            self.failed += 1
            problem = Told(code="500.10", title="fault", detail="")
            return Verdict(id=self.poisoned, verdict="fault", problem=problem).plain()
        if verdict["id"] in self.held:
            return Verdict(id=verdict["id"], verdict="held", needs=(2,)).plain()
        return verdict


@pytest.fixture
def forger(two: Two) -> Iterator[Forger]:
    made = Forger(two.endpoint.folder, two.endpoint.port)
    two.line.target = made.port
    two.officer.again()
    yield made
    made.close()


def test_five_faults_set_the_entry_and_the_later_ones_of_its_case_aside_and_nothing_else(
    two: Two, forger: Forger
) -> None:
    case_id, other = (two.officer.act(record_encounter(forms.encounter())) for _ in range(2))
    two.officer.sync()
    poisoned = two.officer.act(add_note(case_id, "the endpoint cannot bear this"))
    later = two.officer.act(add_note(case_id, "after it"))
    innocent = two.officer.act(add_note(other, "of another case"))
    failing = Failing(poisoned, [later])
    forger.lie, forger.always = forger.signed_anew(failing), True
    for _ in range(FAULTS + 2):
        two.officer.sync()
    freed = two.officer.act(release(case_id))
    two.officer.sync()
    states = two.officer.states()
    assert failing.failed == FAULTS
    assert (states[poisoned], states[later]) == ("set_aside", "set_aside")
    assert (states[innocent], states[freed]) == ("accepted", "accepted")
    assert two.officer.status.get().attention == 2
    forger.lie = None
    two.officer.store.write(lambda tx: delivery.send_again(tx.sql)).result()
    assert two.all_agree()
