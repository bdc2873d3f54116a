"""The tables of the first version. Later steps change them; this one stays as it is."""

from __future__ import annotations

from typing import Final

from alembic import op

revision: Final = "0001"
down_revision: Final = None
branch_labels: Final = None
depends_on: Final = None

STATEMENTS: Final = (
    """
    CREATE TABLE case_row (
        case_id BLOB NOT NULL,
        rank INTEGER NOT NULL,
        quiet INTEGER NOT NULL,
        changed_at INTEGER NOT NULL,
        open INTEGER NOT NULL,
        opened_by TEXT NOT NULL,
        returned_to TEXT NOT NULL,
        number TEXT NOT NULL,
        title TEXT NOT NULL,
        booking_no TEXT NOT NULL,
        place TEXT NOT NULL,
        state TEXT NOT NULL,
        next_step TEXT NOT NULL,
        clock TEXT NOT NULL,
        ends_at INTEGER,
        delivery TEXT NOT NULL,
        stop_open BOOLEAN NOT NULL,
        in_custody BOOLEAN NOT NULL,
        complete BOOLEAN NOT NULL,
        PRIMARY KEY (case_id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX case_clocks ON case_row (rank, quiet, changed_at, case_id) WHERE ends_at IS NOT NULL",
    "CREATE INDEX case_mine ON case_row (opened_by, rank, quiet, changed_at, case_id) WHERE open = 1",
    """
    CREATE INDEX case_returned ON case_row (returned_to, rank, quiet, changed_at, case_id)
        WHERE returned_to != ''
    """,
    "CREATE INDEX case_today ON case_row (rank, quiet, changed_at, case_id) WHERE open = 1",
    """
    CREATE TABLE clock_row (
        case_id BLOB NOT NULL,
        clock TEXT NOT NULL,
        ends_at INTEGER NOT NULL,
        PRIMARY KEY (case_id, clock)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE cursor (
        agency TEXT NOT NULL,
        seq INTEGER NOT NULL,
        root BLOB NOT NULL,
        express INTEGER NOT NULL,
        PRIMARY KEY (agency)
    )
    """,
    """
    CREATE TABLE doc (
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        bytes BLOB NOT NULL,
        serial INTEGER DEFAULT '0' NOT NULL,
        PRIMARY KEY (kind, id)
    )
    """,
    """
    CREATE TABLE draft (
        id BLOB NOT NULL,
        person TEXT NOT NULL,
        saved_at INTEGER NOT NULL,
        box BLOB NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX draft_of_person ON draft (person)",
    """
    CREATE TABLE entry (
        no INTEGER NOT NULL,
        id BLOB NOT NULL,
        case_id BLOB NOT NULL,
        device BLOB NOT NULL,
        device_no INTEGER NOT NULL,
        chain_no INTEGER,
        agency TEXT NOT NULL,
        seq INTEGER,
        case_no INTEGER,
        state TEXT NOT NULL,
        flags TEXT DEFAULT '' NOT NULL,
        problem TEXT,
        faults INTEGER DEFAULT '0' NOT NULL,
        received_at TEXT DEFAULT '' NOT NULL,
        receipt_no INTEGER,
        mine BOOLEAN NOT NULL,
        kind TEXT NOT NULL,
        occurred_at INTEGER NOT NULL,
        hash BLOB NOT NULL,
        tip BLOB NOT NULL,
        head BLOB NOT NULL,
        data BLOB,
        salt BLOB,
        by_sig BLOB NOT NULL,
        PRIMARY KEY (no),
        UNIQUE (id)
    )
    """,
    "CREATE INDEX entry_conflict ON entry (no) WHERE flags LIKE '%conflict:%'",
    "CREATE INDEX entry_decision ON entry (no) WHERE kind = 'decision_recorded'",
    "CREATE UNIQUE INDEX entry_in_log ON entry (agency, seq) WHERE seq IS NOT NULL",
    "CREATE UNIQUE INDEX entry_linked ON entry (chain_no) WHERE chain_no IS NOT NULL",
    "CREATE UNIQUE INDEX entry_of_case ON entry (case_id, device_no, device)",
    "CREATE INDEX entry_troubled ON entry (no) WHERE state = 'refused' OR state = 'set_aside'",
    "CREATE INDEX entry_unanswered ON entry (no) WHERE state = 'waiting' OR state = 'sent' OR state = 'set_aside'",
    """
    CREATE TABLE link (
        chain_no INTEGER NOT NULL,
        hash BLOB NOT NULL,
        device_no INTEGER NOT NULL,
        head BLOB NOT NULL,
        PRIMARY KEY (chain_no)
    )
    """,
    """
    CREATE TABLE person (
        person TEXT NOT NULL,
        badge TEXT NOT NULL,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        slot_id BLOB NOT NULL,
        sign_key BLOB NOT NULL,
        seal_key BLOB NOT NULL,
        seal_box BLOB NOT NULL,
        PRIMARY KEY (person)
    )
    """,
    """
    CREATE TABLE receipt (
        no INTEGER NOT NULL,
        bytes BLOB NOT NULL,
        verdicts BLOB NOT NULL,
        PRIMARY KEY (no)
    )
    """,
    """
    CREATE TABLE review_row (
        request_id BLOB NOT NULL,
        case_id BLOB NOT NULL,
        about TEXT NOT NULL,
        ref BLOB NOT NULL,
        agency TEXT NOT NULL,
        model TEXT NOT NULL,
        "by" TEXT NOT NULL,
        since INTEGER NOT NULL,
        again BOOLEAN NOT NULL,
        in_custody BOOLEAN NOT NULL,
        PRIMARY KEY (request_id)
    )
    """,
    "CREATE INDEX review_of_case ON review_row (case_id)",
    """
    CREATE TABLE setting (
        "key" TEXT NOT NULL,
        value BLOB NOT NULL,
        PRIMARY KEY ("key")
    )
    """,
    """
    CREATE TABLE tally (
        tab TEXT NOT NULL,
        n INTEGER NOT NULL,
        PRIMARY KEY (tab)
    ) WITHOUT ROWID
    """,
)


def upgrade() -> None:
    """Makes every table and index."""
    for statement in STATEMENTS:
        op.execute(statement)
