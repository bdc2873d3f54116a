"""Each sign that a person went away says so once (S-23), and a second start finds the first window."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop import guard
from desktop.locked import away
from desktop.locked.away import Away
from desktop.locked.front import Front


@pytest.fixture
def ticking(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that the test moves."""
    now = [0.0]
    monkeypatch.setattr("desktop.locked.away.time.monotonic", lambda: now[0])
    return now


def gone_of(app: QApplication, idle_s: float = 300) -> tuple[Away, list[str]]:
    said: list[str] = []
    watch = Away(app, idle_s)
    watch.gone.connect(said.append)
    return watch, said


def test_five_minutes_without_input_are_idle_and_a_key_puts_it_off(
    qapp: QApplication, qtbot: QtBot, ticking: list[float]
) -> None:
    watch, said = gone_of(qapp)
    seat = QWidget()
    qtbot.addWidget(seat)
    ticking[0] = 299
    QApplication.sendEvent(seat, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier))
    ticking[0] = 598
    watch._look()
    assert said == []
    ticking[0] = 599
    watch._look()
    watch._look()
    assert said == ["idle"]


def test_moving_the_mouse_is_being_there(qapp: QApplication, qtbot: QtBot, ticking: list[float]) -> None:
    watch, said = gone_of(qapp)
    seat = QWidget()
    qtbot.addWidget(seat)
    ticking[0] = 299
    none = Qt.MouseButton.NoButton
    where = QPointF(1, 1)
    move = QMouseEvent(QEvent.Type.MouseMove, where, where, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(seat, move)
    ticking[0] = 500
    watch._look()
    assert said == []


def test_after_twelve_hours_the_passphrase_is_asked_again(
    qapp: QApplication, qtbot: QtBot, ticking: list[float]
) -> None:
    """S-22: whoever works without a pause, too."""
    watch, said = gone_of(qapp)
    seat = QWidget()
    qtbot.addWidget(seat)
    for ticking[0] in (away.LONGEST_S - 1, away.LONGEST_S):
        QApplication.sendEvent(seat, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier))
        watch._look()
    assert said == ["hours"]


def test_a_pack_may_not_ask_for_more_than_thirty_minutes(qapp: QApplication) -> None:
    assert gone_of(qapp, 24 * 3600)[0].idle_s == away.CEILING_S


@pytest.mark.parametrize(("sign", "why"), [("sleeping", "sleep"), ("covered", "screen"), ("left", "session")])
def test_each_sign_of_the_system_says_why(qapp: QApplication, sign: str, why: str) -> None:
    watch, said = gone_of(qapp)
    getattr(watch, sign)(*([] if sign == "left" else [True]))
    assert said == [why]


def test_waking_up_is_no_sign_of_going(qapp: QApplication) -> None:
    watch, said = gone_of(qapp)
    watch.sleeping(False)
    watch.covered(False)
    assert said == []


HEARS = """
import subprocess
from PySide6.QtWidgets import QApplication
from desktop.locked.away import Away
app = QApplication([])
watch = Away(app, 300)
watch.gone.connect(lambda why: (print(why, flush=True), app.quit()))
path, name = "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged"
subprocess.Popen(["dbus-send", "--session", "--type=signal", path, name, "boolean:true"])
app.exec()
"""


def test_the_systems_own_lock_is_heard_over_a_real_bus() -> None:
    command = ["dbus-run-session", "--", sys.executable, "-c", HEARS]
    said = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    assert said.stdout.strip() == "screen"


def test_a_second_start_brings_the_window_to_the_front(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    raised: list[bool] = []
    front = Front(guard.front_address(tmp_path), lambda: raised.append(True))
    assert front.listens
    answers: list[bool] = []
    second = threading.Thread(target=lambda: answers.append(guard.call_to_front(tmp_path)))
    second.start()
    qtbot.waitUntil(lambda: bool(answers))
    second.join()
    front.stop()
    assert (raised, answers) == ([True], [True])


def test_a_socket_left_by_a_killed_window_does_not_stop_the_next(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    Path(guard.front_address(tmp_path)).write_bytes(b"")
    front = Front(guard.front_address(tmp_path), lambda: None)
    assert front.listens
    front.stop()
    assert not guard.call_to_front(tmp_path)
