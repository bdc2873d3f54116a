"""The frame of the unlocked window, and nothing else: it composes, routes keys and holds no case.

app.py makes it and installs screens and drawers. Presenters see it as `Nav`. It decides nothing: what a key means on a
screen is the screen's business, F8, F9 and F7 open their drawers with the case the head names, from anywhere.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.domain.problems import Problem
from desktop.models.changes import Changed
from desktop.ui import theme
from desktop.ui.frame import regions
from desktop.ui.frame.alarm_notice import AlarmNotice
from desktop.ui.frame.pages import Body, History, Page
from desktop.ui.frame.pulse import Pulse
from desktop.ui.frame.rail import Entry, Rail
from desktop.ui.frame.status import StatusBar
from desktop.ui.frame.top import TopBar
from desktop.ui.nav import Head, Place
from desktop.ui.palette import Found, Palette
from desktop.ui.ports import DrawerSpec, Ports, Screen, Who
from desktop.ui.shortcuts import Keys, key_of
from desktop.ui.tasks import Tasks
from desktop.ui.widgets import Drawer, NoticeLine, focus, surface
from desktop.ui.widgets.band import TrainingBand
from desktop.ui.widgets.focus import first

_STEP = 10
_log = logging.getLogger("fieldcase.window")


class MainWindow(QWidget):
    """Nav for presenters: open, drawer, close_drawer, set_head, notice. `road(name)` is the same for one screen, so
    that a late answer never writes the head of another.

    For app.py: `install(screens, drawers)`, `open(Place(...))`, `set_count(name, n)`, `act(verb)`, `leave()` before
    the lock.
    """

    def __init__(self, who: Who, ports: Ports, tasks: Tasks) -> None:
        super().__init__()
        surface(self, "window")
        self.setAccessibleName("Fieldcase")
        self._who, self._ports, self._tasks = who, ports, tasks
        self._screens: dict[str, Screen] = {}
        self._drawers: dict[str, DrawerSpec] = {}
        self._pages: dict[str, Page] = {}
        self._heads: dict[str, Head] = {}
        self._cases: dict[str, str] = {}
        self._history = History()
        self._open_drawer: DrawerSpec | None = None
        self._before_palette: QWidget | None = None
        self._lost = False  # the screen in front had nothing yet to put the focus on
        self.top, self.rail, self.body, self.status = TopBar(), Rail(), Body(), StatusBar()
        self.band = TrainingBand() if who.training else None
        self._build()
        self.panel = Drawer(self)
        self.palette_box = Palette(self)
        self._keys = Keys(self, self.act)
        self._pulse = Pulse(who, ports, self.top, self.status, self.body.notices, self._minute)
        self._alarms = AlarmNotice(tasks, ports.now, self.body.notices)
        self._connect()

    def install(self, screens: Sequence[Screen], drawers: Sequence[DrawerSpec]) -> None:
        """Take the screens and drawers of this role, once."""
        for screen in screens:
            self._screens[screen.name] = screen
            self._pages[screen.name] = Page(screen.view, screen.side)
            self.body.add(self._pages[screen.name])
        self._drawers = {spec.name: spec for spec in drawers}
        listed = [screen for screen in screens if screen.rail]
        self.rail.show_entries([Entry(one.name, one.label, one.icon, one.group, one.short) for one in listed])
        self._pulse.start()
        self._alarms.start()

    def here(self) -> Place:
        """Where the person is, with the draft and the row of it."""
        return self._screens[self._here()].presenter.here_now() if self._here() else Place("")

    def renew(self, who: Who) -> None:
        """The same person with other dates: the status bar says them."""
        self._pulse.renew(who)

    def open(self, place: Place) -> None:
        """Bring a screen to the front at a place; focus goes to its first row or field."""
        before = self._here()
        self._history.visit(place)
        self._show(place, before)

    def drawer(self, name: str, place: Place) -> None:
        """Open a drawer at a place."""
        spec = self._drawers[name]
        spec.presenter.open(place)
        self._open_drawer = spec
        self.panel.open(spec.page)

    def close_drawer(self) -> None:
        """Close what is open at the right."""
        self.panel.close_page()

    def set_head(self, head: Head) -> None:
        """The head of the screen in front."""
        self._keep_head(self._here(), head)

    def notice(self, text: str) -> None:
        """A quiet line above the content; it goes when another screen opens, or by hand."""
        self.body.notices.put(text, NoticeLine(text))

    def road(self, name: str) -> Road:
        """Nav for the presenter of one screen."""
        return Road(self, name, self._keep_head)

    def set_count(self, name: str, count: int) -> None:
        """The number beside a screen in the rail."""
        self.rail.set_count(name, count)

    def act(self, verb: str) -> bool:
        """A verb of shortcuts.py, from a key or the palette; whether somebody took it."""
        job = self._taken(verb) or self._verbs().get(verb)
        if job is not None:
            job()
        return job is not None

    def leave(self) -> None:
        """Before the lock: what is typed becomes a draft, the timers stop."""
        if self._open_drawer is not None:
            self._open_drawer.presenter.leave()
        if self._here():
            self._screens[self._here()].presenter.leave()
        self._pulse.stop()
        self._alarms.stop()

    @override
    def focusNextPrevChild(self, next: bool) -> bool:
        return focus.step(self, forward=next) or super().focusNextPrevChild(next)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # ---- composition

    def _build(self) -> None:
        self._middle = QHBoxLayout()
        self._middle_column = QVBoxLayout()
        theme.space(self._middle, 0)
        theme.space(self._middle_column, 0)
        self._middle.addWidget(self.rail)
        self._middle.addWidget(self.body, 1)
        column = QVBoxLayout(self)
        theme.space(column, 0)
        for part in (self.band, self.top):
            if part is not None:
                column.addWidget(part)
        column.addLayout(self._middle_column)
        column.addLayout(self._middle, 1)
        column.addWidget(self.status)

    def _connect(self) -> None:
        self.top.palette_asked.connect(partial(self.act, "palette"))
        self.top.lock_asked.connect(partial(self.act, "lock"))
        self.rail.chosen.connect(lambda name: self.open(Place(name)))
        self.body.head.new_asked.connect(partial(self.act, "new"))
        self.body.head.stop_asked.connect(partial(self.act, "stop_and_call"))
        self.body.head.release_asked.connect(partial(self.act, "release"))
        self.status.sync_asked.connect(lambda: self._go("sync"))
        self.status.attention_asked.connect(lambda: self._go("attention"))
        self.status.cancel_asked.connect(self._tasks.cancel)
        self.panel.shut.connect(self._drawer_shut)
        self.palette_box.shut.connect(self._palette_shut)
        self._tasks.changed.connect(self._changed)
        self._tasks.busy.connect(lambda text, can: self.status.show_busy(text, can_cancel=can))
        self._tasks.unexpected.connect(self._unexpected)

    def _fit(self) -> None:
        narrow = theme.is_narrow(self.width())
        if narrow != (self._middle_column.count() > 0):
            (self._middle_column if narrow else self._middle).insertWidget(0, self.rail)
        self.rail.set_row(narrow)
        self.body.set_narrow(narrow)
        if self._here():
            self.body.head.show_new(self._new_word(self._screens[self._here()]))
        self.panel.set_top(self.band.sizeHint().height() if self.band else 0)

    # ---- screens

    def _here(self) -> str:
        place = self._history.here()
        return place.screen if place else ""

    def _show(self, place: Place, before: str) -> None:
        screen = self._screens[place.screen]
        if before and before != place.screen:
            self._screens[before].presenter.leave()
        self.panel.close_page()
        self._drop_notices()
        self.rail.mark(place.screen)
        self.body.show_page(self._pages[place.screen])
        self.body.head.show_new(self._new_word(screen))
        self.body.head.show_head(self._heads.get(place.screen, Head(screen.label)))
        screen.presenter.open(place)
        QTimer.singleShot(0, self, partial(self._focus_first, place.screen))

    def _focus_first(self, name: str) -> None:
        """The first row or empty field, unless the screen has put the focus somewhere itself."""
        _log.info("screen.shown %s", name)
        page, focus = self._pages[name], QApplication.focusWidget()
        if self.panel.isVisible() or self.palette_box.isVisible() or (focus and page.isAncestorOf(focus)):
            return
        start = first(page)
        self._lost = start is None
        (start or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_late(self, name: str) -> None:
        """A list came after its screen: its first row, if the focus has found no other place meanwhile."""
        if self._lost and name == self._here() and QApplication.focusWidget() in (None, self, self.top.box):
            self._focus_first(name)

    def _keep_head(self, name: str, head: Head) -> None:
        self._heads[name] = head
        if head.case_id and (head.number or head.booking_no):
            self._cases.pop(head.case_id, None)
            self._cases[head.case_id] = head.number or head.booking_no
        if name == self._here():
            self.body.head.show_head(head)
            if self._lost:  # what the screen waited for may be here
                QTimer.singleShot(0, self, partial(self._focus_late, name))

    def _new_word(self, screen: Screen) -> str:
        if screen.name != "worklist" or "encounter" not in self._screens:
            return ""
        return "New" if self.width() < theme.th(52) else self._screens["encounter"].label

    def _drop_notices(self) -> None:
        for text in self.body.notices.texts():
            self.body.notices.drop(text)

    def _go(self, name: str) -> None:
        if name in self._screens:
            self.open(Place(name))

    def _move(self, step: int) -> None:
        before = self._here()
        place = self._history.step(step)
        if place is not None:
            self._show(place, before)

    # ---- keys

    def _taken(self, verb: str) -> Callable[[], object] | None:
        """What the open drawer, or else the screen in front, does for a verb of its own."""
        if self.panel.page() is not None and self._open_drawer is not None:
            if verb == "primary":
                return self._open_drawer.presenter.primary
            return self._open_drawer.verbs.get(verb)
        screen = self._screens.get(self._here())
        if screen is None:
            return None
        return screen.presenter.primary if verb == "primary" else screen.verbs.get(verb)

    def _verbs(self) -> dict[str, Callable[[], object]]:
        """What the frame does itself."""
        verbs: dict[str, Callable[[], object]] = {
            "palette": self._open_palette,
            "help": lambda: self._go("help"),
            "new": lambda: self._go("encounter"),
            "back": lambda: self._move(-1),
            "forward": lambda: self._move(1),
            "why": lambda: self._ask("why"),
            "stop_and_call": lambda: self._ask("stop_and_call"),
            "release": lambda: self._ask("release"),
            "journal": self._open_journal,
            "lock": self._lock,
            "next_region": lambda: regions.walk(self, 1),
            "previous_region": lambda: regions.walk(self, -1),
            "night": self._night,
            "larger": lambda: self._text(theme.percent() + _STEP),
            "smaller": lambda: self._text(theme.percent() - _STEP),
            "normal_size": lambda: self._text(100),
        }
        for place in range(1, 9):
            verbs[f"screen_{place}"] = partial(self._go, self.rail.name_at(place))
        return verbs

    def _ask(self, name: str) -> None:
        head = self._heads.get(self._here(), Head(""))
        if name in self._drawers:
            self.drawer(name, Place(name, case_id=head.case_id))

    def _open_journal(self) -> None:
        head = self._heads.get(self._here(), Head(""))
        if head.case_id and "journal" in self._screens:
            self.open(Place("journal", case_id=head.case_id))

    def _lock(self) -> None:
        self.leave()
        self._ports.lock()

    def _night(self) -> None:
        self._ports.set_look("light" if theme.mode() == "night" else "night", theme.percent())

    def _text(self, percent: int) -> None:
        self._ports.set_look(theme.mode(), min(max(percent, theme.SMALLEST_PERCENT), theme.LARGEST_PERCENT))

    # ---- palette and drawer

    def _open_palette(self) -> None:
        if not self.palette_box.isVisible():
            self._before_palette = QApplication.focusWidget()
            corner = self.top.box.mapTo(self, self.top.box.rect().topLeft())
            self.palette_box.open(self._found(), corner.x(), corner.y())

    def _palette_shut(self) -> None:
        if self._before_palette is not None and self._before_palette.isVisible():
            self._before_palette.setFocus(Qt.FocusReason.PopupFocusReason)
        self._before_palette = None

    def _found(self) -> list[Found]:
        """What the palette may find: never a person by name."""
        found = [self._verb("Stop and call", "stop_and_call", "phone-call")]
        found.append(self._verb(self.body.head.release.text(), "release", "door-open"))
        if "encounter" in self._screens:
            found.insert(0, self._verb(self._screens["encounter"].label, "new", "plus"))
        here = self._screens.get(self._here())
        acts = here.acts() if here else ()
        found += [Found(act.text, "Do", act.run, act.icon, act.key, act.blocked) for act in acts]
        found.append(self._verb("Why can't I", "why", "circle-question-mark"))
        found.append(Found("Send now", "Do", self._ports.send_now, "send"))
        found += [self._verb("Night mode", "night", "moon"), self._verb("Lock", "lock", "lock")]
        for case_id, number in reversed(self._cases.items()):
            found.append(Found(number, "Open cases", partial(self.open, Place("case", case_id=case_id)), "file-text"))
        for screen in self._screens.values():
            if screen.rail and screen.name != "help":
                found.append(Found(screen.label, "Screens", partial(self._go, screen.name), screen.icon))
        found.append(Found("Keys and help", "Help", partial(self.act, "help"), "keyboard", "F1"))
        return found

    def _verb(self, text: str, verb: str, icon: str) -> Found:
        return Found(text, "Do", partial(self.act, verb), icon, key_of(verb))

    def _drawer_shut(self) -> None:
        if self._open_drawer is not None:
            self._open_drawer.presenter.leave()
        self._open_drawer = None

    # ---- news

    def _changed(self, changed: Changed) -> None:
        for screen in self._screens.values():
            screen.presenter.changed(changed)
        if self._open_drawer is not None:
            self._open_drawer.presenter.changed(changed)

    def _minute(self) -> None:
        if self._here():
            self._screens[self._here()].presenter.tick()
        if self._open_drawer is not None:
            self._open_drawer.presenter.tick()

    def _unexpected(self, problem: Problem) -> None:
        words = f"{problem.title} {problem.detail} ({problem.code})".replace("  ", " ")
        self.body.notices.put(problem.code, NoticeLine(words, "problem"))


class Road:
    """Nav as one screen's presenter has it: the head it sets is its own, also when it comes late."""

    def __init__(self, window: MainWindow, name: str, keep: Callable[[str, Head], None]) -> None:
        self._name, self._keep = name, keep
        self.open = window.open
        self.drawer = window.drawer
        self.close_drawer = window.close_drawer
        self.notice = window.notice

    def set_head(self, head: Head) -> None:
        """The head of this screen."""
        self._keep(self._name, head)
