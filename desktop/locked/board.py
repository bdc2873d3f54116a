"""What the locked window knows: the place, the running clocks, and who may be called for training.

Read by `app.py` when a window process starts and each minute while it is locked; made of `store.desk` and `board.bin`
alone. It never opens the store, never shows a name or an offence, and never fails: what cannot be read is left out,
because a release must stay possible (S-30, S-31).
"""

from dataclasses import dataclass, field
from pathlib import Path

from desktop.domain.problems import Problem, World
from desktop.seal.board import BOARD_FILE, DESK_FILE, Board, Desk, DeskKeys, decode_desk, open_board


@dataclass(frozen=True, slots=True)
class Known:
    """desk is None when `store.desk` is missing or damaged; keys is None without the key ring; board is then empty."""

    folder: Path
    desk: Desk | None
    keys: DeskKeys | None = None
    board: Board = field(default_factory=Board)
    board_read: bool = False


def look(folder: Path) -> Known:
    """What stands in clear: good for the first paint, before any key ring is asked."""
    try:
        return Known(folder, decode_desk((folder / DESK_FILE).read_bytes()))
    except (OSError, Problem):
        return Known(folder, None)


def with_keys(known: Known, keys_text: str | None) -> Known:
    """The same with the clocks, once the key ring has answered. None: it has no such keys."""
    if known.desk is None or keys_text is None:
        return known
    try:
        keys = DeskKeys.from_text(keys_text)
    except World:
        return known
    return read_again(Known(known.folder, known.desk, keys))


def read_again(known: Known) -> Known:
    """The clocks as they stand in `board.bin` now."""
    if known.desk is None or known.keys is None:
        return known
    try:
        board = open_board(known.keys.board, known.desk.store_id, (known.folder / BOARD_FILE).read_bytes())
    except (OSError, Problem):
        return Known(known.folder, known.desk, known.keys)
    return Known(known.folder, known.desk, known.keys, board, True)
