"""When a clock speaks: once per step and desk, and every five minutes once a release is due.

The frame starts one; it asks for the running clocks, compares two moments and says which step was passed between them.
It changes nothing and silences nothing that is overdue. Levels: screens.md section 7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.ui.sound import Sound

BEAT_MS = 20_000
AGAIN = timedelta(minutes=5)
_STEPS = (("soon", 12), ("close", 6), ("urgent", 2), ("urgent", 1), ("overdue", 0))
_SOUNDS = ("urgent", "overdue")
_LAST_HOUR = "urgent, 1 hour"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One hard clock that runs: the case it is of, its end in UTC, and its id ("D2")."""

    case_id: str
    ends_at: datetime
    clock: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be said now: the highest level, the tone ("" for none), the words, of which cases.

    steps: (case_id, clock, step) of each clock that can be seen and silenced; none for what is overdue.
    """

    level: str
    tone: str
    text: str
    case_ids: tuple[str, ...]
    steps: tuple[tuple[str, str, str], ...] = ()


def passed(alarm: Alarm, before: datetime, now: datetime) -> str:
    """The highest level whose step was passed after `before` and by `now`; "overdue" again every five minutes."""
    return _step(alarm, before, now).partition(",")[0]


def _step(alarm: Alarm, before: datetime, now: datetime) -> str:
    """The step itself: urgent comes twice, and who has seen the first has not seen the second."""
    over = now - alarm.ends_at
    if over > timedelta(0) and max(before - alarm.ends_at, timedelta(0)) // AGAIN < over // AGAIN:
        return "overdue"
    found = [
        _LAST_HOUR if hours == 1 else level
        for level, hours in _STEPS
        if before < alarm.ends_at - timedelta(hours=hours) <= now
    ]
    return found[-1] if found else ""


def said(alarms: Iterable[Alarm], before: datetime, now: datetime, seen: frozenset[tuple[str, str]]) -> Said | None:
    """One notice for all steps that fall together; None when nothing is to be said. seen: (case_id, step) silenced.

    What is overdue is never silenced. The words carry no content.
    """
    steps = [(_step(alarm, before, now), alarm) for alarm in alarms]
    heard = [(step, one) for step, one in steps if step and (step == "overdue" or (one.case_id, step) not in seen)]
    if not heard:
        return None
    order = [level for level, _ in _STEPS]
    level = max((step.partition(",")[0] for step, _ in heard), key=order.index)
    return Said(
        level,
        level if level in _SOUNDS else "",
        _words(level, len(heard)),
        tuple(one.case_id for _, one in heard),
        tuple((one.case_id, one.clock, step) for step, one in heard if level != "overdue"),
    )


class Alarms(QObject):
    """read(done) hands the running hard clocks to `done`. Signal `said(Said)` comes with the tone."""

    said = Signal(object)

    def __init__(
        self,
        read: Callable[[Callable[[Sequence[Alarm]], None]], None],
        now: Callable[[], datetime],
        sound: Sound | None = None,
    ) -> None:
        super().__init__()
        self._read, self._now, self._sound = read, now, sound or Sound()
        self._before = now()
        self._seen: frozenset[tuple[str, str]] = frozenset()
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self.beat)

    def start(self) -> None:
        """Look every 20 s from now on."""
        self._timer.start()

    def stop(self) -> None:
        """The window locks; the locked one goes on."""
        self._timer.stop()

    def beat(self) -> None:
        """Look now."""
        self._read(self._compare)

    def seen(self, case_id: str, step: str) -> None:
        """This step of this case is silent at this desk."""
        self._seen |= {(case_id, step)}

    def _compare(self, alarms: Sequence[Alarm]) -> None:
        now = self._now()
        found = said(alarms, self._before, now, self._seen)
        self._before = max(self._before, now)
        if found is None:
            return
        if found.tone:
            self._sound.play(found.tone)
        self.said.emit(found)


def _words(level: str, count: int) -> str:
    holds = "A hold ends" if count == 1 else f"{count} holds end"
    if level == "overdue":
        return "A release is due." if count == 1 else f"{count} releases are due."
    return f"{holds} within {dict(_WITHIN)[level]} hours."


_WITHIN = (("soon", 12), ("close", 6), ("urgent", 2))
