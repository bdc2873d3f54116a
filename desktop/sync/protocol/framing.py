"""How messages stand in the body of a request or an answer: JSON, JSON lines, zstd, and numbered problems.

The client's transport and the endpoint's routes call this with bytes from outside. Everything is bounded while it is
read. It never looks inside an entry and never opens a connection.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, NoReturn, TypeVar

import zstandard
from pydantic import ValidationError

from desktop.domain.problems import TITLES, Problem
from desktop.seal import canonical
from desktop.seal.primitives import sha256
from desktop.sync.protocol.shapes import Answer, Item, Limits, Message, Page, ProblemBody, Push, Told, Verdict

DEPTH = 16
WINDOW = 8 << 20
# 256 packed bytes unpack to 8 MiB at most, so a bomb is seen before it fills the memory.
PIECE = 256


class WireProblem(Problem):
    """A problem that answers a whole request, with what it carries of ProblemBody: `head_no`, `time`, `limit` .."""

    def __init__(self, code: str, detail: str = "", **extra: Any) -> None:
        super().__init__(code, detail)
        self.extra = extra


M = TypeVar("M", bound=Message)


def read_ask(kind: type[M], raw: bytes) -> M:
    """A message as it reached the endpoint. Problem 400.10 says which field does not fit."""
    _checked_json(raw)
    try:
        return kind.model_validate_json(raw)
    except ValidationError as wrong:
        raise Problem("400.10", _where(wrong)) from None


def read_answer(kind: type[M], raw: bytes) -> M:
    """A message as it reached the client. Problem 503.4 when it is not in shape: then nothing of it counts."""
    try:
        return read_ask(kind, raw)
    except Problem as wrong:
        raise Problem("503.4", wrong.detail) from None


def read_problem(status: int, raw: bytes) -> WireProblem:
    """The problem an answer of `status` 4xx or 5xx tells. Problem 503.4 when it tells none."""
    body = read_answer(ProblemBody, raw)
    if body.status != status or body.code not in TITLES or not body.code.startswith(f"{status}."):
        raise Problem("503.4", "code")
    extra = {k: v for k, v in body.model_dump(exclude_none=True).items() if k in _EXTRA}
    return WireProblem(body.code, body.detail, **extra)


_EXTRA = ("time", "head_no", "head", "common", "limit")


def write_problem(problem: Problem) -> tuple[int, bytes]:
    """Status and body of the answer that tells this problem."""
    status = int(problem.code.split(".")[0])
    extra = problem.extra if isinstance(problem, WireProblem) else {}
    body = ProblemBody(
        type="about:blank", title=problem.title, status=status, code=problem.code, detail=problem.detail, **extra
    )
    return status, body.dump()


def told(problem: Problem) -> Told:
    return Told(code=problem.code, title=problem.title, detail=problem.detail)


def write_lines(first: bytes, lines: Iterable[bytes] = ()) -> bytes:
    """One JSON lines body: the envelope, then entries byte for byte; a newline after each."""
    return b"".join(part + b"\n" for part in (first, *lines))


def read_lines(body: bytes) -> tuple[bytes, list[bytes]]:
    """The envelope and the entry lines of a body. An entry may be broken, it is not looked at."""
    first, *rest = body.split(b"\n")
    if rest and rest[-1] == b"":
        rest.pop()
    return first, rest


def read_push(body: bytes, limits: Limits) -> tuple[Push, list[bytes]]:
    """A push and its lines. Problem 400.10 (shape, lines missing or too many), 413.10 `{limit}`."""
    if len(body) > limits.push:
        raise WireProblem("413.10", limit=limits.push)
    first, lines = read_lines(body)
    push = read_ask(Push, first)
    if len(push.links) > limits.links:
        raise WireProblem("413.10", limit=limits.links)
    if sum(link[0] is None for link in push.links) != len(lines):
        raise Problem("400.10", "links")
    return push, lines


def read_exchange(body: bytes) -> tuple[Answer, list["Pulled"]]:
    """The answer to an exchange and the entries it brings. Problem 503.4."""
    first, lines = read_lines(body)
    answer = read_answer(Answer, first)
    places = list(_places(answer.pages))
    if len(places) != len(lines):
        raise Problem("503.4", "items")
    return answer, [Pulled(*place, line) for place, line in zip(places, lines, strict=True)]


class Pulled(NamedTuple):
    """An entry that came down: `express` ones are shown at once and come again in their place."""

    agency: str
    express: bool
    item: Item
    line: bytes


def _places(pages: Mapping[str, Page]) -> Iterator[tuple[str, bool, Item]]:
    for express in (True, False):
        for agency in sorted(pages):
            page = pages[agency]
            for item in page.express if express else page.items:
                yield agency, express, item


def verdicts_hash(verdicts: Iterable[Verdict]) -> str:
    """`verdicts` of a receipt: base64 of H over their canonical list."""
    return canonical.to_b64(sha256(canonical.dumps([verdict.plain() for verdict in verdicts])))


def pack(body: bytes) -> bytes:
    """A body as one zstd frame."""
    return zstandard.ZstdCompressor(level=3).compress(body)


def unpack(packed: bytes, limit: int) -> bytes:
    """One zstd frame, whole.

    Problem 400.10 when it is none or asks for a window over 8 MiB, 413.10 as soon as it passes `limit` bytes.
    """
    reader = zstandard.ZstdDecompressor(max_window_size=WINDOW).decompressobj()
    parts: list[bytes] = []
    size = 0
    for start in range(0, len(packed), PIECE):
        parts.append(_unpacked(reader, packed[start : start + PIECE]))
        size += len(parts[-1])
        if size > limit:
            raise WireProblem("413.10", limit=limit)
    if not reader.eof or reader.unused_data:
        raise Problem("400.10", "zstd")
    return b"".join(parts)


def _unpacked(reader: "zstandard.ZstdDecompressionObj", piece: bytes) -> bytes:
    if reader.eof:
        raise Problem("400.10", "zstd")
    try:
        return reader.decompress(piece)
    except zstandard.ZstdError:
        raise Problem("400.10", "zstd") from None


def _checked_json(raw: bytes) -> None:
    """Refuses what two readers could read differently: doubled keys, fractions, numbers from 2**53, depth over 16."""
    try:
        value = _READ(raw.decode())
    except (ValueError, RecursionError):
        raise Problem("400.10", "JSON") from None
    if _depth(value, DEPTH) < 0:
        raise Problem("400.10", "depth")


def _no(text: str) -> NoReturn:
    raise ValueError(text)


def _bounded(text: str) -> int:
    if len(text) > 17 or text == "-0" or abs(int(text)) > canonical.LARGEST:
        raise ValueError("number")
    return int(text)


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("doubled key")
    return found


def _depth(value: object, left: int) -> int:
    """`left` less the deepest nesting of `value`; below 0 when it goes too deep."""
    if left < 0 or not isinstance(value, dict | list):
        return left
    inner = value.values() if isinstance(value, dict) else value
    return min((_depth(each, left - 1) for each in inner), default=left - 1)


_READ = json.JSONDecoder(object_pairs_hook=_no_doubles, parse_float=_no, parse_constant=_no, parse_int=_bounded).decode


def _where(wrong: ValidationError) -> str:
    """The field that does not fit, never its value."""
    first = wrong.errors(include_input=False, include_url=False, include_context=False)[0]
    return ".".join(str(part) for part in first["loc"][:4])[:80]
