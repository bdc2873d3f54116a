"""A second person at the same store: own passphrase, own drafts, own signature, the same cases."""

from __future__ import annotations

import pytest

from desktop.actions.add_note import add_note
from desktop.actions.record_encounter import record_encounter
from desktop.actions.save_draft import save_draft
from desktop.domain.problems import Problem, World
from desktop.models import introduction, inviting, queries
from desktop.models.inviting import Invitation, Newcomer
from desktop.models.store import Store
from desktop.models.tx import Tx
from desktop.seal import slots
from desktop.seal.entry import Sealed, parse
from desktop.seal.slots import FLOOR_KIB
from tests.builders import COLLEAGUE, Desktop, done, encounter

SECOND = "another nine quiet lamps"
NEWCOMER = Newcomer(COLLEAGUE.person, COLLEAGUE.badge, COLLEAGUE.name, COLLEAGUE.role)


def invited(desktop: Desktop) -> Invitation:
    """The officer works, invites a colleague and locks."""
    store = desktop.ready()
    done(store, record_encounter(encounter()))
    done(store, save_draft(kind="note", form={"text": "the officer's own"}))
    invitation = store.write(inviting.invite(desktop.folder, NEWCOMER)).result()
    store.close()
    return invitation


def join(desktop: Desktop, code: str, badge: str = COLLEAGUE.badge, passphrase: str = SECOND) -> None:
    inviting.join(desktop.folder, badge, code, passphrase, desktop.secrets, clock=desktop.time, m_kib=FLOOR_KIB)


def second(desktop: Desktop) -> Store:
    return desktop.unlock(SECOND, COLLEAGUE.badge)


def test_the_colleague_signs_in_and_sees_the_cases_but_not_the_drafts(desktop: Desktop) -> None:
    invitation = invited(desktop)
    join(desktop, invitation.code)
    store = second(desktop)
    assert (store.me.person, store.me.name) == ("P-106", "Finley Practice")
    assert store.read(queries.worklist()).result().total == 1
    assert store.read(queries.drafts_of_me()).result() == ()
    done(store, save_draft(kind="note", form={"text": "the colleague's own"}))
    store.close()
    assert [d.form["text"] for d in desktop.unlock().read(queries.drafts_of_me()).result()] == ["the officer's own"]


def test_what_the_colleague_records_is_signed_by_the_colleague(desktop: Desktop) -> None:
    """S-07: each signs alone, and the trust walks from the inviter to the newcomer."""
    join(desktop, invited(desktop).code)
    store = second(desktop)
    case_id = store.read(queries.worklist()).result().rows[0].case_id
    done(store, add_note(case_id, "by the second"))

    def fits(tx: Tx) -> list[bool | None]:
        trust = introduction.trust(tx)
        rows = tx.sql.exec_driver_sql("select head, data, salt, by_sig, kind from entry order by no").all()
        lines = [parse(Sealed(row.head, row.data, row.salt, row.by_sig).line) for row in rows]
        for parsed in lines:
            if parsed.head.kind == "person_enrolled":
                assert trust.enrolled(parsed)
        return [trust.fits(parsed) for parsed in lines]

    assert store.read(fits).result() == [True] * 4


def test_the_code_works_once(desktop: Desktop) -> None:
    invitation = invited(desktop)
    join(desktop, invitation.code)
    with pytest.raises(Problem) as problem:
        join(desktop, invitation.code)
    assert problem.value.code == "401.1"


def test_after_fifteen_minutes_the_code_is_worth_nothing(desktop: Desktop) -> None:
    invitation = invited(desktop)
    desktop.time.goes_on(minutes=16)
    with pytest.raises(Problem) as problem:
        join(desktop, invitation.code)
    assert problem.value.code == "401.1"


@pytest.mark.parametrize(("code", "badge"), [("00000-00000-00000-00000", COLLEAGUE.badge), ("", "105")])
def test_a_wrong_code_or_badge_joins_nobody_and_changes_nothing(desktop: Desktop, code: str, badge: str) -> None:
    invited(desktop)
    before = (desktop.folder / "store.slots").read_bytes()
    with pytest.raises(Problem) as problem:
        join(desktop, code, badge)
    assert problem.value.code == "401.1"
    assert (desktop.folder / "store.slots").read_bytes() == before


def test_without_the_key_ring_nobody_joins_and_the_code_still_works_later(desktop: Desktop) -> None:
    invitation = invited(desktop)
    desktop.secrets.locked = True
    with pytest.raises(World):
        join(desktop, invitation.code)
    desktop.secrets.locked = False
    join(desktop, invitation.code)
    assert second(desktop).me.person == "P-106"


def test_cut_off_before_the_last_rename_the_newcomer_tries_again(desktop: Desktop) -> None:
    """S-08: the old sign-in file opens until the new one stands."""
    invitation = invited(desktop)
    before = (desktop.folder / "store.slots").read_bytes()
    join(desktop, invitation.code)
    (desktop.folder / "store.slots").write_bytes(before)
    join(desktop, invitation.code)
    assert second(desktop).me.person == "P-106"


def test_a_person_who_may_not_enrol_invites_nobody(desktop: Desktop) -> None:
    join(desktop, invited(desktop).code)
    with pytest.raises(Problem) as problem:
        second(desktop).write(inviting.invite(desktop.folder, Newcomer("P-101", "101", "A", "DIO"))).result()
    assert problem.value.code == "403.1"


def test_a_badge_that_is_taken_is_refused(desktop: Desktop) -> None:
    store = desktop.ready()
    with pytest.raises(Problem) as problem:
        store.write(inviting.invite(desktop.folder, Newcomer("P-105", "105", "A", "TFO"))).result()
    assert (problem.value.code, problem.value.field) == ("422.1", "badge")


def test_the_recovery_slot_and_the_first_person_s_stay(desktop: Desktop) -> None:
    join(desktop, invited(desktop).code)
    door = slots.read((desktop.folder / "store.slots").read_bytes())
    assert [one.kind for one in door.known()] == [slots.PERSON, slots.RECOVERY, slots.PERSON]
