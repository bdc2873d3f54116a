"""What the locked window is shown and what it may say, as frozen rows. The presenter makes them, the window draws them.

No name, no offence and no word of immigration has a field here (S-30), except the sign-ins of fictional people where a
store trains.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LockedClock:
    """One running hold: booking number, housing, and when it ends (UTC)."""

    booking_no: str
    place: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class SignIn:
    """A fictional person of the training agency; pressing it fills in badge and passphrase."""

    name: str
    role: str
    badge: str
    passphrase: str


@dataclass(frozen=True, slots=True)
class LockedState:
    """now: UTC; zone: IANA. clocks: None while the key ring has not answered, () for none; clocks_problem says why
    they cannot be read. waiting: entries not yet received. problem: plain words under the button; wait: seconds until
    the next try, counted down by the window. busy: the passphrase is being tried. recorded: what became of a release.
    """

    now: datetime
    zone: str = "UTC"
    place: str = ""
    badge: str = ""
    waiting: int = 0
    clocks: tuple[LockedClock, ...] | None = None
    clocks_problem: str = ""
    signins: tuple[SignIn, ...] = ()
    training: bool = False
    problem: str = ""
    wait: int = 0
    busy: bool = False
    recorded: str = ""
    device: str = ""
    version: str = ""
