"""The exchange, going up: verdicts for ever, numbers, order, what waits and what is refused."""

from __future__ import annotations

from datetime import datetime

import pytest

from desktop.domain.authority import Standing
from desktop.domain.case import Case
from desktop.domain.journal import Event
from desktop.domain.law import Law
from desktop.domain.permissions import judge
from desktop.domain.problems import Problem
from desktop.seal import canonical, entry, ids, tree
from desktop.seal.primitives import SigningKey, verify
from desktop.sync.protocol import verdicts_hash
from endpoint.judge import Bench
from tests.endpoint.kit import AGENCY, NOW, Act, Device, World


def test_an_encounter_and_a_note_are_numbered_in_their_case_and_in_the_agency(officer: Device) -> None:
    first = officer.encounter()
    said = officer.exchange([first, officer.note(first.case_id)])
    assert [(each.verdict, each.case_no, each.device_no) for each in said.verdicts] == [
        ("accepted", 1, 1),
        ("accepted", 2, 2),
    ]
    assert [each.seq for each in said.verdicts] == [2, 3]


def test_the_receipt_is_signed_and_covers_verdicts_chain_and_log(world: World, officer: Device) -> None:
    said = officer.exchange([officer.encounter()])
    key = world.core.keys.receipt.public
    assert verify(key, "receipt", said.receipt.signed(), canonical.from_b64(said.receipt.sig))
    assert said.receipt.verdicts == verdicts_hash(said.verdicts)
    assert said.receipt.chain == (2, canonical.to_b64(officer.next_head))
    assert said.receipt.logs[AGENCY][0] == 2


def test_each_leaf_can_be_rebuilt_from_verdict_and_line_and_the_root_is_theirs(world: World) -> None:
    officer = Device(world, world.slip("officer"))
    officer.enrol()
    acts = [officer.enrolment(), officer.encounter(), officer.encounter()]
    said = officer.exchange(acts)
    leaves = []
    for act, verdict in zip(acts, said.verdicts, strict=True):
        half = {name: getattr(verdict, name) for name in ("agency", "seq", "id", "case_no", "device_no", "received_at")}
        whole = {**half, "flags": list(verdict.flags or ()), "device": officer.id, "case_id": act.case_id}
        whole["hash"] = canonical.to_b64(entry.line_hash(act.line))
        leaves.append(tree.leaf_hash(entry.leaf(whole)))
    assert canonical.to_b64(tree.root(leaves)) == said.receipt.logs[AGENCY][1]


def test_a_push_whose_answer_was_lost_gets_the_same_verdicts_again_even_after_a_restart(world: World) -> None:
    officer = world.device("officer")
    first = officer.encounter()
    acts = [first, officer.note(first.case_id), officer.note(ids.new_id(), kind_v=1)]
    envelope, lines = officer.push(acts)
    body = canonical.dumps(envelope) + b"\n" + b"".join(line + b"\n" for line in lines)
    once = officer.send("/v1/exchange", body).content
    world.clock.on(minutes=1)
    world.restart()
    again = officer.send("/v1/exchange", body).content
    verdicts = [canonical.loads(each.split(b"\n")[0])["verdicts"] for each in (once, again)]
    assert verdicts[0] == verdicts[1]
    assert [each["verdict"] for each in verdicts[0]] == ["accepted"] * 3


def test_after_silence_a_batch_may_be_halved_and_its_links_may_come_bare(officer: Device) -> None:
    acts = [officer.encounter() for _ in range(4)]
    once = officer.try_exchange(acts)
    assert once.status_code == 200
    half = officer.exchange(acts[:2])
    assert [each.verdict for each in half.verdicts] == ["accepted"] * 2
    assert half.receipt.chain[0] == 5
    officer.chain_no, officer.head = 1, entry.chain(entry.START, 1, [(entry.line_hash(b"x"), 1)])


def test_bare_links_of_known_entries_are_answered_with_the_stored_verdict(officer: Device) -> None:
    acts = [officer.encounter() for _ in range(2)]
    first, head = officer.chain_no, officer.head
    told = officer.exchange(acts)
    officer.chain_no, officer.head = first, head
    bare = officer.exchange([(entry.line_hash(act.line), act.number) for act in acts])
    assert bare.verdicts == told.verdicts


