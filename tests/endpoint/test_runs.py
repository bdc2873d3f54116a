"""Random runs of one device whose requests and answers are lost: nothing is lost, doubled or told differently."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.seal import entry, ids
from desktop.sync import protocol
from desktop.sync.protocol import Verdict
from tests.endpoint.kit import Act, Device, World

# New acts, old links repeated before them, which links come bare, whether the answer arrives.
STEP = st.tuples(st.integers(0, 3), st.integers(0, 4), st.sets(st.integers(0, 6)), st.booleans())


class Sender:
    """A device that keeps its links and repeats those whose answer it has not heard, and some it has."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.case = ids.new_id()
        self.base = device.chain_no
        self.heads = [device.head]
        self.links: list[Act] = []
        self.heard = 0
        self.told: dict[str, Verdict] = {}

    def step(self, new: int, old: int, bare: set[int], heard: bool) -> None:
        self._link([self.device.note(self.case) for _ in range(new)])
        begin = min(self.heard, max(0, len(self.links) - new - old))
        run = self.links[begin:]
        self.device.chain_no, self.device.head = self.base + begin, self.heads[begin]
        wire: list[Any] = [
            (entry.line_hash(act.line), act.number) if place in bare else act for place, act in enumerate(run)
        ]
        answer = self.device.try_exchange(wire)
        if not run and begin < len(self.links):
            return
        assert answer.status_code == 200, answer.text
        if heard:
            self._hear(run, protocol.read_exchange(answer.content)[0].verdicts)

    def _link(self, acts: list[Act]) -> None:
        for act in acts:
            self.links.append(act)
            no = self.base + len(self.links)
            self.heads.append(entry.chain_next(self.heads[-1], no, entry.line_hash(act.line), act.number))

    def _hear(self, run: list[Act], verdicts: tuple[Verdict, ...]) -> None:
        """What ends an entry is told the same for ever; what lets it wait gives it a new link."""
        self.heard = len(self.links)
        for act, said in zip(run, verdicts, strict=True):
            if said.verdict in ("accepted", "refused"):
                assert self.told.setdefault(act.id, said) == said
        waiting = {act.id: act for act in run if act.id not in self.told}
        self._link(sorted(waiting.values(), key=lambda act: act.number))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=1, max_size=8), restart=st.integers(0, 20))
def test_whatever_is_lost_each_act_counts_once_and_in_its_order(world: World, steps: list[Any], restart: int) -> None:
    sender = Sender(world.device(code=world.code("P-106")))
    for place, step in enumerate(steps):
        world.clock.on(seconds=1)
        sender.step(*step)
        if place == restart:
            world.restart()
    for _ in range(3):
        sender.step(0, 0, set(), True)
    acts = {act.id: act.number for act in sender.links}
    order = [(number, sender.told[key].device_no, sender.told[key].case_no) for key, number in acts.items()]
    assert order == [(number, number, number) for number in range(1, len(acts) + 1)]
