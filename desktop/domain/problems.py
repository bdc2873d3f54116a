"""Every error a person can meet, numbered, in one table.

Both ends raise `Problem`, show `title` and send `code`. The whole part of a code is the HTTP status, the decimal tells
the errors of one status apart; .10 and above belong to the wire (protocol.md, section 2). `World` is the environment's
fault (disk, line, key ring, clock): the person is told what is safe and what to do. Everything that is not a Problem
is our own bug. Nothing here carries the content of a case: `detail` is a rule, a place or a count.
"""

from __future__ import annotations

from typing import Final

TITLES: Final[dict[str, str]] = {
    # 400: not in shape
    "400.10": "This entry is not in the agreed shape.",
    # 401: who are you
    "401.1": "Not right.",
    "401.2": "This sign-in is closed. A colleague who enrols people opens it. Release stays open.",
    "401.10": "The session has ended.",
    "401.11": "The proof of this call does not fit.",
    # 403: not allowed
    "403.1": "You cannot do this now.",
    "403.10": "This device is suspended. It may send, not read.",
    # 404: not here
    "404.1": "This case is not on this device.",
    "404.10": "There is none, or it is not yours to read.",
    "404.11": "This attachment was not announced. Send its entry first.",
    # 409: two things do not go together
    "409.1": "This case was closed.",
    "409.2": "This file was written by a newer version of Fieldcase.",
    "409.3": "The case has moved on, and this act does not fit where it stands.",
    "409.4": "This has been answered already.",
    "409.5": "Nothing of this has reached the endpoint yet, so nothing could be proved. Sync first.",
    "409.10": "This device is behind its own record at the endpoint.",
    "409.11": "The endpoint is behind this device.",
    "409.12": "This number belongs to another entry.",
    "409.13": "Parts of the attachment are missing.",
    # 410: gone
    "410.10": "This code has been used or has run out.",
    # 413: too large
    "413.10": "This is too large.",
    # 422: understood, and not acceptable
    "422.1": "Something is missing or not one of the answers.",
    "422.2": "The reason is too short or names no evidence.",
    "422.3": "This time says no zone.",
    "422.4": "There is no such date or time.",
    "422.5": "This time is in the future.",
    "422.6": "This reads like another case. Write it for this person.",
    "422.7": "The end is before the start.",
    "422.8": "This role, person or agency may not give this answer.",
    "422.9": "The rules on this device do not fit together.",
    "422.10": "A signature or a link does not fit.",
    # 426: an update is needed
    "426.10": "The endpoint speaks another version.",
    "426.11": "This kind of entry is newer than this program.",
    # 429
    "429.10": "Too many calls. Waiting a moment.",
    # 500: damaged, or a fault
    "500.1": "The file of this device is damaged.",
    "500.2": "Entries that were saved here are missing.",
    "500.3": "The clock of this machine is wrong.",
    "500.4": "Fieldcase met a fault of its own. Nothing was changed.",
    "500.10": "The endpoint met a fault with this entry.",
    # 503: something outside is not there
    "503.1": "The key ring of this system does not answer.",
    "503.2": "There is no line to the endpoint.",
    "503.3": "The endpoint's certificate is not the one agreed at enrolment.",
    "503.4": "The endpoint's answer could not be understood. Nothing was changed.",
    "503.10": "The endpoint cannot write just now.",
    # 507: storage
    "507.1": "The disk is full.",
    "507.2": "The file may not be written.",
}


class Problem(Exception):
    """An error with a number that a person can read and act upon.

    code: a key of TITLES. detail: one plain sentence more, or "". field: the field it belongs to, as the form calls
    it, or "". A code that is not in TITLES is a bug and raises KeyError here, where it is made.
    """

    def __init__(self, code: str, detail: str = "", field: str = "") -> None:
        self.code = code
        self.title = TITLES[code]
        self.detail = detail
        self.field = field
        super().__init__(f"{code} {self.title} {detail}".rstrip())

    def as_json(self) -> dict[str, str]:
        """The three parts that travel and are stored with a verdict: code, title, detail."""
        return {"code": self.code, "title": self.title, "detail": self.detail}


class World(Problem):
    """A Problem of the environment, where the program is not to blame: disk, line, key ring, clock."""