def test_a_bare_link_nobody_knows_is_answered_again_and_its_entry_gets_a_new_link(officer: Device) -> None:
    act = officer.encounter()
    said = officer.exchange([(entry.line_hash(act.line), 1)])
    assert (said.verdicts[0].verdict, said.verdicts[0].id) == ("again", "")
    assert officer.verdict(act).verdict == "accepted"


def test_a_missing_number_holds_up_its_own_case_only(officer: Device) -> None:
    first = officer.encounter()
    second, third = officer.note(first.case_id), officer.note(first.case_id)
    other = officer.encounter()
    said = officer.exchange([first, third, other])
    assert [each.verdict for each in said.verdicts] == ["accepted", "held", "accepted"]
    assert said.verdicts[1].needs == (2,)
    later = officer.exchange([second, third])
    assert [(each.verdict, each.case_no) for each in later.verdicts] == [("accepted", 2), ("accepted", 3)]


def test_a_held_entry_sent_again_under_its_old_link_is_told_again(officer: Device) -> None:
    first = officer.encounter()
    officer.note(first.case_id)
    third = officer.note(first.case_id)
    before = officer.chain_no, officer.head
    officer.exchange([first, third])
    officer.chain_no, officer.head = before
    said = officer.exchange([first, third])
    assert [each.verdict for each in said.verdicts] == ["accepted", "again"]


def test_a_refused_entry_keeps_its_number_and_does_not_hold_the_next(officer: Device) -> None:
    first = officer.encounter()
    forged = officer.note(first.case_id, by=SigningKey.new())
    said = officer.exchange([first, forged, officer.note(first.case_id)])
    assert [each.verdict for each in said.verdicts] == ["accepted", "refused", "accepted"]
    assert said.verdicts[1].problem is not None
    assert said.verdicts[1].problem.code == "422.10"
    assert [said.verdicts[0].case_no, said.verdicts[2].case_no] == [1, 2]


def test_a_newer_kind_is_held_never_refused(officer: Device) -> None:
    said = officer.exchange([officer.act("kind_of_tomorrow", {}, ids.new_id()), officer.note(ids.new_id(), kind_v=2)])
    assert [(each.verdict, each.problem and each.problem.code) for each in said.verdicts] == [("held", "426.11")] * 2


def test_an_id_that_another_entry_has_is_refused_and_the_rest_of_the_case_goes_on(officer: Device) -> None:
    first = officer.encounter()
    double = officer.note(first.case_id, id=first.id)
    said = officer.exchange([first, double, officer.note(first.case_id)])
    assert said.verdicts[1].problem is not None
    assert (said.verdicts[1].problem.code, said.verdicts[1].id) == ("409.12", first.id)
    assert said.verdicts[2].verdict == "accepted"


def test_a_number_that_has_a_verdict_is_refused_to_another_entry(officer: Device) -> None:
    first = officer.encounter()
    officer.exchange([first])
    other = officer.note(first.case_id)
    said = officer.verdict(Act(other.line, other.id, other.case_id, 1))
    assert said.problem is not None
    assert said.problem.code == "422.10"


@pytest.mark.parametrize("line", [b"", b"{}", b"not JSON", b'{"by":"","data":{},"head":{},"salt":""}', b"\xff\xfe"])
def test_a_broken_line_has_its_link_and_stops_itself_only(officer: Device, line: bytes) -> None:
    whole = officer.encounter()
    said = officer.exchange([Act(line, "", "", 1), whole])
    assert [each.verdict for each in said.verdicts] == ["refused", "accepted"]
    assert said.verdicts[0].problem is not None
    assert (said.verdicts[0].problem.code, said.verdicts[0].id) == ("400.10", "")
    again = officer.exchange([Act(line, "", "", 1)])
    assert again.verdicts[0] == said.verdicts[0]


def test_a_broken_line_that_names_its_case_does_not_hold_that_case(officer: Device) -> None:
    first, second = officer.encounter(), None
    second = officer.note(first.case_id)
    broken = Act(second.line.replace(b'"salt":"', b'"salt": "'), "", first.case_id, 2)
    said = officer.exchange([first, broken, officer.note(first.case_id)])
    assert [each.verdict for each in said.verdicts] == ["accepted", "refused", "accepted"]


