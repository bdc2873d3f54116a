"""Which step speaks, with which tone, and how often."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication
from typing_extensions import override

import resources
from desktop.ui import theme
from desktop.ui.alarms import Alarm, Alarms, Said, passed, said
from desktop.ui.sound import TONES, Sound
from tests.ui.frame_desk import NOW
from tests.ui.stage import stage

STEPS = (("c1", "D2", "urgent"), ("c2", "D2", "urgent"), ("c3", "D2", "close"))
NONE: frozenset[tuple[str, str]] = frozenset()


def alarm(case_id: str = "c1", **left: float) -> Alarm:
    return Alarm(case_id, NOW + timedelta(**left), "D2")


@pytest.mark.parametrize(
    ("hours", "level"),
    [(24.0, ""), (12.0, "soon"), (6.0, "close"), (2.0, "urgent"), (1.0, "urgent"), (0.0, "overdue"), (3.0, "")],
)
def test_a_step_is_passed_in_the_minute_it_is_reached(hours: float, level: str) -> None:
    one = alarm(hours=hours)
    assert passed(one, NOW - timedelta(seconds=20), NOW) == level
    assert passed(one, NOW, NOW + timedelta(seconds=20)) == ""


def test_after_a_sleep_only_the_highest_step_speaks() -> None:
    assert passed(alarm(hours=1), NOW - timedelta(hours=20), NOW) == "urgent"


def test_overdue_speaks_every_five_minutes() -> None:
    one = alarm()
    beats = [passed(one, NOW + timedelta(seconds=20 * n), NOW + timedelta(seconds=20 * (n + 1))) for n in range(45)]
    assert [n for n, level in enumerate(beats) if level] == [14, 29, 44]


def test_steps_that_fall_together_are_one_notice_without_content() -> None:
    found = said(
        [alarm("c1", hours=2), alarm("c2", hours=2), alarm("c3", hours=6)], NOW - timedelta(seconds=20), NOW, NONE
    )
    assert found == Said("urgent", "urgent", "3 holds end within 2 hours.", ("c1", "c2", "c3"), STEPS)


def test_soon_and_close_make_a_notice_and_no_sound() -> None:
    found = said([alarm(hours=12)], NOW - timedelta(seconds=20), NOW, NONE)
    assert found == Said("soon", "", "A hold ends within 12 hours.", ("c1",), (("c1", "D2", "soon"),))


def test_seen_silences_a_step_but_never_what_is_overdue() -> None:
    before = NOW - timedelta(seconds=20)
    assert said([alarm(hours=2)], before, NOW, frozenset({("c1", "urgent")})) is None
    over = said([alarm()], before, NOW, frozenset({("c1", "overdue")}))
    assert over is not None
    assert over.steps == ()
    assert over.tone == "overdue"


def test_who_has_seen_the_second_hour_hears_the_last_one() -> None:
    last = said([alarm(hours=1)], NOW - timedelta(seconds=20), NOW, frozenset({("c1", "urgent")}))
    assert last is not None
    assert (last.level, last.steps) == ("urgent", (("c1", "D2", "urgent, 1 hour"),))


def test_seen_is_journalled_and_takes_the_line_away(qapp: QApplication) -> None:
    theme.apply(qapp)
    desk = stage()
    desk.window._alarms.show(Said("urgent", "urgent", "2 holds end within 2 hours.", ("a1", "a5"), STEPS[:2]))
    desk.settle()
    desk.click("notice.alarm.seen")
    assert desk.desk.done == ["see_alarm", "see_alarm"]
    assert [(act["clock"], act["step"]) for act in desk.desk.given] == [("D2", "urgent"), ("D2", "urgent")]
    assert desk.window.body.notices.texts() == ()
    desk.window._alarms.show(Said("overdue", "overdue", "A release is due.", ("a1",)))
    desk.settle()
    assert not desk.shown("notice.alarm.seen")
    desk.close()


class Speaker(Sound):
    def __init__(self) -> None:
        super().__init__()
        self.played: list[str] = []

    @override
    def play(self, tone: str) -> None:
        self.played.append(tone)


def test_a_beat_asks_for_the_clocks_and_calls_for_the_tone_of_the_step(qapp: QApplication) -> None:
    now = [NOW - timedelta(minutes=1)]
    speaker = Speaker()
    told: list[Said] = []

    def read(done: Callable[[Sequence[Alarm]], None]) -> None:
        done([alarm(hours=2)])

    def clock() -> datetime:
        return now[0]

    alarms = Alarms(read, clock, speaker)
    alarms.said.connect(told.append)
    alarms.beat()
    now[0] = NOW
    alarms.beat()
    alarms.beat()
    assert speaker.played == ["urgent"]
    assert [one.level for one in told] == ["urgent"]
    now[0] = NOW + timedelta(hours=2)
    alarms.seen("c1", "overdue")
    alarms.beat()
    assert speaker.played == ["urgent", "overdue"]


def test_a_tone_is_played_by_the_first_program_that_is_there() -> None:
    started: list[Sequence[str]] = []
    beeps: list[int] = []
    sound = Sound(lambda name: {"aplay": "/usr/bin/aplay"}.get(name), started.append, lambda: beeps.append(1))
    sound.play("urgent")
    assert started == [("/usr/bin/aplay", "-q", str(resources.folder("sounds") / "urgent.wav"))]
    assert beeps == []


def test_without_a_player_or_with_a_broken_one_the_system_beeps() -> None:
    beeps: list[int] = []

    def broken(command: Sequence[str]) -> None:
        raise OSError(command[0])

    Sound(lambda name: None, broken, lambda: beeps.append(1)).play("urgent")
    Sound(lambda name: "/usr/bin/paplay", broken, lambda: beeps.append(1)).play("overdue")
    assert beeps == [1, 1]


def test_both_tones_are_bundled_and_small() -> None:
    sizes = [(resources.folder("sounds") / f"{tone}.wav").stat().st_size for tone in TONES]
    assert all(1_000 < size < 40_000 for size in sizes)
