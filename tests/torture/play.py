"""Kills the real client again and again and looks whether anything was lost, halved or doubled.

    tools/headless.sh python -m tests.torture.play FOLDER KILLS [SEED]

Prints a line for each round and at the end one JSON object. Run by `test_torture.py`. Guard and window, screen, key
ring, endpoint and store are the real ones; only the moments are chosen, by the seed.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from tests.torture.ends import agree, exported
from tests.torture.look import Found, Looker
from tests.torture.seat import Endpoint, Key, Seat
from tests.torture.verdict import Knowledge
from tools.follow import let_pass

TYPING, SAVING, SYNCING, OPENING = "typing", "saving", "syncing", "opening"
_SHARES = {TYPING: 8, SAVING: 6, SYNCING: 5, OPENING: 1}
_LETTERS = "abcdefghijklmnopqrstuvw"
_IN_A_ROW = 5  # crashes: at the sixth within a minute the guard rests, and nothing would be found meanwhile
_REBUILD_EVERY = 10
_LOOK_S = 0.3  # until a hand goes to the form that came back


@dataclass
class Blow:
    """One kill: when the form that was open died, and in the course of what."""

    at: float
    kind: str
    power: bool


@dataclass
class Play:
    """The driver of one seat. `open` is whether a form stands on the screen."""

    seat: Seat
    endpoint: Endpoint
    looker: Looker
    dice: random.Random
    knows: Knowledge = field(default_factory=Knowledge)
    kills: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    open: bool = False
    round: int = 0
    in_a_row: int = 0
    commit_s: float = 0.05
    too_early: int = 0
    died_at: float = 0.0

    def rounds(self, kills: int) -> None:
        """The client is unlocked before and after."""
        for kind in plan(kills, self.dice):
            self.round += 1
            self.one_round(kind)

    def one_round(self, kind: str) -> None:
        began = time.monotonic()
        acts: dict[str, Callable[[], None]] = {TYPING: self._typing, SAVING: self._saving, SYNCING: self._syncing}
        acts.get(kind, self._opening)()
        blow = self._strike(kind)
        wrong = self._recover(blow)
        self.wrong += [f"round {self.round} ({kind}): {each}" for each in wrong]
        how = " with the guard" if blow.power else ""
        print(f"{self.round} {kind}{how} {time.monotonic() - began:.1f} s {'; '.join(wrong)}".rstrip(), flush=True)

    def finish(self) -> None:
        """A form that is open is saved; the client stays unlocked until all is sent, then it is quit."""
        self._save_open()
        self.seat.screen.keys("ctrl+1")
        for time_round in range(4):
            self.seat.quit()
            found = self.looker.look(f"end-{time_round}", rebuild=True).result()
            if all(row.state == "accepted" for row in found.rows):
                break
            self.seat.start_again()
            self.seat.sign_in()
            self.seat.log.await_one(r"sync\.exchanged")
        self.wrong += self.knows.judge(found, time.monotonic(), self.seat.news())
        self.endpoint.hang()
        self.wrong += agree(self.endpoint.folder, found)
        self.endpoint.go_on()
        self.wrong += exported(self.seat, self.endpoint.folder)

    def _typing(self) -> None:
        """Somewhere in a text that is being written without a pause, or with one."""
        self._save_open()
        self._fill()
        until = time.monotonic() + self.dice.uniform(0.0, 2.5)
        while time.monotonic() < until:
            beat = self.dice.uniform(0.03, 0.15)
            text = "".join(self.dice.choices(_LETTERS, k=self.dice.randint(5, 60)))
            self.knows.typed += self.seat.type_on(text, beat, until)
            let_pass(min(self.dice.choice((0.0, 0.3, 1.0)), max(0.0, until - time.monotonic())))

    def _saving(self) -> None:
        """Around the moment of the commit, which moves with the load of the machine."""
        if not self.open:
            self._fill()
        pressed = self.seat.save()
        let_pass(max(0.0, pressed + self.dice.uniform(0.2, 2.0) * self.commit_s - time.monotonic()))

    def _syncing(self) -> None:
        """The entry is saved and on its way: before, while or after the endpoint takes it."""
        if not self.open:
            self._fill()
        hangs = self.dice.random() < 0.5
        if hangs:
            self.endpoint.hang()
        self._commit()
        let_pass(self.dice.uniform(0.0, 0.12))
        if hangs and self.dice.random() < 0.7:
            self.endpoint.go_on()
            let_pass(self.dice.uniform(0.0, 0.1))

    def _opening(self) -> None:
        """While the store is being opened."""
        self.died_at = self.seat.kill_window()
        self.in_a_row += 1
        self.seat.give_passphrase()
        let_pass(self.dice.uniform(0.0, 1.5))

    def _strike(self, kind: str) -> Blow:
        power = self.in_a_row >= _IN_A_ROW or self.dice.random() < 0.15
        at = self.seat.kill_all() if power else self.seat.kill_window()
        self.in_a_row = 0 if power else self.in_a_row + 1
        self.kills[kind] += 1
        return Blow(self.died_at if kind == OPENING else at, kind, power)

    def _recover(self, blow: Blow) -> list[str]:
        """Look at what the crash left, sign in again meanwhile, and compare."""
        looking: Future[Found] = self.looker.look(f"round-{self.round}", self.round % _REBUILD_EVERY == 0)
        lines = self.seat.news()
        self.endpoint.go_on()
        if blow.power:
            self.seat.start_again()
        self.seat.sign_in()
        found = looking.result()
        wrong = self.knows.judge(found, blow.at, lines)
        self.open = bool(found.drafts)
        self.too_early += blow.kind == SAVING and self.open
        if self.open:
            self.seat.log.await_one(r"screen\.shown encounter")
            let_pass(_LOOK_S)
            self._complete(found.drafts[0])
        return wrong

    def _fill(self) -> None:
        """A fresh and complete form, its last field just typed."""
        self.seat.new_encounter()
        self.open = True
        self._complete({})

    def _complete(self, there: Mapping[str, str]) -> None:
        """What is missing is typed, from where the focus is: in the first empty field."""
        self.seat.fill(there)
        if there.get("where"):
            return
        at, text = time.monotonic(), f"Stop{self.round}x"
        self.knows.typed = [Key(letter, at) for letter in text]
        self.seat.screen.type(text)

    def _save_open(self) -> None:
        if self.open:
            self._commit()
            self.seat.log.await_one(r"screen\.shown case")

    def _commit(self) -> None:
        pressed = self.seat.save_well()
        self.commit_s = 0.7 * self.commit_s + 0.3 * (time.monotonic() - pressed)
        self.knows.keep()
        self.open = False


def plan(kills: int, dice: random.Random) -> list[str]:
    """In the course of what each kill comes; where there are three, each of the three promises has one."""
    kinds = [TYPING, SAVING, SYNCING][:kills]
    kinds += dice.choices(list(_SHARES), list(_SHARES.values()), k=kills - len(kinds))
    dice.shuffle(kinds)
    return kinds


def figures(play: Play, seed: int, took_s: float) -> dict[str, object]:
    knows = play.knows
    return {
        "seed": seed,
        "rounds": play.round,
        "kills": dict(play.kills),
        "acts_confirmed": len(knows.confirmed),
        "killed_between_key_and_commit": play.too_early,
        "killed_between_commit_and_log": knows.unsaid,
        "lost": knows.lost,
        "doubled": knows.doubled,
        "worst_loss_of_typing_s": round(knows.worst_s, 2),
        "seconds": round(took_s),
        "wrong": play.wrong,
    }


def main(folder: Path, kills: int, seed: int) -> None:
    print(f"seed {seed}", flush=True)
    began = time.monotonic()
    endpoint = Endpoint(folder / "endpoint")
    seat = Seat(folder / "store", folder / "endpoint" / "slips" / "officer.json")
    try:
        seat.enrol()
        looker = Looker(seat.store, seat.badge, seat.passphrase, folder / "copies")
        play = Play(seat, endpoint, looker, random.Random(seed))
        play.rounds(kills)
        play.finish()
        looker.close()
        print(json.dumps(figures(play, seed, time.monotonic() - began)), flush=True)
    finally:
        seat.close()
        endpoint.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)
