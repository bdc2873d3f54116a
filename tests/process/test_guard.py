"""The guard brings a window back after lock and crash, ends with it, and may itself be killed."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop import guard
from tests.process import tiny

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the guard forks on Linux only")


class Watched:
    """A guard with tiny windows; each window says `pid parent note` on a pipe that outlives them all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        os.mkfifo(folder / "windows")
        handle = os.open(folder / "windows", os.O_RDWR)  # both ends: so it never ends by itself
        self._told = os.fdopen(handle, "r+b", buffering=0)
        self.pids: list[int] = []
        self.guard = subprocess.Popen([*tiny.COMMAND, str(folder)])

    def next_window(self) -> tuple[int, int, str]:
        line = b""
        while not line.endswith(b"\n"):
            line += self._told.read(1)
        pid, parent, note = line.decode().split()
        self.pids += [int(pid), int(parent)]
        return int(pid), int(parent), note

    def close(self) -> None:
        self.guard.kill()
        self.guard.wait()
        for pid in self.pids:
            if _is_tiny(pid):
                os.kill(pid, signal.SIGKILL)
        self._told.close()


def _is_tiny(pid: int) -> bool:
    try:
        return b"tests.process.tiny" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    watched = Watched(tmp_path)
    yield watched
    watched.close()


@pytest.mark.parametrize("blow", [signal.SIGSEGV, signal.SIGKILL, signal.SIGABRT])
def test_a_window_that_dies_comes_back_and_says_so(watched: Watched, blow: signal.Signals) -> None:
    pid, _, note = watched.next_window()
    assert note == "-"
    os.kill(pid, blow)
    again, _, note = watched.next_window()
    assert (again != pid, note) == (True, "crash")


def test_a_lock_brings_a_new_process_that_says_nothing_of_a_crash(watched: Watched) -> None:
    pid, _, _ = watched.next_window()
    os.kill(pid, signal.SIGUSR1)
    again, _, note = watched.next_window()
    assert (again != pid, note) == (True, "-")


def test_the_guard_ends_with_0_when_it_is_asked_to_end_and_takes_the_window_with_it(watched: Watched) -> None:
    pid, _, _ = watched.next_window()
    watched.guard.terminate()
    assert watched.guard.wait(10) == 0
    assert not _is_tiny(pid)


def test_a_killed_guard_leaves_the_window_and_a_lock_brings_a_new_guard(watched: Watched) -> None:
    pid, parent, _ = watched.next_window()
    os.kill(parent, signal.SIGKILL)
    watched.guard.wait()
    assert _is_tiny(pid)
    os.kill(pid, signal.SIGUSR1)
    again, new_parent, note = watched.next_window()
    assert (again != pid, new_parent != parent, note) == (True, True, "-")


def test_a_second_guard_finds_the_lock_taken_and_says_so(watched: Watched) -> None:
    watched.next_window()
    second = subprocess.run([*tiny.COMMAND, str(watched.folder)], capture_output=True, text=True, check=False)
    assert (second.returncode, second.stderr) == (1, "Fieldcase is already open for this store.\n")


def test_a_window_forbids_core_dumps(watched: Watched) -> None:
    pid, _, _ = watched.next_window()
    limits = Path(f"/proc/{pid}/limits").read_text()
    core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert core.split()[4:6] == ["0", "0"]


def test_a_second_start_calls_the_first_window_to_the_front(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    heard: list[bytes] = []
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(guard.front_address(tmp_path))
        listener.listen()

        def answer() -> None:
            line, _ = listener.accept()
            heard.append(line.recv(16))
            line.sendall(guard.HERE)
            line.close()

        window = threading.Thread(target=answer)
        window.start()
        assert guard.run(tmp_path, lambda _: 1, []) == guard.QUIT
        window.join()
    assert heard == [guard.FRONT]


def test_six_crashes_in_a_minute_make_the_guard_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "REST_S", 0.01)
    rests: list[float] = []
    monkeypatch.setattr("desktop.guard.time.sleep", rests.append)
    codes = iter([1] * 7 + [guard.LOCK, guard.QUIT])
    assert guard._keep(lambda _: next(codes)) == guard.QUIT
    assert len(rests) == 2
