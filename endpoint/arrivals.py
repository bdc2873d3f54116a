"""What came in, before any transaction: lines read, hashes and chain computed, signatures checked.

`exchange` calls this first, so that the database is locked only for what needs its order. Nothing is judged here: an
arrival says what is known about it, a broken one included.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.domain.journal import KINDS, Lane
from desktop.domain.problems import Problem
from desktop.seal import canonical, entry, ids
from desktop.seal.primitives import verify
from desktop.sync.protocol import Push

Keys = Mapping[tuple[str, str], Sequence[bytes]]


@dataclass(frozen=True, slots=True)
class Arrival:
    """One link and what came with it.

    number: the device's number in its case, 0 without a link. line: None when bare. parsed: None when the line is
    broken, then `problem` says how. odd: the head of a release in whatever shape. signed: whether `by` fits.
    """

    hash: bytes
    number: int
    chain_no: int
    line: bytes | None
    parsed: entry.Parsed | None = None
    problem: Problem | None = None
    odd: Mapping[str, Any] | None = None
    signed: bool = False

    @property
    def release(self) -> bool:
        return self.odd is not None

    @property
    def express(self) -> bool:
        """Whether others must hear of it at once: releases too."""
        kind = KINDS.get(self.parsed.head.kind) if self.parsed else None
        return self.release or (kind is not None and kind.lane is not Lane.NORMAL)

    @property
    def id(self) -> str:
        """The id the entry says it has, "" if it says none."""
        return self.parsed.head.id if self.parsed else self._said("id")

    @property
    def case_id(self) -> str:
        """The case the entry says it belongs to, "" if it says none that could be one."""
        return self.parsed.head.case_id if self.parsed else self._said("case_id")

    def _said(self, name: str) -> str:
        said = self.odd or lenient_head(self.line or b"")
        value = said.get(name, "")
        return value if ids.is_id(value) else ""


@dataclass(frozen=True, slots=True)
class Run:
    """A push as it was read: its links with hashes, and the chain head after the last."""

    links: tuple[tuple[bytes, int], ...]
    head: bytes
    arrivals: tuple[Arrival, ...]


def read_run(push: Push, lines: list[bytes]) -> Run:
    """The links of a push joined with its lines, each line read."""
    rest = iter(lines)
    found = []
    for no, (digest, number) in enumerate(push.links, push.first):
        if digest is None:
            found.append(arrival(next(rest), number, no))
        else:
            found.append(Arrival(canonical.from_b64(digest, 32), number, no, None))
    links = [(each.hash, each.number) for each in found]
    head = entry.chain(canonical.from_b64(push.prev, 32), push.first, links)
    return Run(tuple(links), head, tuple(found))


def arrival(line: bytes, number: int, chain_no: int) -> Arrival:
    """One line, read. A line that is not in shape says so and keeps its hash."""
    try:
        parsed = entry.parse(line)
    except Problem as problem:
        odd = entry.odd_release(line)
        return Arrival(entry.line_hash(line), number, chain_no, line, problem=problem, odd=odd)
    kind = KINDS.get(parsed.head.kind)
    odd = parsed.head.to_json() if kind and kind.lane is Lane.RELEASE else None
    return Arrival(parsed.sealed.hash, number, chain_no, line, parsed, odd=odd)


def check_push(push: Push, run: Run, sign_key: bytes) -> None:
    """Problem 422.10 unless this device signed these links."""
    prev = canonical.from_b64(push.prev, 32)
    text = entry.push_bytes(push.device, push.first, len(run.links), prev, run.head)
    if not verify(sign_key, "push", text, canonical.from_b64(push.sig, 64)):
        raise Problem("422.10", "push")


def check_signatures(arrivals: Sequence[Arrival], keys: Keys, known: Collection[bytes]) -> list[Arrival]:
    """The arrivals, each saying whether a key of its actor on its device signed it. known: hashes not to be checked."""
    return [each if each.hash in known else _checked(each, keys) for each in arrivals]


def _checked(each: Arrival, keys: Keys) -> Arrival:
    if each.parsed is None:
        return each
    head, sealed = each.parsed.head, each.parsed.sealed
    desk = head.kind == "release_locked"
    known = keys.get((head.actor, head.device), ()) if desk == (head.actor == "") else ()
    return replace(each, signed=any(verify(key, "entry", each.hash, sealed.by) for key in known))


def lenient_head(line: bytes) -> Mapping[str, Any]:
    """What a broken line says in its head, as far as JSON can be read from it."""
    try:
        head = canonical.loads(entry.head_bytes(line))
    except Problem:
        return {}
    return head if isinstance(head, dict) else {}
