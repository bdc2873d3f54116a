"""The composition root: one window process from its first paint to its end.

Called by `__main__`, in a child of the guard. It builds everything, joins everything and decides nothing: the locked
window first, painted before anything heavy is loaded; then the store's libraries on the database thread; after Enter
the same window becomes the main one. Lock, quit and crash all end the process, which is what takes the key out of
memory (S-24). Source: architecture.md section 6, stack.md section 13.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QTimer, QTimeZone
from PySide6.QtWidgets import QApplication

from desktop import __version__, guard, log
from desktop.domain.problems import Problem
from desktop.locked import hand, look, shell
from desktop.locked.away import Away
from desktop.locked.front import Front
from desktop.locked.hand import Hand
from desktop.locked.look import Look
from desktop.locked.settle import one_arena, settle
from desktop.locked.shell import AfterPaint, Shell, clear_clipboard, on_terminate
from desktop.models.changes import Changed, note
from desktop.models.thread import Database
from desktop.seal.board import BoxRecord, Desk
from desktop.ui import theme

if TYPE_CHECKING:
    from desktop.locked.first import Fields
    from desktop.models.queries import DraftRow, MeRow
    from desktop.models.store import Store
    from desktop.sync.enrol import Applicant, Enrolment
    from desktop.sync.loop import Loop
    from desktop.ui.main_window import MainWindow
    from desktop.ui.ports import Ports
    from desktop.ui.staying import Stay

_log = logging.getLogger("fieldcase.window")
_BEAT_MS, _BROKEN = 10_000, 1
_NEW_AUTHORITY = {"authorization_issued", "authority_revoked", "pack_published"}
_FORMS, _FRESH = {"encounter", "decision"}, timedelta(hours=12)
_CRASHED = "Fieldcase ended by a fault and came back. What was saved is safe."


@dataclass(frozen=True, slots=True)
class Start:
    """How this window process was started. note: "crash" when the one before it crashed."""

    folder: Path
    command: list[str]
    slip: Path | None
    note: str


def run(start: Start) -> int:
    """One window process. It leaves by `os._exit` once a store was open; the number here is for the other ends."""
    one_arena()
    log.start(start.folder)
    sys.excepthook = shell.crash
    application = shell.application()
    kept = look.load(start.folder)
    theme.apply(application, kept.mode, kept.percent)
    program = Program(start, application)
    program.begin()
    return application.exec()


class Program:
    """The window process: what is shown now, and the one way out."""

    def __init__(self, start: Start, application: QApplication) -> None:
        self.start = start
        self.application = application
        self.hand = Hand()
        self.database = Database()
        self.window = Shell(start.folder, self.quit)
        self.front = Front(guard.front_address(start.folder), self.window.to_front)
        self.leave: Callable[[], None] = lambda: None  # nobody is signed in: nothing to save
        self._ending = False

    def begin(self) -> None:
        """The first face: locked, or the first run where there is no store."""
        on_terminate(self.quit, self.window)
        if (self.start.folder / "store.slots").exists():
            self.face: object = LockedFace(self)
        else:
            self.face = FirstFace(self)
        self.window.show()

    def unlocked(self, store: Store) -> None:
        """Enter was right: the same window becomes the main one."""
        self.face = SignedIn(self, store)

    def broken(self, problem: Problem) -> None:
        """The store opened and cannot be read: nothing is safe to show, so the process ends as after a crash."""
        _log.error("window.unreadable %s", problem.code)
        self.end(_BROKEN)

    def set_look(self, mode: str, percent: int) -> None:
        """Applied at once and kept."""
        theme.apply(self.application, mode, percent)
        look.keep(self.start.folder, Look(mode, percent))

    def lock(self, why: str = "asked") -> None:
        """Never asks: what is typed is saved, the process ends, the next one never had the key."""
        _log.info("window.lock %s", why)
        self.end(guard.LOCK)

    def quit(self) -> None:
        """The program ends, the guard with it."""
        self.end(guard.QUIT)

    def end(self, code: int) -> None:
        """Content gone first, then drafts, store, place; the kernel takes the rest."""
        if self._ending:
            return
        self._ending = True
        self.window.keep_place()
        self.window.hide()
        clear_clipboard()
        self.front.stop()
        self.leave()
        _log.info("window.locked" if code == guard.LOCK else "window.quit")
        logging.shutdown()
        if code == guard.LOCK:
            guard.relieve(self.start.folder, self.start.command)
        os._exit(code)


class LockedFace:
    """The locked window joined to its board, its box, and the store that Enter may open."""

    def __init__(self, program: Program) -> None:
        from desktop.locked.desk import LockedDesk
        from desktop.locked.sending import Sending
        from desktop.locked.window import LockedWindow
        from desktop.ui.sound import Sound

        self.program, self.view = program, LockedWindow()
        self.desk = LockedDesk(program.start.folder, self.view.show_state, _now, Sound().play)
        self.sending = Sending(self.desk, program.hand, _send_release)
        self.desk.say(_CRASHED if program.start.note else "")
        self.view.unlock_asked.connect(self._unlock)
        self.view.anyway_asked.connect(lambda badge, words: self._unlock(badge, words, anyway=True))
        self.view.release_asked.connect(self._release)
        program.window.put(self.view)
        self._beat = QTimer(self.view)
        self._beat.setInterval(_BEAT_MS)
        self._beat.timeout.connect(self._go_on)
        AfterPaint(self.view, self._painted)

    def _painted(self) -> None:
        _log.info("window.locked_shown")
        self._beat.start()
        self._go_on()

    def _go_on(self) -> None:
        """Only after the paint what is heavy: the store's libraries and the key ring, on the database thread."""
        desk, program = self.desk, self.program
        if desk.wants_keys():
            keys = program.database.submit(lambda: _threshold().desk_keys(desk.store_id))
            program.hand.after(keys, desk.take_keys, lambda _: desk.take_keys(None))
        desk.beat()
        self.sending.go_on()

    def _unlock(self, badge: str, passphrase: str, anyway: bool = False) -> None:
        program = self.program
        self.desk.say(busy=True)
        opened = program.database.submit(
            lambda: _threshold().enter(program.start.folder, badge, passphrase, program.database, anyway)
        )
        program.hand.after(opened, self._opened, self._refused)

    def _opened(self, store: Store) -> None:
        self._beat.stop()
        self.program.unlocked(store)

    def _refused(self, problem: Problem) -> None:
        _log.info("unlock.refused %s", problem.code)
        self.desk.refuse(problem)

    def _release(self, booking_no: str, at: datetime, badge: str) -> None:
        self.desk.release(booking_no, at, badge)
        self.sending.go_on()


