"""One talk with the endpoint, step by step: greet, sign in, exchange, fetch documents, wait for news.

The loop drives it on the network thread, tests drive it by hand. Every step either happens whole or leaves the store as
it was; a step that fails raises the Problem and may be done again at any time. It knows no thread, no delay and no
screen.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final, Protocol, TypeVar

from desktop.domain.problems import Problem, World
from desktop.models import answering, arrivals, checking, delivery, introduction, logbook
from desktop.models.answering import Effect
from desktop.models.tx import Tx
from desktop.seal import canonical
from desktop.sync import calls, evidence, inbox, outbox, protocol
from desktop.sync.outbox import Known, Pace
from desktop.sync.token import Session, Signers
from desktop.sync.transport import Address, Line, Refusal, Silence

T = TypeVar("T")
PIECE: Final = 100  # entries in one transaction: a screen's read waits no longer than that takes
WAIT_S: Final = 55.0
_SHORTEST_WAIT_S: Final = 5.0
CLOCK_FAR: Final = timedelta(minutes=2)
_CLOCK_SLACK: Final = timedelta(seconds=30)
_BULKY: Final = 16 * 1024
_LOG: Final = logging.getLogger("fieldcase.sync")


class Desk(Protocol):
    """The unlocked store, as far as sync needs it."""

    def read(self, job: Callable[[Tx], T]) -> Future[T]: ...

    def write(self, job: Callable[[Tx], T]) -> Future[T]: ...


class Conversation:
    """Device and signed-in person, talking to their endpoint. Not for two threads; `cut` alone may come from
    another.
    """

    def __init__(self, desk: Desk, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._desk = desk
        who = desk.read(introduction.introduction).result()
        self._trust, self._roots = who.trust, who.roots
        self._asked: set[str] = set()
        self._fetched: set[tuple[str | None, int | None]] = set()
        self._session = Session(Signers(who.device, who.person, who.by_device, who.by_person), now)
        self._now = now
        address = Address.of(who.address, who.pins, who.root)
        self._line, self._poll = Line(address), Line(address)
        self._pace = Pace()
        self._wait_s = WAIT_S
        self._greeted = False
        self._moved, self._barren = False, 0
        self.bulky = False
        self.writing = False

    def step(self) -> bool:
        """Everything that is due now, in one exchange. True if there is more to do at once."""
        if not self._greeted:
            self.greet()
        try:
            self._sign_in()
            return self._exchange()
        except Refusal as refusal:
            if refusal.code not in ("401.10", "401.11"):
                raise
        self._session.forget()
        self.greet()
        self._sign_in()
        return self._exchange()

    @property
    def clock_problem(self) -> World | None:
        """World 500.3 while this machine's clock is far from the endpoint's signed time."""
        return World("500.3") if abs(self._session.offset) > CLOCK_FAR else None

    @property
    def is_cut(self) -> bool:
        """Whether `cut` ended more than the waiting since the last `mend`."""
        return self._line.is_cut

    def greet(self) -> None:
        """GET /v1: the endpoint's keys under the root key of the enrolment, its signed time, its limits."""
        found = calls.discover(self._line)
        try:
            self._trust.with_keys(found.keys.plain())
        except Problem:
            raise Problem("503.4", "keys") from None
        at = calls.check_signed(found, "discover", found.time, self._trust)
        if found.training != self._trust.roots.training:
            raise World("503.3")
        self._write(lambda tx: introduction.greeted(tx, found.keys.plain(), found.pins, at))
        offset = at - self._now()
        self._session.offset = offset if abs(offset) > _CLOCK_SLACK else timedelta()
        self._pace.limit(found.limits)
        for line in (self._line, self._poll):
            line.repin(found.pins)
        self._wait_s, self._greeted = min(self._wait_s, float(found.wait_s)), True

    @property
    def quiet_s(self) -> float:
        """Seconds to leave the endpoint alone: there is news that it does not give us (capture-only, suspended)."""
        return min(2.0**self._barren, 60.0) if self._barren else 0.0

    def wait(self) -> None:
        """One long request that ends when something is there to pull, when `cut`, or after its time."""
        after = self._desk.read(lambda tx: arrivals.cursors(tx.sql)).result()
        seen = {name: protocol.Seen(seq=cursor.seq, express=cursor.express) for name, cursor in after.items()}
        self._sign_in()
        try:
            self._moved = calls.wait(self._poll, self._session, seen, self._wait_s)
        except Problem as problem:
            self._not_waited(problem)

    def check(self) -> bool:
        """A few of the checks that run in the background. True if there are more to do."""
        found = self._desk.read(lambda tx: checking.next_unchecked(tx.sql, evidence.AT_ONCE)).result()
        if found:
            seen, learned = evidence.judge(self._trust, found)
            self._write(lambda tx: checking.keep(tx, seen, learned))
            return True
        return self._prove() or self._audit()

    def evidence(self, ids: list[str]) -> bytes:
        """A file of protocol.md section 11 about these entries, from the endpoint. Unchecked: `verify` reads it."""
        if not self._greeted:
            self.greet()
        self._sign_in()
        return calls.evidence(self._line, self._session, ids)

    def doubt(self) -> None:
        """The line broke: greet again before the next exchange."""
        self._greeted = False

    def cut(self, everything: bool = False) -> None:
        """From another thread: ends the waiting at once, or everything that is under way."""
        self._poll.cut()
        if everything:
            self._line.cut()

    def mend(self) -> None:
        """Calls may be made again."""
        self._poll.mend()
        self._line.mend()

    def close(self) -> None:
        """The end, on the network thread."""
        self._line.close()
        self._poll.close()

    def _prove(self) -> bool:
        """Entries whose signer is not known here: the endpoint shows the certificates. Asked once for each."""
        waiting = self._desk.read(lambda tx: checking.not_yet(tx.sql, evidence.AT_ONCE)).result()
        ids = [each for each in waiting if each not in self._asked]
        if not ids:
            return False
        self._asked.update(ids)
        if evidence.prove(self._line, self._session, self._roots, ids):
            self._write(lambda tx: checking.settle(tx, ids, True))
        return True

    def _audit(self) -> bool:
        """Once a day, each log must continue what was last proved of it."""
        for before in self._desk.read(lambda tx: logbook.seen(tx.sql)).result():
            after = evidence.audit(self._line, self._session, self._trust, before, self._session.now())
            if after is not None:
                self._write(partial(logbook.keep, now=after))
                return True
        return False

    def _not_waited(self, problem: Problem) -> None:
        """A wait that was cut, or that a proxy on the way ended, is no trouble with the line."""
        if self._poll.is_cut:
            return
        if isinstance(problem, Silence):
            self._wait_s = max(self._wait_s / 2, _SHORTEST_WAIT_S)
        elif problem.code == "401.10":
            self._session.forget()
        else:
            raise problem

    def _write(self, job: Callable[[Tx], T]) -> T:
        """One transaction of ours. `writing` says that the next announcement of the store is of it."""

        def ours(tx: Tx) -> T:
            result = job(tx)
            self.writing = bool(tx.work.touched or tx.work.kinds)
            return result

        written = self._desk.write(ours)
        if written.exception() is not None:
            self.writing = False  # undone: nothing is announced
        return written.result()

    def _sign_in(self) -> None:
        enrolled = self._desk.read(introduction.own_enrolment).result()
        self._session.renew(self._line, enrolled)

    def _exchange(self) -> bool:
        out, known, cursors = self._write(self._prepare)
        push, lines = outbox.write(out, self._session.signers, known, self._pace.page)
        self.bulky = out.bytes > _BULKY
        try:
            answer, pulled = calls.exchange(self._line, self._session, push, lines)
            sent = inbox.Sent(push.device, push.nonce, out, cursors)
            incoming = inbox.check(sent, answer, pulled, self._trust)
            trees = self._desk.read(partial(arrivals.checked_trees, incoming.answered, incoming.pages)).result()
        except Problem as problem:
            self._unheard(out, problem)
            raise
        finally:
            self.bulky = False
        return self._take(incoming, trees)

    def _prepare(self, tx: Tx) -> tuple[delivery.Outgoing, Known, Mapping[str, arrivals.Cursor]]:
        cursors = arrivals.cursors(tx.sql)
        last = answering.last_logs(tx.sql)
        after = {
            name: protocol.After(
                seq=cursor.seq,
                root=canonical.to_b64(cursor.root),
                express=cursor.express,
                last=(last[name][0], canonical.to_b64(last[name][1])) if name in last else None,
            )
            for name, cursor in cursors.items()
        }
        pack, auth = introduction.have(tx)
        out = delivery.next_push(tx.sql, self._pace.room, self._pace.held)
        return out, Known(after, protocol.Have(pack=pack, auth=auth)), cursors

    def _unheard(self, out: delivery.Outgoing, problem: Problem) -> None:
        """No answer, or none that holds: half as much next time; and an entry that alone kills calls gets its fault."""
        heard = isinstance(problem, Refusal) and problem.code != "413.10" and not problem.code.startswith("50")
        if heard or (problem.code == "503.2" and not isinstance(problem, Silence)) or problem.code == "503.3":
            return
        entry_no = self._pace.silent(out)
        if entry_no and self._answers():
            _LOG.info("push.died entry_no=%s", entry_no)
            self._write(lambda tx: delivery.fault(tx.sql, entry_no))

    def _answers(self) -> bool:
        try:
            calls.discover(self._line)
        except Problem:
            return False
        return True

    def _take(self, incoming: inbox.Incoming, trees: arrivals.Trees) -> bool:
        """Writes an answer down: verdicts, receipt and the first pieces together, then piece by piece to the
        cursors.
        """
        first, *rest = arrivals.pieces(incoming.pages, PIECE)
        effect = self._write(lambda tx: arrivals.take(tx, incoming.answered, first, trees))
        for piece in rest:
            self._write(partial(arrivals.take, answered=None, piece=piece, trees=trees))
        self._pace.heard()
        pulled = sum(len(page.arrived) for page in incoming.pages)
        _LOG.info("sync.exchanged sent=%d settled=%d pulled=%d", len(incoming.answered.judged), effect.moved, pulled)
        came = any(page.after != page.before for page in incoming.pages)
        self._barren = self._barren + 1 if self._moved and not came else 0
        self._moved = False
        self._settle_held(effect)
        self._documents(incoming.new)
        waiting = self._desk.read(lambda tx: delivery.ready(tx.sql, self._pace.held)).result()
        return any(page.more for page in incoming.pages) or waiting

    def _settle_held(self, effect: Effect) -> None:
        """What was held lets others go first, until something moved."""
        self._pace.held = effect.held if effect.moved else self._pace.held | effect.held

    def _documents(self, new: protocol.New) -> None:
        """Fetches what the answer named, and gives it to the store, which checks who signed it. Each only once."""
        named = (new.pack, new.auth)
        if named == (None, None) or named in self._fetched:
            return
        self._fetched.add(named)
        if new.pack is not None:
            envelope = calls.pack(self._line, self._session, new.pack)
            self._write(lambda tx: introduction.take(tx, [envelope]))
        if new.auth is not None:
            found = [each.plain() for each in calls.authorizations(self._line, self._session).documents]
            self._write(lambda tx: introduction.take(tx, found))
        self._trust = self._desk.read(introduction.trust).result()
