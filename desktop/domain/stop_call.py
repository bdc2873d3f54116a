"""Stop and call: what can be said or seen, in the order of the digits, and whom to call then.

The drawer shows it, the fold raises the waits that belong to a code (states.json, stop_and_call). Open to everyone, in
every state, offline; nothing refuses it. Source: domain.md 6, screens.md 4.10.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from desktop.domain.policy import Contact, Pack

SAID: Final[Mapping[str, str]] = MappingProxyType(
    {
        "citizenship": "U.S. citizen",
        "under_18": "Under 18",
        "victim_or_witness": "Victim or witness",
        "illness_or_disability": "Ill, disabled or in danger",
        "fear": "Fear of return",
        "attorney": "Lawyer",
        "other": "Other",
        "protected_status": "Lawful status",
        "language": "Language",
        "pregnant_or_nursing": "Pregnant or nursing",
    }
)
"""Code -> label; the first nine answer to the digits 1 to 9, the last is a choice within the fourth."""

_FIRST: Final[Mapping[str, str]] = {"under_18": "ICE_JUVENILE", "citizenship": "OPLA", "pregnant_or_nursing": "ICE_FOD"}


def said_label(code: str) -> str:
    """The label of a code; a code this program does not know reads "other"."""
    return SAID.get(code, "other").lower() if code != "citizenship" else "U.S. citizen"


def calls(code: str, pack: Pack | None) -> tuple[Contact, ...]:
    """Whom to call, nearest first: the one whose matter it is, then the ICE duty line, then the others of the pack."""
    contacts = pack.contacts if pack else ()
    order = {_FIRST.get(code, ""): 0, "ICE_DUTY": 1}
    return tuple(sorted(contacts, key=lambda contact: order.get(contact.role, 2)))