class FirstFace:
    """The first run joined to the endpoint and to the making of the store."""

    def __init__(self, program: Program) -> None:
        from desktop.locked.first import FirstDesk, read_slip
        from desktop.locked.first_run import FirstRun

        self.program = program
        self.keys: dict[str, Applicant] = {}
        self.view = FirstRun(read_slip(program.start.slip))
        self.desk = FirstDesk(self.view, self._ask, self._finish)
        self.view.enrol_asked.connect(self.desk.enrol)
        self.view.words_answered.connect(self.desk.compared)
        self.view.look_chosen.connect(program.set_look)
        self.view.finished.connect(self.desk.finished)
        program.window.put(self.view)
        AfterPaint(self.view, lambda: _log.info("window.first_run_shown"))

    def _ask(self, fields: Fields) -> None:
        self.program.hand.aside(lambda: self._enrol(fields), self.desk.answered, self.desk.refused)

    def _enrol(self, fields: Fields) -> Enrolment:
        """On a thread of its own. The same code gets the same keys, so that a lost answer can be asked for again."""
        from desktop.sync import enrol

        slip = enrol.Slip.of(fields)
        return enrol.ask(slip, self.keys.setdefault(slip.code, enrol.Applicant.new()))

    def _finish(self, answer: Enrolment, fields: Fields, passphrase: str, chosen: Look) -> None:
        self.program.set_look(chosen.mode, chosen.percent)
        folder, database = self.program.start.folder, self.program.database
        made = database.submit(lambda: _made(folder, answer, fields.get("role", ""), passphrase, database))
        self.program.hand.after(made, self.program.unlocked, self.desk.refused)


def _made(folder: Path, answer: Enrolment, role: str, passphrase: str, database: Database) -> Store:
    """On the database thread: the store, opened with the passphrase it was made with."""
    from desktop.models.keyring import SystemKeyring
    from desktop.sync.new_store import make_store

    zone = bytes(QTimeZone.systemTimeZoneId().data()).decode()
    make_store(folder, answer, passphrase, SystemKeyring(), role, zone)
    store: Store = _threshold().enter(folder, answer.slip.badge, passphrase, database)
    return store


def _threshold() -> ModuleType:
    """On the database thread: loads all that Enter needs."""
    from desktop.models import threshold

    return threshold


def _send_release(desk: Desk, record: BoxRecord) -> None:
    """On a thread of its own: one call, no store, no token, no person."""
    from desktop.sync import release_box

    release_box.deliver(desk, record)


def _now() -> datetime:
    return datetime.now(UTC)


