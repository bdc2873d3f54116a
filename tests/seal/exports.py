"""A journal in which everything happens that an export must be able to show, and the ways to spoil it."""

import json
import random
from dataclasses import replace
from functools import cache
from typing import Any

from desktop.seal import export, ids
from desktop.seal.canonical import to_b64
from tests.seal.journal import Journal
from tests.seal.world import Device, Person, World, act, enrolment


class Story:
    """Two devices, three people, seven kinds of oddness."""

    def __init__(self) -> None:
        self.world = world = World()
        self.car, self.desk = Device(), Device()
        self.emery, self.finley = Person("P-105", "105"), Person("P-106", "106")
        self.case, self.other = ids.new_id(), ids.new_id()
        self.roots = world.roots()
        self.journal = Journal(world)
        self.journal.docs += [world.cert(self.car), world.cert(self.desk)]
        self.journal.docs += [world.authorization(self.emery, self.desk)]
        self._told()

    def _told(self) -> None:
        car, desk, emery, finley = self.car, self.desk, self.emery, self.finley
        locked = act(desk, "", desk.desk.sign, "release_locked", {"booking_no": "B9"}, self.other).sealed.line
        self.journal.take(locked, desk.id, 0)
        invited = enrolment(finley, car, self.world.invited(finley, car, emery)).sealed.line
        first = enrolment(emery, car, self.world.first(emery, car)).sealed.line
        note = act(car, emery.name, emery.key.sign, "note_added", {"text": "número 🛑"}, self.case).sealed
        self.journal.push(car, invited, first, note.line)
        erased = replace(
            act(desk, emery.name, emery.key.sign, "note_added", {"text": "x"}, self.case).sealed, data=None, salt=None
        )
        odd = act(desk, emery.name, emery.key.sign, "release_recorded", {}, self.case).sealed.line.replace(
            b":{}", b": {}"
        )
        seen = act(desk, emery.name, emery.key.sign, "alarm_seen", {"clock": "D2"}, self.other).sealed.line
        self.journal.push(desk, erased.line, odd, seen, flags={1: ["odd_shape"]})
        mine = Device(id=self.world.device_id)
        forked = act(mine, "", self.world.uses["entry"].sign, "device_forked", {"device": car.id}).sealed.line
        self.journal.take(forked, mine.id, 0)
        late = act(car, finley.name, finley.key.sign, "note_added", {"text": "y"}, self.case).sealed.line
        self.journal.push(desk, late, flags={0: ["other_device"]})

    def close(self, lines: list[bytes]) -> bytes:
        """The end line again, by the endpoint's own receipt key."""
        return export.close(lines, self.world.uses["receipt"].sign)


@cache
def story() -> Story:
    return Story()


@cache
def files() -> dict[str, bytes]:
    """Sound exports of that story."""
    told = story()
    journal, car = told.journal, told.car
    own = journal.parts("cases", [told.other], device=car.id)
    waiting = act(car, "P-105", told.emery.key.sign, "note_added", {"text": "z"}, told.case).sealed.line
    opened = replace(own, opens=[({"device_no": 9, "state": "waiting", "verdict": None}, waiting)])
    people = [leaf["case_id"] for leaf in journal.leaves[1:3]]
    alone = {**own.about, "whole": "part", "device": told.desk.id}
    small = export.Parts(alone, [own.docs[0], own.docs[2]], [], own.entries[:1])
    return {
        "small": export.write(small, told.desk.sign.sign),
        "agency": journal.file(),
        "cases": journal.file("cases", [told.case, *people]),
        "part": journal.file("part", [told.case, *people], cases=[]),
        "own": export.write(opened, car.sign.sign),
    }


def spoiled(file: bytes, chance: random.Random) -> bytes:
    """The file with one thing changed, and closed again as if nothing had happened."""
    lines = file.split(b"\n")[:-2]
    kind, i, j = chance.randrange(6), chance.randrange(len(lines)), chance.randrange(len(lines))
    if kind == 0:
        del lines[i]
    elif kind == 1:
        lines.insert(j, lines[i])
    elif kind == 2:
        lines[i], lines[j] = lines[j], lines[i]
    elif kind == 3:
        lines[i] = _byte_changed(lines[i], chance)
    else:
        lines[i] = _value_changed(lines[i], chance)
    return story().close(lines)


def _byte_changed(line: bytes, chance: random.Random) -> bytes:
    changed = bytearray(line or b"x")
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed).replace(b"\n", b" ")


def _value_changed(line: bytes, chance: random.Random) -> bytes:
    """One value somewhere in the line is another one; the line stays canonical."""
    try:
        value = json.loads(line)
    except ValueError:
        return line
    inside = value
    while isinstance(inside, dict | list) and inside:
        key: Any = chance.choice(list(inside) if isinstance(inside, dict) else range(len(inside)))
        if not isinstance(inside[key], dict | list) or not inside[key] or chance.random() < 0.2:
            inside[key] = _other(inside[key], chance)
            break
        inside = inside[key]
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def _other(value: Any, chance: random.Random) -> Any:
    strange = [
        None,
        0,
        1,
        -1,
        True,
        "",
        "x",
        [],
        {},
        ["odd_shape"],
        2**53 - 1,
        to_b64(bytes(32)),
        to_b64(bytes(64)),
        value,
    ]
    if isinstance(value, int) and chance.random() < 0.5:
        return value + chance.choice((-1, 1))
    if isinstance(value, str) and chance.random() < 0.5:
        return value[::-1] if chance.random() < 0.5 else value + "A"
    return chance.choice(strange)
