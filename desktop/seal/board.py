"""The three files of the locked window, as bytes.

`store.desk` (clear), `board.bin` (under the board key) and `release.box` (sealed to the store's and the endpoint's
intake keys) lie beside the store. `models/desk.py` writes the first two and takes the third into the journal;
`locked/` reads the first two and writes the third. Nothing here touches a disk, a key ring or a clock, and nothing
here holds a name, an offence or a word of a case. Source: security.md section 3, S-30 and S-31.
"""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.problems import Problem, World
from desktop.domain.times import from_text, to_text
from desktop.seal import canonical, ids
from desktop.seal.primitives import POINT, aead_open, aead_seal

DESK_FILE = "store.desk"
BOARD_FILE = "board.bin"
BOX_FILE = "release.box"
BOX_BYTES = 64 * 1024
_BOARD_AAD = b"fieldcase/1/board\0"
_RELEASE_INFO = b"fieldcase/1/release\0"
_BOX_MAGIC = b"FCBOX\0\0\x01"
_FRAME = 9  # length, checksum: u32 each; state: u8
WAITING, RECEIVED = 0, 1


@dataclass(frozen=True, slots=True)
class Desk:
    """What a locked window may know in clear: public keys, addresses, and the training sign-ins where it trains.

    store_id: 32 hex digits. intake: the endpoint's public key, 97 bytes; store_intake: the store's own.
    signins: badge, name and passphrase of fictional people, filled under training roots only.
    """

    store_id: str
    device: str
    agency: str
    place: str
    zone: str
    endpoint: str
    pins: tuple[str, ...]
    tls_root: str
    intake: bytes
    store_intake: bytes
    training: bool = False
    signins: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One running hard clock: whose booking number, where, until when. `case_id` is for the release, never shown."""

    booking_no: str
    place: str
    ends_at: datetime
    number: str
    clock: str
    case_id: str


@dataclass(frozen=True, slots=True)
class Board:
    """All that the locked window shows. waiting: entries saved here and not yet received."""

    rows: tuple[BoardRow, ...] = ()
    waiting: int = 0
    written_at: str = ""


@dataclass(frozen=True, slots=True)
class DeskKeys:
    """The secrets a locked window may hold: the board key (32 bytes) and the seed of the desk signing key (32)."""

    board: bytes
    desk_seed: bytes

    def to_text(self) -> str:
        """The value for the key ring, user `store_id/desk`."""
        return canonical.to_b64(self.board + self.desk_seed)

    @staticmethod
    def from_text(text: str) -> "DeskKeys":
        """Problem 503.1 when the value is not ours."""
        try:
            raw = canonical.from_b64(text, 64)
        except Problem as fault:
            raise World("503.1", "the keys of the locked window") from fault
        return DeskKeys(raw[:32], raw[32:])


def desk_user(store_id: str) -> str:
    """The name under which the key ring keeps the keys of the locked window."""
    return f"{store_id}/desk"


def encode_desk(desk: Desk) -> bytes:
    """The bytes of `store.desk`: canonical JSON."""
    body = {name: getattr(desk, name) for name in _DESK_TEXT} | {
        "v": 1,
        "pins": list(desk.pins),
        "intake": canonical.to_b64(desk.intake),
        "store_intake": canonical.to_b64(desk.store_intake),
        "training": desk.training,
        "signins": [dict(each) for each in desk.signins],
    }
    return canonical.dumps(body)


_DESK_TEXT = ("store_id", "device", "agency", "place", "zone", "endpoint", "tls_root")


def decode_desk(data: bytes) -> Desk:
    """Problem 500.1 when the file is not whole."""
    try:
        body = canonical.loads(data)
        return Desk(
            **{name: str(body[name]) for name in _DESK_TEXT},
            pins=tuple(body["pins"]),
            intake=canonical.from_b64(body["intake"], POINT),
            store_intake=canonical.from_b64(body["store_intake"], POINT),
            training=body["training"] is True,
            signins=tuple(dict(each) for each in body["signins"]),
        )
    except (Problem, KeyError, TypeError, ValueError) as fault:
        raise World("500.1", DESK_FILE) from fault


def seal_board(key: bytes, store_id: str, board: Board) -> bytes:
    """The bytes of `board.bin`: nonce, then AES-256-GCM of canonical JSON."""
    rows = [
        {
            "booking_no": row.booking_no,
            "place": row.place,
            "ends_at": to_text(row.ends_at),
            "number": row.number,
            "clock": row.clock,
            "case_id": row.case_id,
        }
        for row in board.rows
    ]
    body = canonical.dumps({"v": 1, "rows": rows, "waiting": board.waiting, "written_at": board.written_at})
    return aead_seal(key, body, _BOARD_AAD + store_id.encode())


def open_board(key: bytes, store_id: str, data: bytes) -> Board:
    """Problem 500.1 when the file does not open under this key, or is not whole."""
    try:
        body = canonical.loads(aead_open(key, data, _BOARD_AAD + store_id.encode()))
        rows = tuple(
            BoardRow(
                row["booking_no"],
                row["place"],
                from_text(row["ends_at"]),
                row["number"],
                row["clock"],
                row["case_id"],
            )
            for row in body["rows"]
        )
        return Board(rows, int(body["waiting"]), str(body["written_at"]))
    except (Problem, KeyError, TypeError, ValueError) as fault:
        raise World("500.1", BOARD_FILE) from fault


def release_info(device: str) -> bytes:
    """The HPKE info of a sealed release: for `/v1/release` and for `release.box` alike (protocol.md section 10)."""
    return _RELEASE_INFO + ids.to_bytes(device)


@dataclass(frozen=True, slots=True)
class BoxRecord:
    """One release that waits for the next sign-in.

    entry_id: of the entry inside. box: its line, sealed to the store's intake key. ask: the body for `/v1/release`,
    `{device, box, time, sig}`, or None when no desk key was there to sign it. at: its place in the file.
    """

    entry_id: str
    box: bytes
    ask: Mapping[str, str] | None
    state: int = WAITING
    at: int = 0


def new_box() -> bytes:
    """A `release.box` with its room written out, so that a full disk cannot refuse a release."""
    return _BOX_MAGIC.ljust(BOX_BYTES, b"\0")


def frame(record: BoxRecord) -> bytes:
    """One record as it stands in the file: length, checksum, state, canonical JSON."""
    ask = dict(record.ask) if record.ask is not None else None
    body = canonical.dumps({"ask": ask, "box": canonical.to_b64(record.box), "id": record.entry_id})
    return len(body).to_bytes(4, "big") + zlib.crc32(body).to_bytes(4, "big") + bytes([record.state]) + body


def records(data: bytes) -> Iterator[BoxRecord]:
    """What stands in a `release.box`, in order. A torn last record ends the list; Problem 500.1 for another file."""
    if not data.startswith(_BOX_MAGIC):
        raise World("500.1", BOX_FILE)
    at = len(_BOX_MAGIC)
    while (size := int.from_bytes(data[at : at + 4], "big")) and at + _FRAME + size <= len(data):
        body = data[at + _FRAME : at + _FRAME + size]
        if zlib.crc32(body) != int.from_bytes(data[at + 4 : at + 8], "big"):
            return
        row = canonical.loads(body)
        yield BoxRecord(row["id"], canonical.from_b64(row["box"]), row["ask"], data[at + 8], at)
        at += _FRAME + size


def end_of(data: bytes) -> int:
    """Where the next record goes."""
    end = len(_BOX_MAGIC)
    for record in records(data):
        end = record.at + len(frame(record))
    return end


def state_at(record: BoxRecord) -> int:
    """Where the one byte stands that says whether the endpoint has it."""
    return record.at + _FRAME - 1
