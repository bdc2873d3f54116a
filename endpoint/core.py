"""What every route works with: who this endpoint is, its keys, its database, its rules, its clock.

`app` builds one and hands it to the routes. It decides nothing by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from desktop.domain.law import Law
from desktop.seal.primitives import SigningKey
from desktop.sync.protocol import Limits
from endpoint.judge import Bench
from endpoint.pace import Pace
from endpoint.store import Store


@dataclass(frozen=True, slots=True)
class Site:
    """Who this endpoint is. device: its own id; pins and tls_root: of its certificate."""

    name: str
    agency: str
    device: str
    training: bool
    host: str
    port: int
    pins: tuple[str, str]
    tls_root: str
    root_key: str


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that stand in the document `keys`, and that document. intake: a P-384 secret."""

    receipt: SigningKey
    checkpoint: SigningKey
    issue: SigningKey
    entry: SigningKey
    intake: bytes
    envelope: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Offices:
    """The offices' keys, which only a training endpoint holds: it issues what elsewhere a person signs.

    sample: what each person of the sample agency is granted, as it stands in an authorization.
    """

    authority: SigningKey
    people: SigningKey
    sample: Mapping[str, Mapping[str, Any]]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Core:
    """One running endpoint. limits, wait_s: as discover tells them; bell: rung after each commit that moved a log."""

    site: Site
    keys: Keys
    store: Store
    law: Law
    offices: Offices | None = None
    now: Callable[[], datetime] = utc_now
    limits: Limits = field(default_factory=Limits)
    wait_s: int = 55
    pace: Pace = field(default_factory=Pace)
    bell: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.bench = Bench(self.law)
