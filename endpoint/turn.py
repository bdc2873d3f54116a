"""One transaction's work on what came in: each new entry gets its verdict, accepted ones their numbers.

`exchange` and `desk` open the transaction and the device's row, then call this (docs/protocol.md, section 6, steps 2
and 4 to 7). A verdict that is `accepted` or `refused` is stored for ever with its entry; a release is never anything
but accepted. Locks are taken in one order: device, cases, log.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from desktop.domain import times
from desktop.domain.authority import Standing
from desktop.domain.case import Case
from desktop.domain.journal import KINDS, Event
from desktop.domain.problems import Problem
from desktop.seal import entry, ids
from desktop.sync.protocol import Told, Verdict, told
from endpoint import documents, tree
from endpoint.arrivals import Arrival
from endpoint.judge import Bench
from endpoint.rows import Row, leaf_hash, verdict_of
from endpoint.store import Connection, entries, logs

AHEAD = timedelta(minutes=5)
_SHOWN = 100

Admit = Callable[[entry.Parsed], Problem | None]
Accepted = Callable[[entry.Parsed], None]


@dataclass
class Turn:
    """The state of one transaction. admit: what the endpoint itself asks of an entry before the rules do."""

    con: Connection
    bench: Bench
    device: logs.Device
    now: datetime
    admit: Admit
    accepted: Accepted
    rows: dict[bytes, Row] = field(default_factory=dict)
    known: dict[bytes, entries.Stored] = field(default_factory=dict)
    used: dict[bytes, bytes] = field(default_factory=dict)
    numbers: dict[bytes, set[int]] = field(default_factory=dict)
    cases: dict[bytes, entries.CaseRow] = field(default_factory=dict)
    folded: dict[bytes, Case | None] = field(default_factory=dict)
    taken: list[tuple[bytes, int]] = field(default_factory=list)
    new_cases: set[bytes] = field(default_factory=set)
    standings: dict[tuple[str, str], Standing] = field(default_factory=dict)

    def load(self, arrivals: Iterable[Arrival]) -> None:
        """Reads all that judging these needs; the rows of their cases are locked, ascending."""
        arrivals = list(arrivals)
        self.known = entries.by_hash(self.con, {each.hash for each in arrivals})
        new = [each for each in arrivals if each.line is not None and each.hash not in self.known]
        self.used = {
            key: row.hash
            for key, row in entries.by_id(self.con, {ids.to_bytes(each.id) for each in new if each.id}).items()
        }
        cases = {ids.to_bytes(each.case_id) for each in new if each.case_id}
        cases |= {row.case_id for row in self.known.values() if row.case_id and not row.number}
        self.numbers = entries.numbers(self.con, self.device.id, cases)
        self.cases = entries.cases(self.con, cases)

    def take(self, each: Arrival, new_link: bool) -> "Row | Verdict":
        """The verdict on one link: the stored one, `again`, or a new judgement."""
        stored = self.known.get(each.hash)
        if stored:
            self._take_number(stored, each)
            return verdict_of(stored)
        if each.hash in self.rows:
            return self.rows[each.hash]
        if each.line is None or not new_link:
            return Verdict(id=each.id if each.line is not None else "", verdict="again")
        return self._judge(each)

    def _take_number(self, stored: entries.Stored, each: Arrival) -> None:
        """A release that came without a link takes up the number of the link that follows it."""
        if stored.number or not each.number or stored.device != self.device.id or not stored.case_id:
            return
        numbers = self.numbers.setdefault(stored.case_id, set())
        if each.number not in numbers and (stored.id, each.number) not in self.taken:
            numbers.add(each.number)
            self.taken.append((stored.id, each.number))

    def _judge(self, each: Arrival) -> "Row | Verdict":
        if each.release:
            return self._accept_release(each)
        if each.problem or each.parsed is None:
            return self._store(each, "refused", each.problem or Problem("400.10"))
        wait = self._wait(each)
        if wait:
            return wait
        fault = self._shape(each, each.parsed)
        if fault:
            return self._store(each, "refused", fault)
        return self._rule(each, each.parsed)

    def _wait(self, each: Arrival) -> Verdict | None:
        """`held`, when it is not this entry's turn or this endpoint is too old for it."""
        assert each.parsed is not None
        kind = KINDS.get(each.parsed.head.kind)
        if kind is None or each.parsed.head.kind_v > kind.version:
            return _held(each, problem=told(Problem("426.11")))
        if self.device.status != "active":
            return _held(each, problem=told(Problem("403.10")))
        needs = self._missing(each)
        return _held(each, needs=needs) if needs else None

    def _missing(self, each: Arrival) -> tuple[int, ...]:
        """Smaller numbers of this device and case that have no verdict yet, the first of them."""
        have = self.numbers.get(ids.to_bytes(each.case_id), set()) if each.case_id else set()
        if len(have) >= each.number - 1 and max(have, default=0) == len(have):
            return ()
        gaps: list[int] = []
        for number in range(1, each.number):
            if number not in have:
                gaps.append(number)
            if len(gaps) == _SHOWN:
                break
        return tuple(gaps)

    def _shape(self, each: Arrival, parsed: entry.Parsed) -> Problem | None:
        """What refuses an entry before any rule: whose it is, whose number it takes."""
        if ids.to_bytes(each.id) in self.used:
            return Problem("409.12")
        if parsed.data is None:
            return Problem("400.10", "data")
        if not each.signed:
            return Problem("422.10", "by")
        if each.number < 1 or each.number in self.numbers.get(ids.to_bytes(each.case_id), ()):
            return Problem("422.10", "device_no")
        if parsed.head.agency != self.device.agency:
            return Problem("422.10", "agency")
        return None

    def _rule(self, each: Arrival, parsed: entry.Parsed) -> "Row | Verdict":
        case_id = ids.to_bytes(each.case_id)
        event = self._event(case_id, parsed)
        refused = self.admit(parsed)
        if refused:
            return self._store(each, "refused", refused)
        ruling = self.bench.rule(event, self._case(case_id), self._standing(event), self.now)
        if ruling.fault:
            return Verdict(id=each.id, verdict="fault", problem=told(Problem("500.10")))
        if ruling.problem:
            return self._store(each, "refused", ruling.problem)
        row = self._store(each, "accepted", None, self._flags(each, ruling.conflicts))
        self.folded[case_id] = ruling.case
        self.accepted(parsed)
        return row

    def _accept_release(self, each: Arrival) -> Row:
        """A release is accepted whatever is missing, expired, suspended or out of order; what is odd is a flag."""
        flags = self._oddities(each)
        case_id = ids.to_bytes(each.case_id) if each.case_id else ids.to_bytes(ids.new_id())
        if each.parsed and each.case_id:
            event = self._event(case_id, each.parsed)
            ruling = self.bench.rule(event, self._case(case_id), self._standing(event), self.now)
            self.folded[case_id] = ruling.case
        return self._store(each, "accepted", None, flags, case_id)

    def _oddities(self, each: Arrival) -> tuple[str, ...]:
        odd = each.parsed is None or each.parsed.data is None or not each.signed or not each.case_id
        odd = odd or not each.id or ids.to_bytes(each.id) in self.used or self._number_taken(each)
        odd = odd or (each.parsed is not None and each.parsed.head.agency != self.device.agency)
        found = {"odd_shape": odd, "early": bool(each.number and self._missing(each))}
        found["suspect_device"] = self.device.status != "active"
        flags = {name for name, holds in found.items() if holds} | set(self._clock_flags(each))
        return tuple(sorted(flags))

    def _number_taken(self, each: Arrival) -> bool:
        return bool(each.case_id) and each.number in self.numbers.get(ids.to_bytes(each.case_id), ())

    def _flags(self, each: Arrival, conflicts: tuple[str, ...]) -> tuple[str, ...]:
        """Flags of an entry the rules let pass: a field both changed, a clock in doubt, another device's."""
        return tuple(sorted({*(f"conflict:{name}" for name in conflicts), *self._clock_flags(each)}))

    def _clock_flags(self, each: Arrival) -> tuple[str, ...]:
        if each.parsed is None:
            return ()
        head = each.parsed.head
        odd = head.clock != "ok" or head.occurred_at > self.now + AHEAD
        other = ids.to_bytes(head.device) != self.device.id
        return (("odd_clock",) if odd else ()) + (("other_device",) if other else ())

    def _event(self, case_id: bytes, parsed: entry.Parsed) -> Event:
        return Event(parsed.head, parsed.data, self._last_no(case_id) + 1, (), times.to_text(self.now))

    def _last_no(self, case_id: bytes) -> int:
        row = self.cases.get(case_id)
        return row.last_no if row else 0

    def _case(self, case_id: bytes) -> Case | None:
        """The case as it stands now in this transaction."""
        if case_id not in self.folded:
            self.folded[case_id] = self.bench.case(self.con, case_id, self._last_no(case_id))
        return self.folded[case_id]

    def _standing(self, event: Event) -> Standing:
        """Who acts, by the documents the endpoint has now. It is in contact with itself."""
        key = (event.head.actor, event.head.role)
        if key not in self.standings:
            held = documents.certificate(self.con, self.device.agency, event.head.actor)
            pack = documents.pack(self.con, self.device.agency)
            self.standings[key] = Standing(*key, held.authorization if held else None, pack, self.now)
        return self.standings[key]

    def _store(
        self,
        each: Arrival,
        verdict: str,
        problem: Problem | None,
        flags: tuple[str, ...] = (),
        case_id: bytes | None = None,
    ) -> Row:
        """A row for ever. The number is taken up whatever the verdict, so that the next of the case is not held."""
        case_id = case_id or (ids.to_bytes(each.case_id) if each.case_id else None)
        own = each.id and ids.to_bytes(each.id) not in self.used
        number = each.number if case_id and each.number and not self._number_taken(each) else None
        row = Row(
            id=ids.to_bytes(each.id if own else ids.new_id()),
            said=None if own else ids.to_bytes(each.id) if each.id else b"",
            case_id=case_id,
            case_no=self._next_no(case_id) if verdict == "accepted" and case_id else 0,
            device_no=number or 0,
            number=number,
            chain_no=each.chain_no or None,
            verdict=verdict,
            problem=problem,
            flags=flags,
            express=each.express and verdict == "accepted",
            hash=each.hash,
            line=each.line or b"",
        )
        self.used[row.id] = row.hash
        if case_id and number:
            self.numbers.setdefault(case_id, set()).add(number)
        self.rows[row.hash] = row
        return row

    def _next_no(self, case_id: bytes) -> int:
        row = self.cases.get(case_id)
        if row is None:
            self.new_cases.add(case_id)
            row = entries.CaseRow(self.device.agency, "", 0, 0, "")
        self.cases[case_id] = entries.CaseRow(row.agency, row.facility, row.first_seq, row.last_no + 1, row.state)
        return row.last_no + 1

    def commit(self, log: logs.Log) -> logs.Log:
        """Numbers, leaves and rows, under the lock of the log. Returns the log as it stands after."""
        entries.take_number(self.con, self.taken)
        accepted = [row for row in self.rows.values() if row.verdict == "accepted"]
        leaves = {}
        for seq, row in enumerate(accepted, log.size + 1):
            row.seq = seq
            leaves[row.hash] = leaf_hash(row.stored(*self._whose()))
        columns = [row.columns(*self._whose(), leaves.get(row.hash)) for row in self.rows.values()]
        entries.insert(self.con, columns)
        if not accepted:
            return log
        self._save_cases(accepted)
        express = max((row.seq for row in accepted if row.express), default=0)
        return tree.grow(self.con, log, list(leaves.values()), express, times.to_text(self.now))

    def _save_cases(self, accepted: list[Row]) -> None:
        first = {row.case_id: row.seq for row in reversed(accepted)}
        changed = {key: row for key, row in self.cases.items() if key in first}
        saved = {}
        for key, row in changed.items():
            case = self.folded.get(key)
            start = first[key] if key in self.new_cases else row.first_seq
            facility, state = (case.facility, case.state) if case else (row.facility, row.state)
            saved[key] = entries.CaseRow(row.agency, facility, start, row.last_no, state)
        entries.save_cases(self.con, saved, self.new_cases)

    def remember(self) -> None:
        """After the commit: the folded cases are as good as read."""
        for row in self.rows.values():
            if row.verdict == "accepted" and row.case_id in self.folded and row.case_id:
                self.bench.remember(row.case_id, self._last_no(row.case_id), self.folded[row.case_id])

    def told(self, answer: "Row | Verdict") -> Verdict:
        """What the device hears, after `commit`."""
        if isinstance(answer, Verdict):
            return answer
        return verdict_of(answer.stored(*self._whose()))

    def _whose(self) -> tuple[str, bytes, str]:
        return self.device.agency, self.device.id, times.to_text(self.now)


def _held(each: Arrival, needs: tuple[int, ...] | None = None, problem: Told | None = None) -> Verdict:
    return Verdict(id=each.id, verdict="held", needs=needs, problem=problem)
