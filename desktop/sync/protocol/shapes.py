"""The shape of every message of the wire (docs/protocol.md, sections 2 and 3).

Exact fields of exact types, refused otherwise. Both ends make and read their messages with these classes, through
`framing`. A message that has its shape has proved nothing else: signatures, hashes and chains are judged by those who
hold the keys, and entries are bytes that are not looked at here.
"""

from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from desktop.seal import canonical, entry

Bytes = Annotated[str, Field(pattern=r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$")]
Hash = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{43}=$")]
Key = Hash
Signature = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{86}==$")]
Point = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{130}==$")]
Id = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
Nonce = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Time = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$")]
Count = Annotated[int, Field(ge=0, le=canonical.LARGEST)]
From1 = Annotated[int, Field(ge=1, le=canonical.LARGEST)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Link = tuple[Hash | None, Count]
Place = tuple[Count, Hash]
Pin = Annotated[str, Field(pattern=r"^(?:[A-Za-z0-9+/]{43}=)?$")]


class Message(BaseModel):
    """Exact fields of exact types; anything else is refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    def plain(self) -> dict[str, Any]:
        """The object as it stands on the wire: a field without a value is left out."""
        plain: dict[str, Any] = self.model_dump(mode="json", exclude_none=True)
        return plain

    def dump(self) -> bytes:
        return canonical.dumps(self.plain())

    def signed(self, *left_out: str) -> bytes:
        """The bytes a signature of this message covers: canonical, without `sig` and what else is named."""
        return entry.message_bytes(self.plain(), *left_out)


class DocumentSignature(Message):
    keyid: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    sig: Signature


class Envelope(Message):
    """A signed document (DSSE). Its payload is not looked at here."""

    payload: Bytes
    payloadType: Name
    signatures: tuple[DocumentSignature, ...]


class Limits(Message):
    """Bytes, but `links`, a count."""

    entry: From1 = 65536
    links: From1 = 500
    push: From1 = 524288
    page: From1 = 1048576
    message: From1 = 8388608
    blob: From1 = 52428800


class Discover(Message):
    """GET /v1: who answers, its keys, its time. Signed `discover` by the receipt key."""

    name: Name
    training: bool
    protocols: tuple[int, ...]
    time: Time
    nonce: Nonce
    keys: Envelope
    pins: tuple[Pin, Pin]
    limits: Limits
    wait_s: From1
    sig: Signature


class PersonKeys(Message):
    person: Name
    badge: Name
    sign_key: Key
    seal_key: Point
    slot_id: Id


class Enrol(Message):
    """POST /v1/enrol, signed `enrol` by the new device."""

    code: Annotated[str, Field(min_length=1, max_length=40)]
    device: Id
    name: Name
    sign_key: Key
    seal_key: Point
    desk_key: Key
    person: PersonKeys
    nonce: Nonce
    sig: Signature


class Countersign(Message):
    key: Key
    sig: Signature


class Enrolled(Message):
    """201: all a new device must keep. `tls_root` is PEM, `token` as of /v1/token."""

    agency: Name
    roots: Envelope
    root_key: Key
    keys: Envelope
    tls_root: str
    pins: tuple[Pin, Pin]
    cert: Envelope
    countersign: Countersign
    token: Name


class TokenAsk(Message):
    """POST /v1/token, signed `token` by the device as `sig` and the person as `by`.

    `enrolled`: the line of the person's own person_enrolled, when they are new to the endpoint.
    """

    device: Id
    person: Name
    time: Time
    nonce: Nonce
    enrolled: str | None = None
    sig: Signature
    by: Signature


class Token(Message):
    token: Name
    expires: Time


class ReleaseAsk(Message):
    """POST /v1/release, signed `release` by the desk key; `box` is one release_locked line sealed to the intake key."""

    device: Id
    box: Bytes
    time: Time
    sig: Signature


class Released(Message):
    """202, signed `released` by the receipt key."""

    id: Id
    time: Time
    sig: Signature


class After(Message):
    """What the device has of one agency: cursor and its root, the newest express entry seen, its last receipt.

    last: (size, root) of that receipt, None before the first.
    """

    seq: Count
    root: Hash
    express: Count
    last: Place | None = None


class Have(Message):
    """The pack in force at the device and the highest serial of the authorizations it holds."""

    pack: str
    auth: Count


class Push(Message):
    """Line 1 of POST /v1/exchange, signed `push` by the device over seal.entry.push_bytes.

    links: (hash, device_no); None for the hash says that its entry follows as a line.
    """

    device: Id
    nonce: Nonce
    first: From1
    prev: Hash
    sig: Signature
    links: tuple[Link, ...]
    after: dict[str, After]
    limit: From1
    have: Have


class Told(Message):
    """A numbered problem inside a verdict."""

    code: Annotated[str, Field(pattern=r"^[0-9]{3}\.[0-9]{1,3}$")]
    title: str
    detail: str


class Verdict(Message):
    """What the endpoint says to one link: `accepted` and `refused` for ever, the others let the entry wait."""

    id: Annotated[str, Field(pattern=r"^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$")]
    verdict: Literal["accepted", "refused", "held", "again", "fault"]
    agency: Name | None = None
    seq: From1 | None = None
    case_no: From1 | None = None
    device_no: Count | None = None
    flags: tuple[str, ...] | None = None
    received_at: Time | None = None
    needs: tuple[From1, ...] | None = None
    problem: Told | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        leaf = (self.agency, self.seq, self.case_no, self.device_no, self.flags, self.received_at)
        wanted = [value is not None for value in leaf]
        if self.verdict == "accepted":
            fits = all(wanted) and self.problem is None and self.needs is None
        elif self.verdict == "held":
            fits = not any(wanted) and (self.needs is None) != (self.problem is None)
        else:
            fits = not any(wanted) and self.needs is None and (self.problem is None) == (self.verdict == "again")
        if not fits:
            raise ValueError(self.verdict)
        return self


class Item(NamedTuple):
    """The endpoint's half of an entry that a page brings."""

    seq: From1
    case_no: From1
    device: Id
    device_no: Count
    flags: tuple[str, ...]
    received_at: Time


class Opened(Message):
    scope: Name
    upto: Count


class Closed(Message):
    case_id: Id


class Page(Message):
    """One agency, `(after, to]`; `root` at `to`, `size` of the log now. `to < size`: ask again at once."""

    to: Count
    root: Hash
    size: Count
    items: tuple[Item, ...]
    express: tuple[Item, ...]
    opened: tuple[Opened, ...] = ()
    closed: tuple[Closed, ...] = ()


class New(Message):
    """What changed since `have`: the pack now in force, the highest serial of an authorization or revocation."""

    pack: str | None = None
    auth: Count | None = None


class Receipt(Message):
    """Signed `receipt` by the receipt key: proof of delivery, witness of the time. `verdicts` is verdicts_hash(..)."""

    device: Id
    nonce: Nonce
    time: Time
    chain: Place
    verdicts: Hash
    logs: dict[str, Place]
    sig: Signature


class Answer(Message):
    """Line 1 of the answer to an exchange."""

    verdicts: tuple[Verdict, ...]
    pages: dict[str, Page]
    new: New
    receipt: Receipt


class Seen(Message):
    seq: Count
    express: Count


class WaitAsk(Message):
    """POST /v1/wait."""

    after: dict[str, Seen]


class Moved(Message):
    """200: which logs are longer than `after`, and whether something urgent is among it."""

    moved: tuple[str, ...]
    express: bool


class Documents(Message):
    """GET /v1/authorizations: authorizations and revocations of the agency, by serial."""

    serial: Count
    documents: tuple[Envelope, ...]


class PackName(Message):
    id: Name
    effective_from: str
    effective_to: str


class Packs(Message):
    """GET /v1/packs: newest last; `current` is in force."""

    current: str
    packs: tuple[PackName, ...]


class Proof(Message):
    """GET /v1/logs/{agency}/consistency: RFC 9162."""

    proof: tuple[Hash, ...]


class EvidenceAsk(Message):
    """POST /v1/evidence: a file of docs/protocol.md section 11 about these entries."""

    ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=500)]


class ProblemBody(Message):
    """RFC 9457, with what some problems carry beside."""

    type: str
    title: str
    status: int
    code: Annotated[str, Field(pattern=r"^[0-9]{3}\.[0-9]{1,3}$")]
    detail: str
    time: Time | None = None
    head_no: Count | None = None
    head: Hash | None = None
    common: dict[str, Place] | None = None
    limit: Count | None = None