def test_an_entry_over_its_limit_is_refused_by_itself(officer: Device) -> None:
    act = officer.note(ids.new_id(), "x" * 60_000)
    long = Act(act.line.replace(b"xxx", b"x" * 4000, 2), act.id, act.case_id, 1)
    said = officer.exchange([long, officer.encounter()])
    assert len(long.line) > 65536
    assert said.verdicts[0].problem is not None
    assert said.verdicts[0].problem.code == "413.10"
    assert said.verdicts[1].verdict == "accepted"


def test_an_entry_without_data_is_refused(officer: Device) -> None:
    act = officer.note(ids.new_id())
    parsed = entry.parse(act.line)
    bare = entry.Sealed(parsed.sealed.head, None, None, parsed.sealed.by)
    said = officer.verdict(Act(bare.line, act.id, act.case_id, 1))
    assert said.problem is not None
    assert said.problem.code == "400.10"


def test_an_entry_of_another_agency_is_refused(officer: Device) -> None:
    said = officer.verdict(officer.note(ids.new_id(), agency="ZZ-OTHER"))
    assert said.problem is not None
    assert said.problem.code == "422.10"


def test_nobody_but_the_endpoint_writes_without_an_actor(officer: Device) -> None:
    nobody = {"actor": "", "role": ""}
    said = officer.verdict(officer.act("device_revoked", {}, ids.new_id(), by=officer.desk, **nobody))
    assert said.problem is not None
    assert said.problem.code == "422.10"


def test_the_same_entry_twice_in_one_push_counts_once(officer: Device) -> None:
    act = officer.encounter()
    said = officer.exchange([act, act])
    assert said.verdicts[0] == said.verdicts[1]
    assert said.receipt.logs[AGENCY][0] == 2


def test_two_edits_of_one_field_keep_both_values_and_are_flagged(world: World, officer: Device) -> None:
    first = officer.encounter()
    officer.exchange([first])
    other = world.device(code=world.code("P-106"))
    change = {"field": "name", "source": "statement", "reliability": "stated"}
    edits = [
        device.act("facts_edited", {"changes": [{**change, "value": value}]}, first.case_id, base_no=1)
        for device, value in ((officer, "A"), (other, "B"))
    ]
    assert officer.verdict(edits[0]).flags == ()
    assert other.verdict(edits[1]).flags == ("conflict:name",)


def test_a_clock_in_doubt_is_a_flag(officer: Device) -> None:
    assert officer.verdict(officer.note(ids.new_id(), clock="doubt")).flags == ("odd_clock",)


def poisoned(event: Event, case: Case | None, standing: Standing, law: Law, now: datetime) -> Problem | None:
    """The domain's judge, but it raises for one text."""
    if event.data and event.data.get("text") == "poison":
        raise RecursionError
    return judge(event, case, standing, law, now)


@pytest.mark.loud
def test_a_poisoned_entry_stops_its_own_case_only(world: World, officer: Device) -> None:
    world.core.bench = Bench(world.core.law, judge=poisoned)
    first, other = officer.encounter(), officer.encounter()
    officer.exchange([first, other])
    poison = officer.note(first.case_id, "poison")
    said = officer.exchange([poison, officer.note(first.case_id), officer.note(other.case_id)])
    assert [each.verdict for each in said.verdicts] == ["fault", "held", "accepted"]
    assert said.verdicts[0].problem is not None
    assert said.verdicts[0].problem.code == "500.10"
    world.core.bench = Bench(world.core.law)
    assert officer.verdict(poison).verdict == "accepted"


def test_an_expired_authorization_lets_facts_and_release_through_and_nothing_that_needs_a_function(
    world: World, officer: Device
) -> None:
    first = officer.encounter()
    officer.exchange([first])
    world.clock.time = NOW.replace(year=2028, month=6)
    officer.sign_in()
    note, asked = officer.note(first.case_id), officer.act("status_asked", {}, first.case_id)
    said = officer.exchange([officer.freed(first.case_id), note, asked])
    assert [each.verdict for each in said.verdicts] == ["accepted", "accepted", "refused"]
    assert said.verdicts[2].problem is not None
    assert said.verdicts[2].problem.code == "403.1"
    assert (said.pages[AGENCY].items, said.pages[AGENCY].to) == ((), said.pages[AGENCY].size)
