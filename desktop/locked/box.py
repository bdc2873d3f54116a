"""A release recorded while nobody is signed in (S-31, S-33).

Called by the locked window through `app.py`. From F9 to the disk nothing here asks who, whether or with what right: it
makes the entry, seals it to the store and to the endpoint, and writes it to the room that `release.box` has kept free.
It never reads a role, a token, a gate, a pack or the network, and the number typed is checked against nothing.
"""

import contextlib
import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.domain.problems import Problem, World
from desktop.domain.times import from_text, to_text, with_zone
from desktop.locked.board import Known
from desktop.seal import board as files
from desktop.seal import canonical, entry, ids
from desktop.seal.board import BOX_FILE, BoxRecord, Desk, DeskKeys
from desktop.seal.primitives import SigningKey, hpke_seal

_LONGEST = 200
_NO_KEY = b""


@dataclass(frozen=True, slots=True)
class LockedRelease:
    """As typed: a booking number, when the person went free (UTC), and the badge of who let them go."""

    booking_no: str
    at: datetime
    badge: str


def record(known: Known, release: LockedRelease, now: datetime) -> BoxRecord:
    """Makes the entry and writes it to `release.box` with fsync; gives what can be sent to the endpoint.

    Without the key ring it is written without a signature, which the next sign-in adds. Problem 507.1, 507.2, 500.1
    when the disk takes nothing at all: then it belongs on paper.
    """
    desk = known.desk
    if desk is None:
        raise World("500.1", files.DESK_FILE)
    line, entry_id = _line(known, desk, release, now)
    info = files.release_info(desk.device)
    ask = _ask(desk, known.keys, hpke_seal(desk.intake, line, info), now) if known.keys else None
    made = BoxRecord(entry_id, hpke_seal(desk.store_intake, line, info), ask)
    with _as_problems():
        _append(known.folder / BOX_FILE, made)
    return made


def unsent(folder: Path) -> tuple[BoxRecord, ...]:
    """What the endpoint has not received yet and can: in the order it was recorded."""
    try:
        return tuple(each for each in _read(folder) if each.ask and each.state == files.WAITING)
    except (OSError, Problem):
        return ()


def mark_received(folder: Path, entry_id: str) -> None:
    """The endpoint has it. Nothing is removed: the next sign-in takes it into the journal all the same."""
    with _as_problems():
        for each in _read(folder):
            if each.entry_id == entry_id:
                _write(folder / BOX_FILE, files.state_at(each), bytes([files.RECEIVED]))


def _line(known: Known, desk: Desk, release: LockedRelease, now: datetime) -> tuple[bytes, str]:
    number = _clean(release.booking_no)
    head = {
        "v": 1,
        "agency": desk.agency,
        "id": ids.new_id(),
        "case_id": _case_of(number, known) or ids.new_id(),
        "kind": "release_locked",
        "kind_v": 1,
        "actor": "",
        "role": "",
        "auth": "",
        "device": desk.device,
        "occurred_at": to_text(now),
        "tz": desk.zone,
        "clock": "back" if _before(now, known.board.written_at) else "ok",
        "base_no": 0,
        "pack": "",
        "must_know": True,
    }
    data = {"booking_no": number, "at": with_zone(release.at, desk.zone), "badge": _clean(release.badge)}
    sign = SigningKey(known.keys.desk_seed).sign if known.keys else _unsigned
    made, sealed = entry.make(head, data, sign)
    return sealed.line, made.id


def _unsigned(_what: str, _bytes: bytes) -> bytes:
    return _NO_KEY


def _case_of(booking_no: str, known: Known) -> str:
    """The case of the clock that shows this number; "" when none does: a person joins it later."""
    return next((row.case_id for row in known.board.rows if row.booking_no == booking_no), "")


def _before(now: datetime, text: str) -> bool:
    return bool(text) and now < from_text(text)


def _clean(text: str) -> str:
    """Any text a keyboard or a scanner gives, made such that it can be written: a release is not refused for it."""
    return text.encode("utf-8", "replace").decode()[:_LONGEST].strip()


def _ask(desk: Desk, keys: DeskKeys, box: bytes, now: datetime) -> dict[str, str]:
    """The body of `POST /v1/release`, signed by the desk key."""
    body = {"device": desk.device, "box": canonical.to_b64(box), "time": to_text(now)}
    signature = SigningKey(keys.desk_seed).sign("release", canonical.dumps(body))
    return {**body, "sig": canonical.to_b64(signature)}


def _read(folder: Path) -> tuple[BoxRecord, ...]:
    return tuple(files.records((folder / BOX_FILE).read_bytes()))


def _append(path: Path, record: BoxRecord) -> None:
    _write(path, files.end_of(_usable(path)), files.frame(record))


def _usable(path: Path) -> bytes:
    """The bytes of the box. A missing one is made anew; one that is none is put aside, untouched."""
    try:
        data = path.read_bytes()
        files.end_of(data)
        return data
    except FileNotFoundError:
        pass
    except Problem:
        path.rename(path.with_suffix(".damaged"))
    data = files.new_box()
    path.write_bytes(data)
    return data


def _write(path: Path, at: int, data: bytes) -> None:
    """In place, within the room that is already on the disk, and on the disk when this returns."""
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.lseek(handle, at, os.SEEK_SET)
        while data:
            data = data[os.write(handle, data) :]
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _as_problems() -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        codes = {errno.ENOSPC: "507.1", errno.EDQUOT: "507.1", errno.EROFS: "507.2", errno.EACCES: "507.2"}
        raise World(codes.get(fault.errno or 0, "500.1"), BOX_FILE) from fault
