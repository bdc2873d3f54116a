"""The thread of one decision over the wire: two real stores, the real endpoint, a line between them."""

import secrets

from desktop.actions.answer_review import answer_review
from desktop.actions.record_decision import record_decision
from desktop.actions.record_encounter import record_encounter
from desktop.actions.stop_and_call import stop_and_call
from desktop.models import queries
from tests.sync import forms
from tests.sync.conftest import Two


def test_an_encounter_and_a_decision_made_without_a_line_arrive_when_it_is_back(two: Two) -> None:
    two.line.down()
    case_id = two.officer.act(record_encounter(forms.encounter()))
    two.officer.act(record_decision(case_id, forms.decision(reason=forms.OTHER_REASON)))
    problem = two.officer.try_sync()
    assert problem is not None
    assert problem.code == "503.2"
    assert two.officer.status.get().waiting == 3
    assert two.all_agree()
    assert set(two.officer.states().values()) == {"accepted"}
    assert two.supervisor.cases()[case_id] == two.officer.cases()[case_id]


def test_a_supervisor_returns_the_officer_answers_and_the_supervisor_approves(two: Two) -> None:
    case_id = two.officer.act(record_encounter(forms.encounter()))
    first = two.officer.act(record_decision(case_id, forms.decision()))
    two.officer.sync()
    two.supervisor.sync()
    (asked,) = [row for row in two.supervisor.read(queries.review_queue()) if row.case_id == case_id]
    two.supervisor.act(answer_review(asked.request_id, forms.returned(first)))
    two.supervisor.sync()
    two.officer.sync()
    assert two.officer.read(queries.worklist("returned")).total == 1
    two.officer.act(
        record_decision(case_id, forms.decision(reason=forms.REASON + " The county confirmed it [2]."), first)
    )
    two.officer.sync()
    two.supervisor.sync()
    (again,) = [row for row in two.supervisor.read(queries.review_queue()) if row.case_id == case_id]
    assert again.again
    two.supervisor.act(answer_review(again.request_id, forms.approved()))
    assert two.all_agree()
    answers = [
        answer.answer for row in two.officer.read(queries.case_page(case_id)).decisions for answer in row.answers
    ]
    assert sorted(answers) == ["approve", "return"]


def test_what_is_urgent_is_on_the_other_desk_before_the_pages_that_lie_before_it(two: Two) -> None:
    case_id = two.officer.act(record_encounter(forms.encounter()))
    notes = [{"text": secrets.token_hex(4000)} for _ in range(180)]
    two.officer.store.write(lambda tx: [tx.append("note_added", case_id, each) for each in notes]).result()
    two.officer.sync()
    said = two.officer.act(stop_and_call("", "said", "I was born here."))
    two.officer.sync()
    assert two.supervisor.loop.step()
    assert said in two.supervisor.cases()
    assert len(two.supervisor.journal()) < len(two.officer.journal())
    assert two.all_agree()
