"""One exchange, one transaction (docs/protocol.md, sections 3 and 6).

The route calls this with a session and the body as it was unpacked. Parsing, hashes and signatures come before the
transaction, the receipt after its commit: nothing is acknowledged that could be lost.
"""

import logging
from dataclasses import dataclass

from desktop.domain import times
from desktop.domain.problems import Problem
from desktop.seal import canonical, entry, ids
from desktop.sync.protocol import (
    Answer,
    New,
    Push,
    Receipt,
    Verdict,
    WireProblem,
    read_push,
    verdicts_hash,
    write_lines,
)
from endpoint import chain, pull, scopes
from endpoint.arrivals import Arrival, Run, check_push, read_run
from endpoint.core import Core
from endpoint.desk import open_turn, signed
from endpoint.pace import EXCHANGES
from endpoint.sessions import Session
from endpoint.store import Connection, logs

_log = logging.getLogger("fieldcase.exchange")
NO_SIGNATURE = canonical.to_b64(bytes(64))


@dataclass(frozen=True, slots=True)
class Done:
    """What a transaction leaves to say. chain: the device's, after it."""

    verdicts: tuple[Verdict, ...]
    bundle: pull.Bundle
    news: New
    chain: tuple[int, bytes]
    log: logs.Log
    moved: bool


def exchange(core: Core, session: Session, body: bytes) -> bytes:
    """The answer to one push and pull: JSON lines. Problems 400.10, 409.10, 409.11, 413.10, 422.10, 429.10, 503.10."""
    push, lines = read_push(body, core.limits)
    if push.device != ids.to_text(session.device.id):
        raise Problem("422.10", "device")
    _pace(core, push, lines)
    run = read_run(push, lines)
    check_push(push, run, session.device.sign_key)
    arrivals = signed(core, session.device, run.arrivals)
    done = _told(core, session, push, run, arrivals)
    if done.moved:
        core.bell()
    _log.info("exchange %s %d %d", push.device, len(arrivals), len(done.bundle.lines))
    return write_lines(_answer(core, push, done).dump(), (*done.bundle.express, *done.bundle.lines))


def _pace(core: Core, push: Push, lines: list[bytes]) -> None:
    """Too many a second: 429.10, but never to a push with a release."""
    try:
        core.pace.take(push.device, EXCHANGES)
    except WireProblem:
        if not any(entry.odd_release(line) for line in lines):
            raise


def _told(core: Core, session: Session, push: Push, run: Run, arrivals: list[Arrival]) -> Done:
    try:
        return _transaction(core, session, push, run, arrivals)
    except WireProblem as problem:
        if problem.code == "409.10":
            with core.store.write() as con:
                logs.count_fork(con, session.device.id)
        raise


def _transaction(core: Core, session: Session, push: Push, run: Run, arrivals: list[Arrival]) -> Done:
    with core.store.write() as con:
        device = logs.get_device(con, session.device.id) or session.device
        new = chain.new_from(con, device, push, run)
        after = pull.check_after(con, device, push.after)
        turn = open_turn(core, con, device)
        turn.load(arrivals)
        answers = [turn.take(each, each.chain_no >= new) for each in arrivals]
        reads = scopes.may_read(con, device, session.person, turn.now)
        bundle = pull.page(con, device, after, min(push.limit, core.limits.page)) if reads else pull.nothing(after)
        before = logs.the_log(con, device.agency)
        log = turn.commit(before)
        bundle = bundle.grown(before, log) if reads else bundle
        stands = _save(con, device, push, run, bundle, times.to_text(turn.now))
        news = pull.news(con, device.agency, push.have)
        done = Done(tuple(turn.told(each) for each in answers), bundle, news, stands, log, log != before)
    turn.remember()
    return done


def _save(
    con: Connection, device: logs.Device, push: Push, run: Run, bundle: pull.Bundle, at: str
) -> tuple[int, bytes]:
    """Every answer with content follows a write of the device's row; an empty exchange writes nothing."""
    if run.links or bundle.lines or bundle.express:
        return chain.save(con, device, push, run, at)
    return device.chain_no, device.chain_head


def _answer(core: Core, push: Push, done: Done) -> Answer:
    """The envelope, with its receipt: signed now that the commit stands."""
    log = done.log
    receipt = Receipt(
        device=push.device,
        nonce=push.nonce,
        time=times.to_text(core.now()),
        chain=(done.chain[0], canonical.to_b64(done.chain[1])),
        verdicts=verdicts_hash(done.verdicts),
        logs={log.agency: (log.size, canonical.to_b64(log.root))},
        sig=NO_SIGNATURE,
    )
    sig = canonical.to_b64(core.keys.receipt.sign("receipt", receipt.signed()))
    receipt = receipt.model_copy(update={"sig": sig})
    return Answer(verdicts=done.verdicts, pages={log.agency: done.bundle.page}, new=done.news, receipt=receipt)
