"""`fieldcase --self-test`: every part of the program used once, in a temporary folder, with nobody's data.

Run by the packaged smoke test and by support on a new machine. It makes an encrypted store under a training agency of
its own, unlocks it through the real key ring, records an encounter and a decision, writes the journal out and verifies
it, makes a page for print, paints a window, and takes everything away again, the key ring's entries too. It speaks to
no network. Exit code: 0 all well, 1 a part failed, 3 no protected key ring answers here.
"""

import logging
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from typing_extensions import override

from desktop.actions.paper import Printing, case_summary_pdf
from desktop.actions.record_decision import record_decision
from desktop.actions.record_encounter import record_encounter
from desktop.cli import practice
from desktop.domain.decision import VULNERABILITIES, DecisionForm, Evidence, Factor
from desktop.domain.encounter import EncounterForm
from desktop.domain.problems import Problem
from desktop.models import exporting, introduction, making, opening, queries
from desktop.models.keyring import SystemKeyring
from desktop.models.store import Store
from desktop.models.thread import Database
from desktop.seal.export import SOUND
from desktop.seal.verify import verify
from desktop.sync.enrol import Applicant

NO_KEY_RING = 3
_PASSPHRASE = "a passphrase for the self-test only"
_REASON = (
    "The person gave an address where family lives and was found there before [1]. "
    "Nothing is on record that speaks for flight, and the charge alleged is minor [2]."
)

Paint = Callable[[], str]
"""Paints a window and says what it painted."""


def run(paint: Paint) -> int:
    """Runs all parts and prints one line for each."""
    logging.getLogger("fieldcase").addHandler(logging.NullHandler())
    try:
        ring = _Borrowed()
    except Problem as problem:
        print(f"self-test: the key ring: {problem.title} {problem.detail}", file=sys.stderr)
        return NO_KEY_RING
    try:
        with tempfile.TemporaryDirectory(prefix="fieldcase-self-test-") as folder, ring:
            _all_parts(Path(folder) / "store", ring, paint)
    except Problem as problem:
        print(f"self-test: {problem.code} {problem.title} {problem.detail}", file=sys.stderr)
        return 1
    print("all well")
    return 0


class _Borrowed(SystemKeyring):
    """The real key ring, which remembers what it was given and takes it out again."""

    def __init__(self) -> None:
        super().__init__()
        self._given: set[str] = set()

    @override
    def set(self, user: str, value: str) -> None:
        self._given.add(user)
        super().set(user, value)

    def __enter__(self) -> "_Borrowed":
        return self

    def __exit__(self, *_: object) -> None:
        for user in self._given:
            self.delete(user)


def _all_parts(folder: Path, ring: _Borrowed, paint: Paint) -> None:
    agency, applicant = practice.Practice(datetime.now(UTC)), Applicant.new()
    with _part("store") as say:
        making.create(folder, practice.new_store(agency, applicant, _PASSPHRASE), ring)
        say.append("encrypted store and slots file made")
    with _part("key ring") as say:
        store = opening.unlock(folder, practice.BADGE, _PASSPHRASE, ring, database=Database())
        say.append(f"{ring.name} gave the device secret, the passphrase opened the slot")
    try:
        _use(store, agency, applicant)
    finally:
        store.close()
    with _part("window") as say:
        say.append(paint())


def _use(store: Store, agency: practice.Practice, applicant: Applicant) -> None:
    papers = [agency.pack(), agency.authorization(applicant)]
    with _part("authority") as say:
        say.append(f"{store.write(lambda tx: introduction.take(tx, papers)).result()} signed documents taken in")
    with _part("decision") as say:
        case_id = store.write(record_encounter(_encounter()).run).result()
        store.write(record_decision(case_id, _decision()).run).result()
        say.append("encounter and detention decision recorded")
    with _part("journal") as say:
        say.append(_exported(store, agency, applicant))
        say.append(store.read(exporting.verified(case_id)).result())
    with _part("page") as say:
        case = store.read(queries.case_page(case_id)).result()
        me = store.me
        pdf = case_summary_pdf(case, Printing(me.agency, me.name, datetime.now(UTC), me.zone, training=True))
        say.append(f"{len(pdf)} bytes of PDF/UA")


def _exported(store: Store, agency: practice.Practice, applicant: Applicant) -> str:
    """The journal is written out and verified; a copy with one bit changed must not be."""
    held, papers = store.read(exporting.entries()).result(), store.read(exporting.papers()).result()
    file = agency.export(held, papers, applicant)
    middle = len(file) // 2
    changed = file[:middle] + bytes([file[middle] ^ 1]) + file[middle + 1 :]
    finding = verify(file, papers.roots)
    if finding.code != SOUND or verify(changed, papers.roots).code == SOUND:
        raise Problem("500.1", f"{finding.where} {finding.text}")
    return f"{len(held)} entries exported, sound; a changed copy was refused"


def _encounter() -> EncounterForm:
    return EncounterForm(
        contact_reason="traffic_stop",
        call_for_service="no",
        offence="Speeding",
        role="suspect",
        place_type="road",
        where="Sample Road 1",
        stop_start=datetime.now(UTC) - timedelta(minutes=10),
        name="Sample, Alex",
    )


def _decision() -> DecisionForm:
    pieces = (
        Evidence("Lives with family at Sample Road 2.", "said, checked with the county register", "against"),
        Evidence("One charge, a traffic matter.", "court record", "against", ""),
    )
    return DecisionForm(
        vulnerabilities=dict.fromkeys(VULNERABILITIES, "no"),
        factors={
            "flight": Factor("flight", pieces, _REASON),
            "repeat": Factor("repeat", none_found=True),
            "threat": Factor("threat", none_found=True),
        },
        proposal="release_conditions",
        reason=_REASON,
    )


@contextmanager
def _part(name: str) -> Iterator[list[str]]:
    """Prints `name: what was done (seconds)` when the block ends well."""
    said: list[str] = []
    start = time.perf_counter()
    yield said
    print(f"{name}: {'; '.join(said)} ({time.perf_counter() - start:.2f} s)", flush=True)
