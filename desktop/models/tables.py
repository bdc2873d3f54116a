"""The tables of the store.

`entry`, `link`, `receipt`, `cursor`, `doc`, `setting`, `person` and `draft` are what the store knows; `case_row`,
`clock_row`, `review_row` and `tally` are derived from the journal and can be dropped and made again (projection.py).
Ids are 16 bytes, times are milliseconds since 1970 UTC. Rows never leave this folder. A test compares these tables
with the migrations.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

METADATA: Final = sa.MetaData()

WAITING, SENT, ACCEPTED, REFUSED, SET_ASIDE = "waiting", "sent", "accepted", "refused", "set_aside"
UNANSWERED: Final = (WAITING, SENT, SET_ASIDE)
TROUBLED: Final = (REFUSED, SET_ASIDE)

Id = sa.LargeBinary(16)
Hash = sa.LargeBinary(32)

# The journal. `no` is the order of arrival here; `tip` = H(tip before ‖ hash) is what store.head names. What is written
# later (link, delivery) stands before the blobs, so that an update touches one page.
ENTRY: Final = sa.Table(
    "entry",
    METADATA,
    sa.Column("no", sa.Integer, primary_key=True),
    sa.Column("id", Id, nullable=False, unique=True),
    sa.Column("case_id", Id, nullable=False),
    sa.Column("device", Id, nullable=False),
    sa.Column("device_no", sa.Integer, nullable=False),
    sa.Column("chain_no", sa.Integer),
    sa.Column("agency", sa.Text, nullable=False),
    sa.Column("seq", sa.Integer),
    sa.Column("case_no", sa.Integer),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("flags", sa.Text, nullable=False, server_default=""),
    sa.Column("problem", sa.Text),
    sa.Column("faults", sa.Integer, nullable=False, server_default="0"),
    sa.Column("received_at", sa.Text, nullable=False, server_default=""),
    sa.Column("receipt_no", sa.Integer),
    sa.Column("mine", sa.Boolean, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("occurred_at", sa.Integer, nullable=False),
    sa.Column("hash", Hash, nullable=False),
    sa.Column("tip", Hash, nullable=False),
    sa.Column("head", sa.LargeBinary, nullable=False),
    sa.Column("data", sa.LargeBinary),
    sa.Column("salt", sa.LargeBinary(16)),
    sa.Column("by_sig", sa.LargeBinary, nullable=False),
    sa.Index("entry_of_case", "case_id", "device_no", "device", unique=True),
)
# Written as "or": for "in" SQLite makes a small table at each insert.
IS_UNANSWERED: Final = sa.or_(*(ENTRY.c.state == sa.literal_column(f"'{each}'") for each in UNANSWERED))
IS_TROUBLED: Final = sa.or_(*(ENTRY.c.state == sa.literal_column(f"'{each}'") for each in TROUBLED))
IS_CONFLICT: Final = ENTRY.c.flags.like(sa.literal_column("'%conflict:%'"))
IS_DECISION: Final = ENTRY.c.kind == sa.literal_column("'decision_recorded'")
sa.Index("entry_decision", ENTRY.c.no, sqlite_where=IS_DECISION)
sa.Index("entry_unanswered", ENTRY.c.no, sqlite_where=IS_UNANSWERED)
sa.Index("entry_troubled", ENTRY.c.no, sqlite_where=IS_TROUBLED)
sa.Index("entry_conflict", ENTRY.c.no, sqlite_where=IS_CONFLICT)
sa.Index("entry_linked", ENTRY.c.chain_no, unique=True, sqlite_where=ENTRY.c.chain_no.is_not(None))
sa.Index("entry_in_log", ENTRY.c.agency, ENTRY.c.seq, unique=True, sqlite_where=ENTRY.c.seq.is_not(None))

# The device's chain: one row per link that left.
LINK: Final = sa.Table(
    "link",
    METADATA,
    sa.Column("chain_no", sa.Integer, primary_key=True),
    sa.Column("hash", Hash, nullable=False),
    sa.Column("device_no", sa.Integer, nullable=False),
    sa.Column("head", Hash, nullable=False),
)
RECEIPT: Final = sa.Table(
    "receipt",
    METADATA,
    sa.Column("no", sa.Integer, primary_key=True),
    sa.Column("bytes", sa.LargeBinary, nullable=False),
    sa.Column("verdicts", sa.LargeBinary, nullable=False),
)
CURSOR: Final = sa.Table(
    "cursor",
    METADATA,
    sa.Column("agency", sa.Text, primary_key=True),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("root", Hash, nullable=False),
    sa.Column("express", sa.Integer, nullable=False),
)
# Signed documents as they came: roots, keys, device, authorization, revocation, pack, and evidence.
DOC: Final = sa.Table(
    "doc",
    METADATA,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("bytes", sa.LargeBinary, nullable=False),
    sa.Column("serial", sa.Integer, nullable=False, server_default="0"),
)
SETTING: Final = sa.Table(
    "setting",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.LargeBinary, nullable=False),
)
# The people who can sign in here; `seal_box` is their private HPKE key under their own drafts key.
PERSON: Final = sa.Table(
    "person",
    METADATA,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("badge", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("slot_id", Id, nullable=False),
    sa.Column("sign_key", Hash, nullable=False),
    sa.Column("seal_key", sa.LargeBinary, nullable=False),
    sa.Column("seal_box", sa.LargeBinary, nullable=False),
)
DRAFT: Final = sa.Table(
    "draft",
    METADATA,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("saved_at", sa.Integer, nullable=False),
    sa.Column("box", sa.LargeBinary, nullable=False),
    sa.Index("draft_of_person", "person"),
)

# One row per case. `rank` is when its nearest hard clock ends (no clock: the far end); `quiet` is 0 for a case that was
# returned to somebody. The list is in the order rank, quiet, changed_at, case_id; the indexes hold that order for
# each tab.
CASE_ROW: Final = sa.Table(
    "case_row",
    METADATA,
    sa.Column("case_id", Id, primary_key=True),
    sa.Column("rank", sa.Integer, nullable=False),
    sa.Column("quiet", sa.Integer, nullable=False),
    sa.Column("changed_at", sa.Integer, nullable=False),
    sa.Column("open", sa.Integer, nullable=False),
    sa.Column("opened_by", sa.Text, nullable=False),
    sa.Column("returned_to", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("booking_no", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("next_step", sa.Text, nullable=False),
    sa.Column("clock", sa.Text, nullable=False),
    sa.Column("ends_at", sa.Integer),
    sa.Column("delivery", sa.Text, nullable=False),
    sa.Column("stop_open", sa.Boolean, nullable=False),
    sa.Column("in_custody", sa.Boolean, nullable=False),
    sa.Column("complete", sa.Boolean, nullable=False),
    sqlite_with_rowid=False,
)
ORDER: Final = (CASE_ROW.c.rank, CASE_ROW.c.quiet, CASE_ROW.c.changed_at, CASE_ROW.c.case_id)
# SQLite takes an index with a condition only for a query that says it in the same words, so both take these.
IS_OPEN: Final = CASE_ROW.c.open == sa.literal_column("1")
IS_RETURNED: Final = CASE_ROW.c.returned_to != sa.literal_column("''")
HAS_CLOCK: Final = CASE_ROW.c.ends_at.is_not(None)
sa.Index("case_today", *ORDER, sqlite_where=IS_OPEN)
sa.Index("case_mine", CASE_ROW.c.opened_by, *ORDER, sqlite_where=IS_OPEN)
sa.Index("case_returned", CASE_ROW.c.returned_to, *ORDER, sqlite_where=IS_RETURNED)
sa.Index("case_clocks", *ORDER, sqlite_where=HAS_CLOCK)

# Running hard clocks of people held: what the board of the locked window shows.
CLOCK_ROW: Final = sa.Table(
    "clock_row",
    METADATA,
    sa.Column("case_id", Id, primary_key=True),
    sa.Column("clock", sa.Text, primary_key=True),
    sa.Column("ends_at", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
# Requests for review that have no answer yet.
REVIEW_ROW: Final = sa.Table(
    "review_row",
    METADATA,
    sa.Column("request_id", Id, primary_key=True),
    sa.Column("case_id", Id, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("ref", Id, nullable=False),
    sa.Column("agency", sa.Text, nullable=False),
    sa.Column("model", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("since", sa.Integer, nullable=False),
    sa.Column("again", sa.Boolean, nullable=False),
    sa.Column("in_custody", sa.Boolean, nullable=False),
    sa.Index("review_of_case", "case_id"),
)
# How many rows each tab has: "today", "clocks", "mine:P-105", "returned:P-105".
TALLY: Final = sa.Table(
    "tally",
    METADATA,
    sa.Column("tab", sa.Text, primary_key=True),
    sa.Column("n", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)

DERIVED: Final = (CASE_ROW, CLOCK_ROW, REVIEW_ROW, TALLY)
