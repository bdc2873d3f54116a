"""Filled forms, as a person would fill them."""

from datetime import timedelta

from desktop.domain.decision import VULNERABILITIES, DecisionForm, Evidence, Factor
from desktop.domain.encounter import EncounterForm
from desktop.domain.review import ReviewForm
from tests.sync.desks import utc_now

REASON = (
    "The licence [1] was checked with the state and the address [2] is known: nothing speaks for flight or threat here."
)
OTHER_REASON = "Nobody at the scene saw [1] anything unusual, and a cousin who came [2] will drive them home today."


def encounter(name: str = "Sample, Alex") -> EncounterForm:
    return EncounterForm(
        contact_reason="traffic_stop",
        call_for_service="no",
        offence="Speeding",
        role="suspect",
        place_type="road",
        where="Sample Road 1",
        stop_start=utc_now() - timedelta(minutes=10),
        name=name,
    )


def decision(proposal: str = "release_conditions", reason: str = REASON) -> DecisionForm:
    pieces = (
        Evidence("Valid licence, address confirmed.", "state record", "against"),
        Evidence("Lives with family at Sample Road 2.", "said, checked with the county register", "against"),
    )
    return DecisionForm(
        vulnerabilities=dict.fromkeys(VULNERABILITIES, "no"),
        factors={
            "flight": Factor("flight", pieces, reason),
            "repeat": Factor("repeat", none_found=True),
            "threat": Factor("threat", none_found=True),
        },
        proposal=proposal,
        reason=reason,
    )


def returned(ref: str) -> ReviewForm:
    return ReviewForm(
        "return", "Say more about the address, please.", ((ref, "flight", "Who confirmed it, and when?"),)
    )


def approved() -> ReviewForm:
    return ReviewForm("approve", "The reasons hold and the sources are named.", (), "SDDO", "201", "8 CFR 287.5")
