"""What the locked window is shown and what it may say, as frozen rows. The presenter makes them, the window draws them.

No name, no offence and no word of immigration has a field here (S-30), except the sign-ins of fictional people where a
store trains.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

ROLES = {
    "DIO": "Designated immigration officer",
    "TFO": "Task force officer",
    "WSO": "Warrant service officer",
    "TRIBAL_OFFICER": "Tribal officer",
    "CUSTODY": "Jail custody staff",
    "SHIFT_COMMANDER": "Shift commander",
    "LEA_SUPERVISOR": "Local supervisor",
    "ICE_SUPERVISOR": "ICE supervisory officer",
    "ICE_DUTY": "ICE duty officer, LESC liaison",
    "OPLA": "ICE counsel (OPLA)",
    "PROGRAMME_ICE": "Programme manager, ICE",
    "PROGRAMME_LEA": "Programme manager, agency",
    "INSPECTOR": "Inspector (OPR)",
    "RECORDS": "Records and privacy officer",
    "COMPLAINTS": "Complaint handler",
    "STEERING": "Steering committee",
    "CONFIG_AUTHOR": "Pack author",
    "CONFIG_SIGNER": "Pack signer",
    "AGENCY_COUNSEL": "Agency counsel",
}
"""What a role is called, by its code: roles.json in short, for no rules are loaded here. A test compares them."""


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
    the next try, counted down by the window. anyway: entries are missing, and a person may open it all the same.
    busy: the passphrase is being tried. recorded: what became of a release.
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
    anyway: bool = False
    device: str = ""
    version: str = ""
