"""The parent of every window process: starts it, waits, and starts the next when it ends.

Called by `__main__`; the window itself calls only `front_address` and `relieve`. It holds the lock of the store's
folder, forbids core dumps, and speaks with the window by its exit code alone: 75 is lock, 0 is quit, all else a
crash. It never sees a secret, knows no Qt and imports the standard library only, so that its forked copy is a new
process in every sense of S-24. Measured: stack.md section 13.
"""

import contextlib
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl
    import resource

LOCK = 75
QUIT = 0
CRASHES, WITHIN_S, REST_S = 6, 60.0, 5.0
FRONT = b"front\n"
HERE = b"."

Window = Callable[[str], int]
"""Runs a window to its end and gives the exit code; takes "crash" when the one before it crashed, else ""."""


def front_address(folder: Path) -> str:
    """Where the window of this store listens for a second start: a socket (a pipe on Windows) only its user reaches."""
    name = "fieldcase-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    if sys.platform == "win32":
        return rf"\\.\pipe\{name}"
    return str(Path(os.environ.get("XDG_RUNTIME_DIR") or folder) / name)


def call_to_front(folder: Path) -> bool:
    """Asks a window that is there to come to the front. False when nobody answers."""
    address = front_address(folder)
    try:
        if sys.platform == "win32":
            with open(address, "r+b", buffering=0) as pipe:
                pipe.write(FRONT)
            return True
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(2.0)
            line.connect(address)
            line.sendall(FRONT)
            return line.recv(1) == HERE
    except OSError:
        return False


@contextlib.contextmanager
def hold(folder: Path) -> Iterator[int]:
    """The lock of the folder while the block runs: its handle, or -1 when another has it. The kernel frees it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / "guard.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield handle if _locked(handle) else -1
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def run(folder: Path, window: Window, command: Sequence[str], *, respawn: bool = False) -> int:
    """Keeps a window of this store open until a person quits it. Gives the exit code of the program.

    window: what a forked child runs. command: how this program is started, for systems that spawn. respawn: the
    window before had lost its guard and is ending now, so nobody is asked to come to the front.
    """
    if not respawn and call_to_front(folder):
        return QUIT
    forbid_cores()
    with hold(folder) as handle:
        if handle < 0:
            print("Fieldcase is already open for this store.", file=sys.stderr)
            return 1
        if sys.platform.startswith("linux"):
            return _keep(lambda note: _fork(window, note, handle))
        return _keep(lambda note: _spawn(command, note))


def forbid_cores() -> None:
    """No core dump of this process or of any it starts (S-25)."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def relieve(folder: Path, command: Sequence[str]) -> bool:
    """For a window that is about to end: starts a new guard when its own was killed. True when it had to."""
    with hold(folder) as handle:
        alone = handle >= 0
    if alone:
        quiet = subprocess.DEVNULL
        subprocess.Popen([*command, "--respawn"], start_new_session=True, stdin=quiet, stdout=quiet, stderr=quiet)
    return alone


def _keep(start: Callable[[str], int]) -> int:
    crashes: deque[float] = deque(maxlen=CRASHES)
    note = ""
    while (code := start(note)) not in _ENDINGS:
        note = "" if code == LOCK else "crash"
        if note:
            crashes.append(time.monotonic())
            if len(crashes) == CRASHES and crashes[-1] - crashes[0] < WITHIN_S:
                time.sleep(REST_S)
    return QUIT


def _endings() -> tuple[int, ...]:
    names = ("SIGTERM", "SIGINT", "SIGHUP")
    return (QUIT, *(-getattr(signal, name) for name in names if hasattr(signal, name)))


_ENDINGS = _endings()


def _fork(window: Window, note: str, handle: int) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    with _passing_on() as asked:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, asked.signals)  # none may fall between fork and readiness
        child = os.fork()
        if child == 0:
            _be_window(window, note, handle, asked.signals, before)
        asked.child = child
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _be_window(
    window: Window, note: str, handle: int, signals: Sequence[signal.Signals], mask: Iterable[int | signal.Signals]
) -> NoReturn:
    code = 1
    try:
        os.close(handle)  # the lock is the guard's: it must end with the guard, not with us
        for each in signals:
            signal.signal(each, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        code = window(note)
    finally:
        os._exit(code)


def _spawn(command: Sequence[str], note: str) -> int:
    with _passing_on() as asked:
        child = subprocess.Popen([*command, "--window", *(["--note", note] if note else [])])
        asked.child = child.pid
        return child.wait()


class _Asked:
    """Who a request to end is passed on to."""

    def __init__(self) -> None:
        self.child = 0
        self.signals = tuple(signal.Signals(-each) for each in _ENDINGS[1:])

    def pass_on(self, number: int, _frame: object) -> None:
        if self.child:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.child, number)


@contextlib.contextmanager
def _passing_on() -> Iterator[_Asked]:
    """While the window runs, a request to end goes to it: it saves what is typed and ends with 0."""
    asked = _Asked()
    before = {each: signal.signal(each, asked.pass_on) for each in asked.signals}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
