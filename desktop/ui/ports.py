"""What the frame and the screens may ask of the rest of the program, as plain callables.

app.py fills them in; nothing below `ui` is imported for it. `Who` is the person signed in, as the frame shows them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from PySide6.QtWidgets import QWidget

from desktop.sync.status import StatusBoard
from desktop.ui.presenting import Presenter
from desktop.ui.widgets import DrawerPage


class Who(Protocol):
    """models.queries.MeRow does."""

    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def model(self) -> str: ...
    @property
    def authority_until(self) -> datetime | None: ...
    @property
    def authorized(self) -> bool: ...
    @property
    def pack(self) -> str: ...
    @property
    def training(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Ports:
    """lock and quit never ask; set_look(mode, percent) also keeps the choice; now() is UTC.

    zone: IANA name of this place. capture_after: without contact for this long no legal act is possible (from the
    pack). version: as About shows it. lock_after: minutes, shown in Settings. device: its short name.
    """

    lock: Callable[[], None]
    send_now: Callable[[], None]
    quit: Callable[[], None]
    set_look: Callable[[str, int], None]
    now: Callable[[], datetime]
    status: StatusBoard
    zone: str
    capture_after: timedelta = timedelta(hours=72)
    lock_after: int = 5
    version: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """A verb that the palette offers. blocked: the gate that is in the way, in plain words, or ""."""

    text: str
    run: Callable[[], None]
    icon: str = ""
    key: str = ""
    blocked: str = ""


def no_acts() -> Sequence[Act]:
    """Nothing to offer."""
    return ()


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen of the frame.

    name: what Place.screen says. rail: whether it stands in the rail; group: entries of one group stand together.
    short: the word for a narrow rail. side: a panel at the right of head and content, or None. verbs: keys that this
    screen takes (names of shortcuts.py: save_draft, show_changed, previous_case, next_case, journal, release).
    acts: what the palette offers here.
    """

    name: str
    label: str
    icon: str
    view: QWidget
    presenter: Presenter[Any]
    group: int = 0
    rail: bool = True
    short: str = ""
    side: QWidget | None = None
    verbs: Mapping[str, Callable[[], None]] = field(default_factory=dict)
    acts: Callable[[], Sequence[Act]] = no_acts


@dataclass(frozen=True, slots=True)
class DrawerSpec:
    """One page of the drawer. Its presenter is opened at a place before the page is shown."""

    name: str
    page: DrawerPage
    presenter: Presenter[Any]
    verbs: Mapping[str, Callable[[], None]] = field(default_factory=dict)
