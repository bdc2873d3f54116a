"""The exchange, going down: what others wrote arrives byte for byte, joined, in order; and who is behind."""

import pytest

from desktop.domain.times import to_text
from desktop.seal import canonical, entry, ids
from desktop.sync import protocol
from endpoint.store import logs
from tests.endpoint.kit import AGENCY, Device, World


def test_a_new_supervisor_gets_all_that_others_wrote_byte_for_byte_and_nothing_of_their_own(
    officer: Device, supervisor: Device
) -> None:
    first = officer.encounter()
    acts = [first, officer.note(first.case_id)]
    officer.exchange(acts)
    said, pulled = supervisor.exchanged()
    lines = [each.line for each in pulled if not each.express]
    assert [act.line for act in acts] == lines[-2:]
    assert said.pages[AGENCY].to == said.pages[AGENCY].size
    assert all(each.item.device == officer.id for each in pulled)
    again, nothing = supervisor.exchanged()
    assert (nothing, again.pages[AGENCY].to) == ([], said.pages[AGENCY].size)


def test_ones_own_entries_move_the_cursor_without_a_second_round(officer: Device) -> None:
    said = officer.exchange([officer.encounter() for _ in range(3)])
    page = said.pages[AGENCY]
    assert (page.to, page.items) == (page.size, ())
    assert page.root == said.receipt.logs[AGENCY][1]


def test_pages_end_where_a_commit_ended_and_join_without_a_hole(officer: Device, supervisor: Device) -> None:
    sizes = [3, 1, 5, 2]
    for size in sizes:
        officer.exchange([officer.encounter() for _ in range(size)])
    seen: list[int] = []
    ends = []
    for _ in range(20):
        said, pulled = supervisor.exchanged(limit=1500)
        seen += [each.item.seq for each in pulled if not each.express]
        ends.append(said.pages[AGENCY].to)
        if said.pages[AGENCY].to == said.pages[AGENCY].size:
            break
    assert seen == list(range(3, 14))
    assert len(ends) > 2


def test_what_is_urgent_comes_at_once_and_again_in_its_place(officer: Device, supervisor: Device) -> None:
    supervisor.exchange()
    for _ in range(5):
        officer.exchange([officer.encounter() for _ in range(3)])
    case = ids.new_id()
    call = officer.act("stop_and_call", {"said_or_seen": "minor", "words": "is 16"}, case)
    officer.exchange([call])
    said, pulled = supervisor.exchanged(limit=1500)
    assert said.pages[AGENCY].to < said.pages[AGENCY].size
    assert [each.line for each in pulled if each.express] == [call.line]
    places = []
    while said.pages[AGENCY].to < said.pages[AGENCY].size:
        said, pulled = supervisor.exchanged(limit=1500)
        assert not [each for each in pulled if each.express]
        places += [each.line for each in pulled]
    assert places[-1] == call.line


def test_a_person_without_certificate_may_push_and_not_pull(world: World, officer: Device, supervisor: Device) -> None:
    supervisor.exchange([supervisor.note(ids.new_id())])
    newcomer, enrolment = officer.invited("P-999")
    officer.sign_in(newcomer, enrolled=enrolment.line.decode())
    said, pulled = officer.exchanged([enrolment])
    assert said.verdicts[0].verdict == "accepted"
    assert (pulled, said.pages[AGENCY].size) == ([], said.pages[AGENCY].to)
    assert officer.send("/v1/evidence", canonical.dumps({"ids": [enrolment.id]})).status_code == 200


def test_a_revoked_person_reads_no_more(world: World, officer: Device, supervisor: Device) -> None:
    said, pulled = officer.exchanged()
    assert pulled
    with world.core.store.write() as con:
        logs.set_status(con, ids.to_bytes(officer.id), "suspended")
    supervisor.exchange([supervisor.note(ids.new_id())])
    said, pulled = officer.exchanged([officer.note(ids.new_id())])
    assert pulled == []
    assert (said.verdicts[0].verdict, said.verdicts[0].problem and said.verdicts[0].problem.code) == ("held", "403.10")


def test_new_documents_are_named_until_the_device_has_them(officer: Device) -> None:
    said = officer.exchange()
    assert said.new == protocol.New(pack="TRAINING-2026-1", auth=1)
    officer.have = {"pack": "TRAINING-2026-1", "auth": 1}
    assert officer.exchange().new == protocol.New()


def test_an_older_copy_of_a_device_is_told_where_it_stands(world: World, officer: Device) -> None:
    older = officer.chain_no, officer.head
    officer.exchange([officer.encounter()])
    officer.chain_no, officer.head = older
    for links in ([officer.encounter()], []):
        answer = officer.try_exchange(links)
        assert answer.status_code == 409
        problem = protocol.read_problem(409, answer.content)
        assert (problem.code, problem.extra) == ("409.10", {"head_no": 2})
    with world.core.store.read() as con:
        device = logs.get_device(con, ids.to_bytes(officer.id))
    assert device is not None
    assert device.forks == 2


def test_a_device_with_another_past_is_told_so(officer: Device) -> None:
    answer = officer.try_exchange([officer.encounter()], prev=canonical.to_b64(bytes(32)))
    assert protocol.read_problem(409, answer.content).code == "409.10"


def test_an_endpoint_that_is_behind_its_device_says_so(officer: Device) -> None:
    answer = officer.try_exchange([officer.encounter()], first=officer.chain_no + 2)
    problem = protocol.read_problem(409, answer.content)
    assert problem.code == "409.11"
    assert problem.extra == {"head_no": 1, "head": canonical.to_b64(officer.head), "common": {}}


@pytest.mark.parametrize("field", ["root", "last"])
def test_an_endpoint_that_never_stood_where_the_device_saw_it_says_so(officer: Device, field: str) -> None:
    officer.exchange([officer.encounter()])
    other = canonical.to_b64(entry.line_hash(b"another past"))
    officer.after[AGENCY] |= {"root": other} if field == "root" else {"last": [2, other]}
    answer = officer.try_exchange()
    assert protocol.read_problem(409, answer.content).code == "409.11"


def test_an_empty_exchange_writes_nothing(world: World, officer: Device) -> None:
    officer.exchange()
    world.clock.on(minutes=1)
    officer.exchange()
    with world.core.store.read() as con:
        device = logs.get_device(con, ids.to_bytes(officer.id))
    assert device is not None
    assert device.seen < to_text(world.clock())
