"""Several at once: two of one push, eight writers and a tailing reader, and the thread of the first version."""

import threading
from concurrent.futures import ThreadPoolExecutor

from desktop.domain.decision import DecisionForm, Evidence, Factor, to_data
from desktop.domain.review import ReviewForm
from desktop.domain.review import to_data as answer_data
from desktop.seal import canonical
from desktop.sync import protocol
from tests.endpoint.kit import AGENCY, NOW, Device, World


def test_one_push_sent_twice_at_once_counts_once(officer: Device) -> None:
    body = officer.body([officer.encounter() for _ in range(50)])
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: officer.send("/v1/exchange", body), range(4)))
    told = [protocol.read_exchange(each.content)[0] for each in answers]
    assert {each.verdicts for each in told} == {told[0].verdicts}
    assert told[0].receipt.logs[AGENCY][0] == 51


def test_a_tailing_reader_skips_nobody_while_eight_write(world: World, supervisor: Device) -> None:
    world.clock.on(hours=1)
    supervisor.sign_in()
    writers = [world.device(code=world.code(f"P-{number}")) for number in range(101, 109)]
    done = threading.Event()

    def write(device: Device) -> None:
        for _ in range(6):
            said = device.exchange([device.alarm() for _ in range(3)])
            assert [each.verdict for each in said.verdicts] == ["accepted"] * 3

    def read() -> None:
        while not done.is_set():
            world.clock.on(seconds=1)
            supervisor.exchange()

    reader = threading.Thread(target=read)
    reader.start()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, writers))
    done.set()
    reader.join()
    supervisor.exchange()
    seen = [each.item.seq for each in supervisor.pulled if not each.express]
    assert seen == sorted(set(seen))
    assert len(seen) == 8 + 8 * 6 * 3


REASON = (
    "The person gave an address where family lives and was found there before [1]. Nothing is on record that speaks "
    "for flight, and the charge alleged is minor [2]."
)


def decision() -> dict[str, object]:
    factors = {
        "flight": Factor("flight", (Evidence("Lives with a sister", "statement", "against"),), REASON),
        "repeat": Factor("repeat", none_found=True),
        "threat": Factor("threat", (Evidence("Speeding", "citation 12", "for", "alleged"),), REASON + " Minor."),
    }
    answers = {"minor": "no", "care": "no", "family_care": "unknown"}
    return dict(to_data(DecisionForm(answers, factors, "release_conditions", REASON + " Conditions are enough.")))


def answered(answer: str, request: str, decided: str) -> dict[str, object]:
    pinned = ((decided, "flight", "Who confirmed the address?"),) if answer == "return" else ()
    form = ReviewForm(answer, "The address was not confirmed.", pinned, "SDDO", "201", "8 CFR 287.5(e)(2)")
    return dict(answer_data(form, request, "Quinn Trainer", NOW, "America/New_York"))


def test_a_decision_is_returned_answered_and_approved_and_nobody_reviews_their_own(
    officer: Device, supervisor: Device
) -> None:
    first = officer.encounter()
    decided = officer.act("decision_recorded", decision(), first.case_id)
    asked = officer.act("review_requested", {"about": "decision", "refs": [decided.id]}, first.case_id)
    own = officer.act("review_answered", answered("approve", asked.id, decided.id), first.case_id)
    said = officer.exchange([first, decided, asked, own])
    assert [each.verdict for each in said.verdicts] == ["accepted", "accepted", "accepted", "refused"], said.verdicts
    supervisor.exchange()
    assert canonical.loads(supervisor.pulled[-1].line)["head"]["id"] == asked.id
    back = supervisor.act("review_answered", answered("return", asked.id, decided.id), first.case_id, base_no=3)
    assert supervisor.verdict(back).verdict == "accepted"
    officer.exchange()
    assert [each.line for each in officer.pulled][-1] == back.line
    again = officer.act("decision_recorded", {**decision(), "corrects": decided.id}, first.case_id, base_no=4)
    request = officer.act("review_requested", {"about": "decision", "refs": [again.id]}, first.case_id, base_no=4)
    officer.exchange([again, request])
    approved = supervisor.act("review_answered", answered("approve", request.id, again.id), first.case_id, base_no=6)
    assert supervisor.verdict(approved).verdict == "accepted"
    twice = supervisor.act("review_answered", answered("decline", request.id, again.id), first.case_id, base_no=7)
    said = supervisor.exchange([twice])
    assert said.verdicts[0].problem is not None
    assert said.verdicts[0].problem.code == "409.4"
