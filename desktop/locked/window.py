"""The locked window: badge, passphrase, Unlock; clocks go on; a release can be recorded without signing in.

app.py shows it first in each window process; the presenter (desk.py) hands in `LockedState`. It opens nothing itself,
checks nothing about a release, and shows no name, no offence and no word of immigration.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.locked.board_card import BoardCard
from desktop.locked.release_page import ReleasePage
from desktop.locked.state import LockedState, SignIn
from desktop.ui import theme
from desktop.ui.widgets import (
    Button,
    Drawer,
    Icon,
    IconText,
    Label,
    LineField,
    Rule,
    Scroll,
    column,
    reveal,
    row,
    surface,
)
from desktop.ui.widgets.band import TrainingBand

USE_NOTICE = "For official use; all use is recorded."
CLOSED = "The file on this machine is closed: no case can be read here."


class LockedWindow(QWidget):
    """`show_state(state)`; signals `unlock_asked(badge, passphrase)`, `release_asked(booking_no, at, badge)`,
    `anyway_asked(badge, passphrase)`.
    """

    unlock_asked = Signal(str, str)
    anyway_asked = Signal(str, str)
    release_asked = Signal(str, object, str)

    def __init__(self) -> None:
        super().__init__()
        surface(self, "window")
        self.setAccessibleName("Fieldcase, locked")
        self._state: LockedState | None = None
        self._band = TrainingBand()
        self._band.hide()
        self._form = SignInForm()
        self._board = BoardCard()
        self._way = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._rule = Rule(upright=True)
        self._bar = _Bar()
        self._lay()
        self._drawer = Drawer(self)
        self._page: ReleasePage | None = None
        self._form.unlock_asked.connect(self.unlock_asked)
        self._form.anyway_asked.connect(self.anyway_asked)
        self._board.release_asked.connect(self._record)
        QShortcut(QKeySequence("F9"), self, self._record)
        self._form.first().setFocus()

    def show_state(self, state: LockedState) -> None:
        """Show what is known now; typed text stays."""
        self._state = state
        self._band.setVisible(state.training)
        self._form.show_state(state)
        self._board.show_state(state)
        self._bar.show_words(state.version, state.device)
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _lay(self) -> None:
        left, right = QWidget(), QWidget()
        left.setProperty("region", "content")
        right.setProperty("region", "side")
        middle = row(None, gap=0)
        middle.addWidget(self._form, 100)
        middle.addStretch(1)
        centred = column(None, gap=0)
        centred.addLayout(middle)
        centred.addStretch(1)
        left.setLayout(centred)
        right.setLayout(column(None, self._board, None, gap=0))
        inside = QWidget()
        inside.setLayout(self._way)
        for part, share in ((left, 10), (self._rule, 0), (right, 12)):
            self._way.addWidget(part, share)
        whole = QVBoxLayout(self)
        theme.space(whole, 0)
        whole.addWidget(self._band)
        whole.addWidget(Scroll(inside), 1)
        whole.addWidget(self._bar)

    def _fit(self) -> None:
        narrow = self.width() < theme.th(54)
        self._rule.setVisible(not narrow)
        self._way.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        theme.space(self._way, 2.0, (1.5, 1.5, 1.5, 1.5) if narrow else (4.0, 2.0, 4.0, 2.0))
        self._drawer.set_top(self._band.sizeHint().height() if self._band.isVisibleTo(self) else 0)

    def _record(self) -> None:
        """F9: a fresh page, unless one is open."""
        if self._drawer.page() is not None or self._state is None:
            return
        if self._page is None:
            self._page = ReleasePage(self._state.zone)
            self._page.recorded.connect(self._recorded)
        self._page.begin(self._form.badge())
        self._drawer.open(self._page)

    def _recorded(self, booking_no: str, at: object, badge: str) -> None:
        self._drawer.close_page()
        self.release_asked.emit(booking_no, at, badge)


class SignInForm(QWidget):
    """The left half. `show_state(state)`, `badge()`; signals `unlock_asked` and `anyway_asked(badge, passphrase)`."""

    unlock_asked = Signal(str, str)
    anyway_asked = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._wait = 0
        self._busy = False
        self._problem_words = ""
        self._place = Label("", "text2")
        self._badge = LineField("Badge number", icon="badge-check")
        self._badge.edit.setObjectName("signin.badge")
        self._pass = LineField("Passphrase", icon="key-round", secret=True, most=128)
        self._pass.edit.setObjectName("signin.passphrase")
        self._unlock = Button("Unlock", "lock-open", "Enter", "primary")
        self._unlock.setObjectName("signin.unlock")
        self._problem = IconText("circle-alert", "", "problem", measure=60)
        self._problem.setObjectName("signin.problem")
        self._problem.hide()
        self._anyway = Button("Open all the same", "lock-open")
        self._anyway.setObjectName("signin.anyway")
        self._anyway.hide()
        self._anyway.clicked.connect(lambda: self._ask(anyway=True))
        self._waiting = IconText("hard-drive", "", "text2", measure=60)
        self._signins = QWidget()
        self._signin_column = column(gap=0.35)
        self._signins.setLayout(self._signin_column)
        self._shown: tuple[SignIn, ...] = ()
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self._count_down)
        self._lay()
        self._badge.entered.connect(self._pass.edit.setFocus)
        self._pass.entered.connect(self._ask)
        self._unlock.clicked.connect(lambda: self._ask())
        theme.size(self, max_width=30)

    def first(self) -> QWidget:
        """The field that takes focus first."""
        return self._pass.edit if self._badge.text() else self._badge.edit

    def badge(self) -> str:
        """What stands in the badge field."""
        return self._badge.text()

    def show_state(self, state: LockedState) -> None:
        """Place, problem, wait, what is kept."""
        self._place.say(state.place)
        if state.badge and not self._badge.text():
            self._badge.set_text(state.badge)
        if state.problem != self._problem_words or state.wait > 0:
            self._begin_wait(state)
        reveal(self._anyway, state.anyway)
        self._busy = state.busy
        self._unlock.say("Opening..." if state.busy else "Unlock")
        words = f"{state.waiting} saved here, waiting. They are sent after you unlock."
        self._waiting.say(words if state.waiting else "Nothing waiting to send.")
        self._show_signins(state.signins if state.training else ())

    def _begin_wait(self, state: LockedState) -> None:
        if state.problem and not state.busy:
            self._pass.edit.selectAll()
        self._problem_words, self._wait = state.problem, state.wait
        self._say_problem()
        if self._wait > 0:
            self._second.start()

    def _count_down(self) -> None:
        self._wait = max(0, self._wait - 1)
        if self._wait == 0:
            self._second.stop()
        self._say_problem()

    def _say_problem(self) -> None:
        seconds = f"{self._wait} second{'' if self._wait == 1 else 's'}"
        waits = f" Wait {seconds}." if self._wait > 0 else ""
        self._problem.say(f"{self._problem_words}{waits}".strip())
        reveal(self._problem, bool(self._problem_words or waits))
        self._unlock.setAccessibleDescription(self._problem.accessibleName() or "Key Enter")

    def _ask(self, *, anyway: bool = False) -> None:
        """Ask once: a second Enter while it opens is none."""
        if self._wait == 0 and not self._busy:
            asked = self.anyway_asked if anyway else self.unlock_asked
            asked.emit(self._badge.text().strip(), self._pass.text())

    def _show_signins(self, signins: tuple[SignIn, ...]) -> None:
        if signins == self._shown:
            return
        self._shown = signins
        while (item := self._signin_column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        if signins:
            self._signin_column.addWidget(Label("Training sign-ins", "smallstrong"))
        for one in signins:
            button = Button(f"{one.name}, {one.role}", "circle-user", name=f"Sign in as {one.name}, {one.role}")
            button.setObjectName(f"signin.training.{one.badge}")
            button.clicked.connect(lambda _=False, who=one: self._fill(who))
            self._signin_column.addWidget(button)

    def _fill(self, who: SignIn) -> None:
        self._badge.set_text(who.badge)
        self._pass.set_text(who.passphrase)
        self._unlock.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay(self) -> None:
        brand = row(Icon("folder-check", "accent", 1.6), Label("Fieldcase", "title"), None, gap=0.6)
        lay = column(gap=0.55)
        lay.addLayout(brand)
        lay.addWidget(Label("Locked", "huge"))
        lay.addWidget(self._place)
        lay.addWidget(IconText("shield-check", USE_NOTICE, "muted", measure=60))
        lay.addSpacing(theme.th(0.5))
        for part in (self._badge, self._pass, self._unlock, self._problem, self._anyway):
            lay.addWidget(part)
        lay.addSpacing(theme.th(0.3))
        lay.addWidget(self._waiting)
        lay.addWidget(IconText("pencil", "Your draft is kept.", "text2", measure=60))
        other = "Another person? Sign in as yourself; their drafts stay theirs."
        lay.addWidget(IconText("users", other, "text2", measure=60))
        lay.addWidget(self._signins)
        self.setLayout(lay)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


class _Bar(QWidget):
    """The line at the bottom: that the file is closed; version and device."""

    def __init__(self) -> None:
        super().__init__()
        surface(self, "status")
        self._right = Label("", "small")
        self.setLayout(
            row(IconText("lock", CLOSED, "small", measure=60), None, self._right, margins=(1.1, 0.3, 1.1, 0.3))
        )

    def show_words(self, version: str, device: str) -> None:
        """Version and the short name of the device."""
        parts = [f"Fieldcase {version}".strip(), f"device {device}" if device else ""]
        self._right.say(" · ".join(part for part in parts if part))