class SignedIn:
    """The unlocked store and everything over it: task runner, screens, sync, and what locks it again."""

    def __init__(self, program: Program, store: Store) -> None:
        from desktop.models import locked_releases, queries
        from desktop.sync.status import StatusBoard

        self.program, self.store = program, store
        self.status = StatusBoard()
        self.me: MeRow | None = None
        self.main: MainWindow | None = None
        self.loop: Loop | None = None
        self.away: Away | None = None
        self.before: list[object] = []  # a frame that was replaced lives on unseen: late answers still find it
        program.leave = self.leave
        store.changes.subscribe(note)
        locked_releases.at_sign_in(store, program.start.folder)
        self._new_tasks()
        program.hand.after(store.read(queries.me()), self._build, program.broken)

    def _new_tasks(self) -> None:
        from desktop.ui.tasks import Tasks

        self.tasks = Tasks(self.store)
        self.tasks.changed.connect(self._changed)

    def leave(self) -> None:
        """Before the process ends: what is typed becomes a draft, sync ends at once, the store closes."""
        if self.main is not None:
            self.main.leave()
            self._drain()
        if self.loop is not None:
            self.loop.stop()
        self.store.close()

    def _drain(self) -> None:
        """Twice, because a draft that was being saved is saved once more with what was typed meanwhile."""
        for _ in range(2):
            self.store.read(lambda _: None).result()
            self.program.application.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)

    def _build(self, me: MeRow, before: Stay | None = None) -> None:
        from desktop.models import queries
        from desktop.ui import staying
        from desktop.ui.drawer_pages import build_drawers
        from desktop.ui.main_window import MainWindow
        from desktop.ui.nav import Place
        from desktop.ui.screens import build_screens, here_from

        ports = self._ports(me)
        self.me, self.main = me, MainWindow(me, ports, self.tasks)
        here = here_from(me, ports, count=self.main.set_count)
        screens = build_screens(self.tasks, self.main.road, ports, here, self._verify)
        self.forms = _FORMS & {screen.name for screen in screens}
        self.main.install(screens, build_drawers(self.tasks, self.main, here))
        self.program.window.put(self.main, keep=bool(self.before))
        self.main.setFocus()  # a key pressed right now is already meant for it
        names = [screen.name for screen in screens]
        if before is None or not staying.resume(self.main, self.tasks, before, names):
            self.main.open(Place(names[0]))
        if self.away is None:
            self.tasks.read(queries.drafts_of_me(), self._reopen)
            AfterPaint(self.main, lambda: self._painted(me))
            _log.info("window.unlocked")

    def _reopen(self, drafts: tuple[DraftRow, ...]) -> None:
        """What was being typed when it was locked, unless that is long ago."""
        from desktop.ui.nav import Place

        for draft in drafts[:1]:
            if self.main and draft.kind in self.forms and draft.saved_at and _now() - draft.saved_at < _FRESH:
                self.main.open(Place(draft.kind, case_id=draft.case_id, draft_id=draft.id))

    def _changed(self, changed: Changed) -> None:
        """A new authorization or pack may change which screens there are: then the frame is made anew."""
        from desktop.models import queries

        if changed.kinds & _NEW_AUTHORITY:
            self.tasks.read(queries.me(), self._renewed)

    def _renewed(self, me: MeRow) -> None:
        from desktop.ui import staying

        if me == self.me or self.me is None or self.main is None:
            return
        if replace(me, authority_until=self.me.authority_until, pack=self.me.pack) == self.me:
            self.me = me
            self.main.renew(me)
            return
        if self.main.panel.page() is not None:  # what is written in a drawer is no draft: after it
            self.main.panel.shut.connect(lambda: self.tasks.read(lambda _: me, self._renewed))
            return
        self.main.leave()
        self._drain()
        before = staying.stay(self.main)
        self.before.append((self.tasks, self.main))
        self.tasks.close()
        self._new_tasks()
        self._build(me, before)

    def _ports(self, me: MeRow) -> Ports:
        from desktop.ui.ports import Ports

        return Ports(
            lock=self.program.lock,
            send_now=self._send_now,
            quit=self.program.quit,
            set_look=self.program.set_look,
            now=_now,
            status=self.status,
            zone=me.zone,
            capture_after=timedelta(seconds=me.capture_after_s),
            lock_after=me.lock_minutes,
            version=__version__,
        )

    def _painted(self, me: MeRow) -> None:
        """The worklist is there: now what may take its time."""
        self.away = Away(self.program.application, me.lock_minutes * 60)
        self.away.gone.connect(lambda why: self.program.lock(why))
        self.program.hand.aside(self._sync, self._syncing, hand.logged("sync.not_started"))
        settle()

    def _sync(self) -> Loop:
        from desktop.sync.loop import Loop

        return Loop(self.store, self.status)

    def _syncing(self, loop: Loop) -> None:
        self.loop = loop
        loop.start()

    def _send_now(self) -> None:
        if self.loop is not None:
            self.loop.wake()

    def _verify(self, case_id: str, told: Callable[[str], None]) -> None:
        from desktop.models import exporting

        self.tasks.read(exporting.verified(case_id), told)
