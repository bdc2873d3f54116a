"""The rows of the endpoint (docs/protocol.md, section 6).

Only `store` and the migrations import this. The types are those that PostgreSQL has too: ids and hashes are bytes,
numbers are bigint, times are the text of the wire, which sorts as time does.
"""

import sqlalchemy as sa

meta = sa.MetaData()
_Id = sa.LargeBinary(16)
_Hash = sa.LargeBinary(32)

device = sa.Table(
    "device",
    meta,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("agency", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("sign_key", sa.LargeBinary(32), nullable=False),
    sa.Column("seal_key", sa.LargeBinary(97), nullable=False),
    sa.Column("desk_key", sa.LargeBinary(32), nullable=False),
    sa.Column("cert", sa.LargeBinary, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("chain_no", sa.BigInteger, nullable=False),
    sa.Column("chain_head", _Hash, nullable=False),
    sa.Column("seen", sa.Text, nullable=False),
    sa.Column("forks", sa.Integer, nullable=False),
)

enrol_code = sa.Table(
    "enrol_code",
    meta,
    sa.Column("code_hash", _Hash, primary_key=True),
    sa.Column("opens_with", sa.Text, nullable=False),
    sa.Column("agency", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("badge", sa.Text, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("expires", sa.Text, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("device", _Id),
    sa.Column("used_at", sa.Text),
)

log = sa.Table(
    "log",
    meta,
    sa.Column("agency", sa.Text, primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("root", _Hash, nullable=False),
    sa.Column("frontier", sa.LargeBinary, nullable=False),
    sa.Column("express", sa.BigInteger, nullable=False),
)

case_row = sa.Table(
    "case_row",
    meta,
    sa.Column("case_id", _Id, primary_key=True),
    sa.Column("agency", sa.Text, nullable=False),
    sa.Column("facility", sa.Text, nullable=False),
    sa.Column("first_seq", sa.BigInteger, nullable=False),
    sa.Column("last_no", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
)

entry = sa.Table(
    "entry",
    meta,
    sa.Column("id", _Id, primary_key=True),
    # The id the line gives itself, where that is not `id`; empty where it gives none.
    sa.Column("said", sa.LargeBinary(16)),
    sa.Column("agency", sa.Text, nullable=False),
    sa.Column("seq", sa.BigInteger),
    sa.Column("case_id", _Id),
    sa.Column("case_no", sa.BigInteger),
    sa.Column("device", _Id, nullable=False),
    # As the leaf has it: 0 where no link was there when the entry was judged.
    sa.Column("device_no", sa.BigInteger, nullable=False),
    # The device's number this entry takes up in its case, whatever its verdict; null where it takes none.
    sa.Column("number", sa.BigInteger),
    sa.Column("chain_no", sa.BigInteger),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Column("flags", sa.Text, nullable=False),
    sa.Column("express", sa.Boolean, nullable=False),
    sa.Column("hash", _Hash, nullable=False),
    sa.Column("leaf", _Hash),
    sa.Column("received_at", sa.Text, nullable=False),
    sa.Column("bytes", sa.LargeBinary, nullable=False),
    sa.Index("entry_seq", "agency", "seq", unique=True),
    sa.Index("entry_case", "case_id", "case_no", unique=True),
    sa.Index("entry_number", "device", "case_id", "number", unique=True),
    sa.Index("entry_hash", "hash"),
)
sa.Index("entry_express", entry.c.agency, entry.c.seq, sqlite_where=entry.c.express, postgresql_where=entry.c.express)

push = sa.Table(
    "push",
    meta,
    sa.Column("device", _Id, primary_key=True),
    sa.Column("first_no", sa.BigInteger, primary_key=True),
    sa.Column("n", sa.Integer, nullable=False),
    sa.Column("prev", _Hash, nullable=False),
    sa.Column("head", _Hash, nullable=False),
    sa.Column("links", sa.Text, nullable=False),
    sa.Column("sig", sa.LargeBinary(64), nullable=False),
    sa.Column("received_at", sa.Text, nullable=False),
)

checkpoint = sa.Table(
    "checkpoint",
    meta,
    sa.Column("agency", sa.Text, primary_key=True),
    sa.Column("size", sa.BigInteger, primary_key=True),
    sa.Column("root", _Hash, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
)

node = sa.Table(
    "node",
    meta,
    sa.Column("agency", sa.Text, primary_key=True),
    sa.Column("level", sa.Integer, primary_key=True),
    sa.Column("idx", sa.BigInteger, primary_key=True),
    sa.Column("hash", _Hash, nullable=False),
)

document = sa.Table(
    "document",
    meta,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("agency", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("serial", sa.BigInteger, nullable=False),
    sa.Column("bytes", sa.LargeBinary, nullable=False),
    sa.Index("document_person", "agency", "person", "serial"),
)

person_key = sa.Table(
    "person_key",
    meta,
    sa.Column("agency", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("device", _Id, primary_key=True),
    sa.Column("sign_key", sa.LargeBinary(32), primary_key=True),
    sa.Column("seal_key", sa.LargeBinary(97), nullable=False),
    sa.Column("badge", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("line", sa.LargeBinary),
)

token = sa.Table(
    "token",
    meta,
    sa.Column("hash", _Hash, primary_key=True),
    sa.Column("device", _Id, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("expires", sa.Text, nullable=False),
)

audit = sa.Table(
    "audit",
    meta,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("device", _Id),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Index("audit_at", "at"),
)
