"""Settings: look and text size at once, when it locks, what this program and device are.

It keeps nothing itself: the port of the window applies a look and remembers it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from typing_extensions import override

from desktop.ui.nav import Head, Nav, Place, Runner
from desktop.ui.presenting import Here, Presenter


@dataclass(frozen=True, slots=True)
class SettingsState:
    """mode and percent in force; the rest as pairs of words."""

    mode: str
    percent: int
    lock: str
    about: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class About:
    """What About shows: version, pack, device; lock_after in minutes."""

    version: str
    device: str
    lock_after: int


class SettingsPresenter(Presenter[SettingsState]):
    """look() answers with mode and percent in force; set_look puts another on."""

    def __init__(
        self,
        tasks: Runner,
        nav: Nav,
        here: Here,
        about: About,
        look: Callable[[], tuple[str, int]],
        set_look: Callable[[str, int], None],
    ) -> None:
        super().__init__(tasks, nav, here)
        self._about, self._look, self._set_look = about, look, set_look

    @override
    def open(self, place: Place) -> None:
        self.place = place
        self.nav.set_head(Head("Settings", "For this device"))
        self._say()

    def choose(self, mode: str, percent: int) -> None:
        """A person chose: applied at once."""
        self._set_look(mode, percent)
        self._say()

    def _say(self) -> None:
        mode, percent = self._look()
        minutes = self._about.lock_after
        lock = f"Locks after {minutes} minutes without a key or the mouse. It never asks; drafts are kept."
        about = (
            ("Person", f"{self.here.name}, badge {self.here.badge}" if self.here.badge else self.here.name),
            ("Place", self.here.place),
            ("Version", self._about.version or "from source"),
            ("Device", self._about.device),
        )
        self._show(SettingsState(mode, percent, lock, tuple(pair for pair in about if pair[1])))
