"""What goes on by itself in the frame: the age of the last contact, the delivery words, the minute.

It listens to the status board (told on the network thread, shown on the GUI thread) and has the one timer of the
frame. It moves nothing but words.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.sync.status import SyncStatus
from desktop.ui import words
from desktop.ui.frame.status import StatusBar
from desktop.ui.frame.top import TopBar
from desktop.ui.ports import Ports, Who
from desktop.ui.widgets import NoticeLine, NoticeStack

BEAT_MS = 10_000
_KEY = "contact"


class Pulse(QObject):
    """`minute` is called at most once a minute; `counts(attention, waiting)` when they change."""

    _told = Signal(object)

    def __init__(
        self, who: Who, ports: Ports, top: TopBar, status: StatusBar, notices: NoticeStack, minute: Callable[[], None]
    ) -> None:
        super().__init__()
        self._who, self._ports, self._top, self._status, self._notices = who, ports, top, status, notices
        self._minute = minute
        self._last_minute = ports.now().replace(second=0, microsecond=0)
        self._shown_problem = ""
        self._told.connect(self.show_status, Qt.ConnectionType.QueuedConnection)
        self._leave = ports.status.subscribe(self._told.emit)
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self.beat)

    def start(self) -> None:
        """Show all there is, and go on."""
        self._top.show_who(self._who.name, " · ".join(part for part in (self._who.place, self._who.model) if part))
        self._authority()
        self.show_status(self._ports.status.get())
        self._timer.start()

    def renew(self, who: Who) -> None:
        """A newer authority or pack of the same person."""
        self._who = who
        self._authority()

    def stop(self) -> None:
        """The window locks."""
        self._timer.stop()
        self._leave()

    def beat(self) -> None:
        """Time went on."""
        self.show_status(self._ports.status.get())
        minute = self._ports.now().replace(second=0, microsecond=0)
        if minute != self._last_minute:
            self._last_minute = minute
            self._minute()

    def show_status(self, status: SyncStatus) -> None:
        """Words for how sync is."""
        now, zone = self._ports.now(), self._ports.zone
        contact = words.ago(status.last_contact, now, zone, online=status.online)
        live = contact == "Live" or contact.startswith("Contact")
        self._top.show_contact(contact, contact.removeprefix("Contact "), live=live)
        received = words.clock_time(status.last_received, zone) if status.last_received else ""
        self._status.show_delivery(status.waiting, status.attention, received)
        self._contact_notice(status, contact, live=live)

    def _contact_notice(self, status: SyncStatus, contact: str, *, live: bool) -> None:
        """Offline is said once, quietly; past the pack's limit what is left to do; a problem with its number."""
        text, kind = "", "quiet"
        problem = status.problem
        if problem is not None and problem.code not in ("503.2", "") and not live:
            text, kind = f"{problem.title} {problem.detail} ({problem.code})".replace("  ", " "), "problem"
        elif status.last_contact and self._ports.now() - status.last_contact >= self._ports.capture_after:
            text = "Capture only: facts, drafts, stop and call, release. No legal act until contact."
            kind = "amber"
        elif not live and status.last_contact:
            kept = f"; {status.waiting} are saved here" if status.waiting > 1 else ""
            text = f"{contact}. You can go on{kept}."
        self._say(text, kind)

    def _say(self, text: str, kind: str) -> None:
        if text == self._shown_problem:
            return
        self._shown_problem = text
        if text:
            self._notices.put(_KEY, NoticeLine(text, kind, icon="wifi-off"))
        else:
            self._notices.drop(_KEY)

    def _authority(self) -> None:
        until = self._who.authority_until
        held = "Authority without end date" if self._who.authorized else "No authority"
        said = f"Authority to {words.day(until, self._ports.zone)}" if until else held
        self._status.show_right(said, f"Pack {self._who.pack}")
