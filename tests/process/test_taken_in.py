"""What was recorded at a locked desk is in the journal after the next sign-in, once, under its own id (S-31)."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from desktop.actions.record_encounter import record_encounter
from desktop.domain.encounter import EncounterForm
from desktop.locked.board import Known, look, with_keys
from desktop.locked.box import LockedRelease, record
from desktop.models import queries
from desktop.models.locked_releases import empty, reserve, take_in
from desktop.models.store import Store
from desktop.models.tables import ENTRY
from desktop.models.tx import Tx
from desktop.seal import ids
from desktop.seal.board import BOX_BYTES, BOX_FILE, desk_user, records
from desktop.seal.primitives import verify
from desktop.ui.drawers.asking import AskState
from desktop.ui.drawers.confirm import ConfirmPresenter
from desktop.ui.nav import Place
from desktop.ui.presenting import Here
from tests.process import stores
from tests.process.stores import Desk
from tests.ui.fake_desk import Direct, Roads, Seen

NOW = datetime.now(UTC)
ASKED = LockedRelease("24-0001", NOW, "116")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = stores.desk(tmp_path / "store")
    reserve(made.folder)
    return made


def locked(desk: Desk, *, keys: bool = True) -> Known:
    known = look(desk.folder)
    assert known.desk is not None
    return with_keys(known, desk.secrets.get(desk_user(known.desk.store_id)) if keys else None)


def journal(store: Store, kind: str) -> list[tuple[str, bytes, bytes]]:
    def read(tx: Tx) -> list[tuple[str, bytes, bytes]]:
        rows = tx.sql.execute(sa.select(ENTRY.c.id, ENTRY.c.hash, ENTRY.c.by_sig).where(ENTRY.c.kind == kind))
        return [(ids.to_text(row.id), row.hash, row.by_sig) for row in rows]

    return store.read(read).result()


def desk_key(store: Store) -> bytes:
    return store.read(lambda tx: tx.keys.desk.public).result()


def test_the_room_is_reserved_once(desk: Desk) -> None:
    path = desk.folder / BOX_FILE
    before = path.stat()
    reserve(desk.folder)
    assert (before.st_size, path.stat().st_mtime_ns) == (BOX_BYTES, before.st_mtime_ns)


@pytest.mark.parametrize("keys", [True, False])
def test_it_is_taken_in_under_its_own_id_signed_by_the_desk(desk: Desk, keys: bool) -> None:
    kept = record(locked(desk, keys=keys), ASKED, NOW)
    store = desk.unlock()
    assert store.write(take_in(desk.folder)).result() == 1
    [(entry_id, entry_hash, by)] = journal(store, "release_locked")
    assert entry_id == kept.entry_id
    assert verify(desk_key(store), "entry", entry_hash, by)
    store.close()


def test_a_crash_before_the_box_was_emptied_brings_nothing_twice(desk: Desk) -> None:
    record(locked(desk), ASKED, NOW)
    store = desk.unlock()
    assert [store.write(take_in(desk.folder)).result() for _ in range(2)] == [1, 0]
    assert store.read(empty(desk.folder)).result()
    assert len(journal(store, "release_locked")) == 1
    store.close()


def test_the_box_is_emptied_in_place_and_only_when_the_journal_has_it(desk: Desk) -> None:
    path = desk.folder / BOX_FILE
    record(locked(desk), ASKED, NOW)
    store = desk.unlock()
    assert not store.read(empty(desk.folder)).result()
    store.write(take_in(desk.folder)).result()
    before = path.stat()
    assert store.read(empty(desk.folder)).result()
    after = path.stat()
    assert (list(records(path.read_bytes())), after.st_ino, after.st_size) == ([], before.st_ino, before.st_size)
    store.close()


@pytest.mark.loud
def test_a_release_of_another_desk_stays_in_the_box_and_out_of_the_journal(desk: Desk, tmp_path: Path) -> None:
    other = stores.desk(tmp_path / "other")
    reserve(other.folder)
    record(locked(other), ASKED, NOW)
    (desk.folder / BOX_FILE).write_bytes((other.folder / BOX_FILE).read_bytes())
    store = desk.unlock()
    assert store.write(take_in(desk.folder)).result() == 0
    assert not store.read(empty(desk.folder)).result()
    store.close()


def test_the_next_person_can_go_on_working_in_that_store(desk: Desk) -> None:
    record(locked(desk), ASKED, NOW)
    store = desk.unlock()
    store.write(take_in(desk.folder)).result()
    form = EncounterForm(
        contact_reason="consensual", call_for_service="no", role="suspect", place_type="road", where="x",
        offence="Speeding", stop_start=NOW,
    )  # fmt: skip
    assert store.write(record_encounter(form).run).result()
    store.close()


def test_somebody_signed_in_stands_by_it_and_the_case_is_done(desk: Desk) -> None:
    record(locked(desk), ASKED, NOW)
    store = desk.unlock()
    store.write(take_in(desk.folder)).result()
    [row] = store.read(queries.worklist()).result().rows
    page = store.read(queries.case_page(row.case_id)).result()
    assert page.next_act == "confirm_release"
    assert page.locked_release is not None
    assert (page.locked_release.booking_no, page.locked_release.badge) == ("24-0001", "116")

    shown = Seen[AskState]()
    drawer = ConfirmPresenter(Direct(store), Roads(), Here(lambda: NOW, "UTC", "CUSTODY"))
    drawer.attach(shown)
    drawer.open(Place("case", case_id=row.case_id))
    assert "booking 24-0001" in shown.last.note
    assert "badge 116" in shown.last.note
    drawer.primary()
    assert len(journal(store, "release_confirmed")) == 1
    after = store.read(queries.case_page(row.case_id)).result()
    assert (after.locked_release, after.next_act) == (None, "")
    store.close()
