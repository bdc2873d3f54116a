"""The unlocked store.

`app.py` gets one from `opening.unlock`; task runner and sync loop hand it jobs. All jobs run on the one database
thread, in order, each in one transaction: journal, projection and `store.head` change together or not at all. It
never shows a window and never speaks to the network.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

import sqlalchemy as sa

from desktop.models import file
from desktop.models.board import board_of, desk_of
from desktop.models.changes import Changed, Changes
from desktop.models.desk import DeskFiles
from desktop.models.headfile import HeadFile
from desktop.models.people import Me
from desktop.models.projection import Work, rebuild
from desktop.models.session import Session
from desktop.models.thread import Database
from desktop.models.tx import Tx

T = TypeVar("T")
_log = logging.getLogger("fieldcase.store")


class Store:
    """One person's session on the one encrypted file."""

    def __init__(
        self, database: Database, sql: sa.Connection, session: Session, head: HeadFile, desk: DeskFiles
    ) -> None:
        self.changes = Changes()
        self._database = database
        self._sql = sql
        self._session = session
        self._head = head
        self._desk = desk
        self._open = True
        database.on_rest(self._rest)

    @property
    def me(self) -> Me:
        """Who is signed in. A new authorization may change the role."""
        return self._session.me

    def read(self, job: Callable[[Tx], T]) -> Future[T]:
        """Runs the job on the database thread. Nothing it does is kept. Problem 500.1 for a damaged page."""
        return self._database.submit(lambda: self._read(job))

    def write(self, job: Callable[[Tx], T], by: object | None = None) -> Future[T]:
        """Runs the job in one transaction and announces what changed, as asked for by `by`.

        A Problem, or anything else it raises, undoes all of it. Problem 507.1 disk full, 507.2 read-only, 500.1
        damaged.
        """
        return self._database.submit(lambda: self._write(job, by))

    def close(self) -> None:
        """Writes the board and ends the session. What is waiting before it in the queue is still done."""
        self._database.submit(self._close).result()

    def _read(self, job: Callable[[Tx], T]) -> T:
        with file.plain_words(), self._sql.begin() as transaction:
            tx = Tx(self._sql, self._session)
            result = job(tx)
            transaction.rollback()
        if tx.work.tip == self._session.tip and not tx.work.touched:
            self._session.keep(tx.work.changed, tx.work.tip, None)
        return result

    def _write(self, job: Callable[[Tx], T], by: object | None) -> T:
        with file.plain_words(), self._sql.begin():
            tx = Tx(self._sql, self._session)
            result = job(tx)
            tx.work.settle()
        self._committed(tx, by)
        return result

    def _committed(self, tx: Tx, by: object | None) -> None:
        work = tx.work
        if work.tip.n > self._session.tip.n:
            self._write_head(work)
        self._session.keep(work.changed, work.tip, work.newest)
        for entry_id in work.entries:
            _log.info("entry.committed %s", entry_id)
        if work.documents_changed:
            self._reload()
        self._desk.stale = self._desk.stale or work.board_changed
        if work.touched or work.kinds:
            self.changes.announce(Changed(frozenset(work.touched), frozenset(work.kinds), by))

    def _write_head(self, work: Work) -> None:
        """The commit stands already: a head that cannot be written is behind, and that is no loss."""
        try:
            self._head.write(work.tip)
        except OSError as error:
            _log.warning("head.unwritten %s", error.errno)

    def _reload(self) -> None:
        """New documents are in force from the next job on; another pack may move clocks and names, so all is derived
        anew.
        """
        before = self._session.office.pack
        with file.plain_words(), self._sql.begin():
            self._session.reload(self._sql)
            if self._session.office.pack != before:
                rebuild(Tx(self._sql, self._session).work)
                self._session.forget()
            desk = desk_of(self._sql, self._session)
        self._desk.write_desk(desk)
        self._desk.stale = True

    def _rest(self) -> None:
        """A second without work: move the log into the file, renew the board and the head in the key ring."""
        if not self._open:
            return
        with file.plain_words():
            file.checkpoint(self._sql)
        self._renew_board()
        self._desk.remember(self._session.tip)

    def _renew_board(self) -> None:
        if self._desk.stale:
            board = self._read(board_of)
            self._desk.write_board(board)

    def _close(self) -> None:
        if not self._open:
            return
        self._open = False
        self._database.on_rest(None)
        self._renew_board()
        self._sql.close()
        self._sql.engine.dispose()
        self._head.close()
