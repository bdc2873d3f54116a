"""Codes, tokens, keys of persons, signed documents, and the trail of who asked what.

The routes and `exchange` call this inside a transaction. Tokens and codes are kept as hashes only.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from endpoint.store.tables import audit, document, enrol_code, person_key, token


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code: for one device and one first person. device: who used it."""

    code_hash: bytes
    opens_with: str
    agency: str
    person: str
    badge: str
    made_by: str
    expires: str
    tries: int
    device: bytes | None
    used_at: str | None


@dataclass(frozen=True, slots=True)
class PersonKey:
    """A key of a person on one device. at: when it came; line: their person_enrolled, once that came."""

    agency: str
    person: str
    device: bytes
    sign_key: bytes
    seal_key: bytes
    badge: str
    at: str
    line: bytes | None


@dataclass(frozen=True, slots=True)
class Document:
    """A signed envelope as it is sent. kind: roots, keys, pack, authorization, revocation. serial grows per agency."""

    kind: str
    id: str
    agency: str
    person: str
    serial: int
    bytes: bytes


def add_code(con: sa.Connection, new: Code) -> None:
    con.execute(sa.insert(enrol_code).values({name: getattr(new, name) for name in Code.__slots__}))


def codes(con: sa.Connection, opens_with: str) -> list[Code]:
    """Codes that begin so: wrong tries count against them."""
    rows = con.execute(sa.select(enrol_code).where(enrol_code.c.opens_with == opens_with))
    return [Code(**row._mapping) for row in rows]


def count_try(con: sa.Connection, opens_with: str) -> None:
    con.execute(sa.update(enrol_code).where(enrol_code.c.opens_with == opens_with).values(tries=enrol_code.c.tries + 1))


def use_code(con: sa.Connection, code_hash: bytes, device: bytes, at: str) -> None:
    con.execute(sa.update(enrol_code).where(enrol_code.c.code_hash == code_hash).values(device=device, used_at=at))


def add_token(con: sa.Connection, digest: bytes, device: bytes, person: str, expires: str, now: str) -> None:
    """A session. Those that have ended are forgotten here."""
    con.execute(sa.delete(token).where((token.c.expires < now) | (token.c.hash == digest)))
    con.execute(sa.insert(token).values(hash=digest, device=device, person=person, expires=expires))


def get_token(con: sa.Connection, digest: bytes) -> tuple[bytes, str, str] | None:
    """(device, person, expires) of a session."""
    row = con.execute(sa.select(token).where(token.c.hash == digest)).one_or_none()
    return (row.device, row.person, row.expires) if row else None


def drop_tokens(con: sa.Connection, person: str) -> None:
    con.execute(sa.delete(token).where(token.c.person == person))


def save_key(con: sa.Connection, new: PersonKey) -> None:
    """A person's key on a device, beside those they had there; the same key again brings its line."""
    here = (
        (person_key.c.agency == new.agency)
        & (person_key.c.person == new.person)
        & (person_key.c.device == new.device)
        & (person_key.c.sign_key == new.sign_key)
    )
    con.execute(sa.delete(person_key).where(here))
    con.execute(sa.insert(person_key).values({name: getattr(new, name) for name in PersonKey.__slots__}))


def person_keys(con: sa.Connection, agency: str, person: str = "", device: bytes = b"") -> list[PersonKey]:
    """Keys of a person, or of all persons on a device, the oldest first."""
    chosen = sa.select(person_key).where(person_key.c.agency == agency)
    chosen = chosen.where(person_key.c.person == person) if person else chosen
    chosen = chosen.where(person_key.c.device == device) if device else chosen
    return [PersonKey(**row._mapping) for row in con.execute(chosen.order_by(person_key.c.at))]


def add_document(con: sa.Connection, new: Document) -> None:
    con.execute(sa.insert(document).values({name: getattr(new, name) for name in Document.__slots__}))


def documents(con: sa.Connection, agency: str, *kinds: str, person: str = "") -> list[Document]:
    """Documents of these kinds by serial; of one person if one is named."""
    chosen = sa.select(document).where(document.c.agency == agency, document.c.kind.in_(kinds))
    chosen = chosen.where(document.c.person == person) if person else chosen
    return [Document(**row._mapping) for row in con.execute(chosen.order_by(document.c.serial))]


def highest_serial(con: sa.Connection, agency: str, *kinds: str) -> int:
    """The highest serial among documents of these kinds, 0 if there is none."""
    found = con.scalar(
        sa.select(sa.func.max(document.c.serial)).where(document.c.agency == agency, document.c.kind.in_(kinds))
    )
    return found or 0


def note(con: sa.Connection, at: str, device: bytes | None, person: str, what: str) -> None:
    """One line of the trail: who asked what. Ids and words of ours, never content."""
    con.execute(sa.insert(audit).values(at=at, device=device, person=person, what=what))


def trail(con: sa.Connection) -> list[tuple[str, str, str]]:
    """(at, person, what), oldest first."""
    rows = con.execute(sa.select(audit.c.at, audit.c.person, audit.c.what).order_by(audit.c.id))
    return [(row.at, row.person, row.what) for row in rows]
