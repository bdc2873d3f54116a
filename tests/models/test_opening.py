"""Who gets in, who does not, and that a refusal changes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from desktop.actions.add_note import add_note
from desktop.actions.record_encounter import record_encounter
from desktop.actions.save_draft import save_draft
from desktop.domain.problems import Problem, World
from desktop.models import file, making, queries, schema
from desktop.models.secrets import slot_user
from desktop.seal import slots
from tests.builders import PASSPHRASE, Desktop, done, encounter
from tests.fakes import MemoryKeyring


def fingerprint(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def refused(desktop: Desktop, passphrase: str = PASSPHRASE, badge: str = "") -> Problem:
    with pytest.raises(Problem) as problem:
        desktop.unlock(passphrase, badge)
    return problem.value


def worked(desktop: Desktop) -> str:
    """A store with a case and three notes, closed again."""
    store = desktop.ready()
    case_id: str = done(store, record_encounter(encounter()))
    for number in range(3):
        done(store, add_note(case_id, f"note {number}"))
    store.close()
    return case_id


def test_what_was_recorded_is_there_after_closing_and_opening(desktop: Desktop) -> None:
    case_id = worked(desktop)
    store = desktop.unlock()
    assert store.read(queries.worklist()).result().rows[0].case_id == case_id
    assert store.me.name == "Emery Mockup"


def test_a_wrong_passphrase_and_an_unknown_badge_get_the_same_answer(desktop: Desktop) -> None:
    desktop.make()
    one, other = refused(desktop, "not the passphrase"), refused(desktop, badge="999")
    assert (one.code, one.title, one.detail) == (other.code, other.title, other.detail)
    assert one.code == "401.1"
    assert one.detail == "Wait 1 second."


def test_the_folder_copied_to_another_machine_opens_nothing(desktop: Desktop, tmp_path: Path) -> None:
    """S-06: the right passphrase, an empty key ring."""
    worked(desktop)
    copy = Desktop(shutil.copytree(desktop.folder, tmp_path / "copy"), secrets=MemoryKeyring())
    try:
        assert refused(copy).code == "401.1"
        assert refused(copy).code == "401.1"
    finally:
        copy.close()


def test_without_a_key_ring_it_says_so(desktop: Desktop) -> None:
    worked(desktop)
    desktop.secrets.locked = True
    assert refused(desktop).code == "503.1"


def test_during_the_wait_even_the_right_passphrase_is_not_tried(desktop: Desktop) -> None:
    desktop.make()
    refused(desktop, "not the passphrase")
    assert refused(desktop).code == "401.1"
    desktop.time.goes_on(seconds=1)
    assert desktop.unlock().me.person == "P-105"


def test_the_fifth_wrong_try_closes_the_sign_in_and_a_restart_does_not_open_it(desktop: Desktop) -> None:
    desktop.make()
    for _ in range(4):
        refused(desktop, "not the passphrase")
        desktop.time.goes_on(seconds=8)
    assert refused(desktop, "not the passphrase").code == "401.2"
    desktop.time.goes_on(days=30)
    again = Desktop(desktop.folder, secrets=desktop.secrets, time=desktop.time)
    try:
        assert refused(again).code == "401.2"
    finally:
        again.close()


def test_a_right_passphrase_forgets_the_wrong_tries(desktop: Desktop) -> None:
    desktop.make()
    refused(desktop, "not the passphrase")
    desktop.time.goes_on(seconds=8)
    desktop.unlock().close()
    assert refused(desktop, "not the passphrase").detail == "Wait 1 second."


@pytest.mark.parametrize("keep", [0, 1, 40, 600])
def test_a_cut_sign_in_file_opens_nothing_and_is_left_as_it_was(desktop: Desktop, keep: int) -> None:
    worked(desktop)
    path = desktop.folder / "store.slots"
    path.write_bytes(path.read_bytes()[:keep])
    before = fingerprint(desktop.folder)
    assert refused(desktop).code == "401.1"
    assert fingerprint(desktop.folder) == before


@pytest.mark.parametrize("keep", [0, 17, 4096, 9000])
def test_a_cut_store_is_said_to_be_damaged_and_is_left_as_it_was(desktop: Desktop, keep: int) -> None:
    worked(desktop)
    path = desktop.folder / "store-1.db"
    path.write_bytes(path.read_bytes()[:keep])
    before = fingerprint(desktop.folder)
    assert refused(desktop).code == "500.1"
    assert fingerprint(desktop.folder) == before


def test_a_store_that_is_gone_is_said_to_be_gone(desktop: Desktop) -> None:
    worked(desktop)
    (desktop.folder / "store-1.db").unlink()
    assert refused(desktop).code == "500.1"


def test_a_damaged_page_is_found_and_named(desktop: Desktop) -> None:
    case_id = worked(desktop)
    path = desktop.folder / "store-1.db"
    raw = bytearray(path.read_bytes())
    for page in range(1, len(raw) // 4096):
        raw[page * 4096 + 2000] ^= 1
    path.write_bytes(raw)
    with pytest.raises(World) as problem:
        desktop.unlock().read(queries.case_page(case_id)).result()
    assert problem.value.code == "500.1"


def test_the_check_names_the_damaged_page(desktop: Desktop) -> None:
    worked(desktop)
    path = desktop.folder / "store-1.db"
    assert damaged(desktop) == ()
    raw = bytearray(path.read_bytes())
    raw[-100] ^= 1
    path.write_bytes(raw)
    assert damaged(desktop) == (f"HMAC verification failed for page {len(raw) // 4096}",)


def damaged(desktop: Desktop) -> tuple[str, ...]:
    door = slots.read((desktop.folder / "store.slots").read_bytes())
    dk, _ = slots.open_recovery(door, desktop.agency.recovery[0])
    engine = file.engine(desktop.folder / "store-1.db", slots.pragma_key_hex(dk, door.store_id, door.db_salt))
    with engine.connect() as sql:
        found = file.damaged_pages(sql)
    engine.dispose()
    return found


def test_a_file_of_a_newer_version_is_refused_and_left_as_it_was(desktop: Desktop) -> None:
    worked(desktop)
    store = desktop.unlock()
    store.write(lambda tx: tx.sql.execute(sa.update(schema.VERSION).values(version_num="9999"))).result()
    store.close()
    before = fingerprint(desktop.folder)
    assert refused(desktop).code == "409.2"
    assert fingerprint(desktop.folder) == before


def test_a_shorter_journal_than_the_head_says_is_not_opened_in_silence(desktop: Desktop) -> None:
    """S-12: a store put back to an earlier state."""
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))
    store.close()
    earlier = (desktop.folder / "store-1.db").read_bytes()
    store = desktop.unlock()
    for text in ("one", "two"):
        done(store, add_note(case_id, text))
    store.close()
    (desktop.folder / "store-1.db").write_bytes(earlier)
    problem = refused(desktop)
    assert (problem.code, problem.detail) == ("500.2", "2 entries are missing here.")
    store = desktop.unlock(anyway=True)
    assert [row.kind for row in store.read(queries.journal(case_id)).result()] == ["encounter_recorded"]
    store.close()
    desktop.unlock()


def test_a_second_program_is_told_that_the_store_is_open(desktop: Desktop) -> None:
    desktop.ready()
    assert refused(desktop).code == "507.2"


def test_a_damaged_log_loses_nothing_in_silence(desktop: Desktop) -> None:
    """S-12: one bit flipped in the log, and SQLite drops the commits from there on without a word."""
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))
    done(store, add_note(case_id, "one"))
    copies = {path.name: path.read_bytes() for path in desktop.folder.iterdir()}
    store.close()
    log = copies["store-1.db-wal"]
    assert len(log) > 5 * 4120
    unseen = 0
    for frame in range(0, (len(log) - 32) // 4120, 3):
        for name, raw in copies.items():
            (desktop.folder / name).write_bytes(raw)
        (desktop.folder / "store-1.db-shm").unlink(missing_ok=True)
        flipped = bytearray(log)
        flipped[32 + frame * 4120 + 1000] ^= 1
        (desktop.folder / "store-1.db-wal").write_bytes(flipped)
        unseen += refused(desktop).code not in ("500.1", "500.2")
    assert unseen == 0


def test_the_key_ring_sees_a_store_put_back_together_with_its_head(desktop: Desktop) -> None:
    """S-42: both files put back; the key ring remembers how long the journal was."""
    store = desktop.ready()
    case_id = done(store, record_encounter(encounter()))
    store.close()
    earlier = fingerprint(desktop.folder)
    store = desktop.unlock()
    done(store, add_note(case_id, "one"))
    desktop.database.rest().result()
    store.close()
    for name in ("store-1.db", "store.head"):
        (desktop.folder / name).write_bytes(earlier[name])
    assert refused(desktop).code == "500.2"


def test_a_store_swapped_for_another_does_not_open(desktop: Desktop, tmp_path: Path) -> None:
    worked(desktop)
    other = Desktop(tmp_path / "other", agency=desktop.agency)
    try:
        other.make()
    finally:
        other.close()
    shutil.copyfile(other.folder / "store-1.db", desktop.folder / "store-1.db")
    assert refused(desktop).code == "500.1"


def test_making_a_store_over_another_is_refused(desktop: Desktop) -> None:
    desktop.make()
    before = fingerprint(desktop.folder)
    with pytest.raises(World):
        desktop.make()
    assert fingerprint(desktop.folder) == before


def test_a_short_passphrase_makes_no_store(desktop: Desktop) -> None:
    with pytest.raises(Problem) as problem:
        desktop.make(passphrase="too short")
    assert (problem.value.code, problem.value.field) == ("422.1", "passphrase")
    assert not desktop.folder.exists()


def test_what_a_cut_off_first_run_left_behind_is_cleared_away(desktop: Desktop) -> None:
    new = desktop.agency.new_store(desktop.who)
    desktop.secrets.locked = True
    with pytest.raises(World):
        making.create(desktop.folder, new, desktop.secrets, desktop.time)
    assert not (desktop.folder / "store.slots").exists()
    desktop.secrets.locked = False
    making.create(desktop.folder, new, desktop.secrets, desktop.time)
    assert desktop.unlock().me.person == "P-105"


def test_the_agency_s_recovery_key_opens_the_store(desktop: Desktop) -> None:
    new = desktop.make()
    door = slots.read((desktop.folder / "store.slots").read_bytes())
    dk, upks = slots.open_recovery(door, desktop.agency.recovery[0])
    engine = file.engine(desktop.folder / "store-1.db", slots.pragma_key_hex(dk, door.store_id, door.db_salt))
    with engine.connect() as sql:
        assert sql.exec_driver_sql("select count(*) from entry").scalar() == 1
    engine.dispose()
    assert upks == {new.material.slot_id: new.material.upk}


def test_a_draft_cannot_be_read_with_the_store_s_key_alone(desktop: Desktop) -> None:
    """S-07, S-10: all bytes of the open store hold no letter of it."""
    store = desktop.ready()
    done(store, save_draft(kind="note", form={"text": "a canary in a draft"}))
    row = store.read(lambda tx: tx.sql.exec_driver_sql("select * from draft").one()).result()
    assert all(b"canary" not in value for value in row if isinstance(value, bytes))


def test_the_data_key_lies_in_no_file_and_not_in_the_key_ring(desktop: Desktop) -> None:
    new = desktop.make()
    door = slots.read((desktop.folder / "store.slots").read_bytes())
    dk, _ = slots.open_recovery(door, desktop.agency.recovery[0])
    kept = "".join(desktop.secrets.kept.values()).encode() + b"".join(fingerprint(desktop.folder).values())
    assert dk not in kept
    assert dk.hex().encode() not in kept
    assert new.material.upk not in kept
    assert slot_user(new.store_id, new.material.slot_id) in desktop.secrets.kept
