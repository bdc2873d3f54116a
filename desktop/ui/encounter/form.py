"""From the texts on the screen to the domain's form."""

from collections.abc import Mapping

from desktop.domain.encounter import EncounterForm
from desktop.ui.presenting import Here


def form_from(values: Mapping[str, str], here: Here, facility: str = "") -> EncounterForm:
    """Every field as typed; times stay texts, so that the rules can say what is wrong with them.

    facility: id or ICE code of the jail where a booking is made.
    """
    jail = here.books
    return EncounterForm(
        model="JEM" if jail else here.model or "TFM",
        contact_reason=values.get("contact_reason", ""),
        call_for_service=values.get("call_for_service", ""),
        offence=values.get("offence", ""),
        role=values.get("role", ""),
        place_type="jail" if jail else values.get("place_type", ""),
        where=values.get("where", "") or (here.place if jail else ""),
        stop_start=values.get("stop_start", ""),
        stop_end=values.get("stop_end", ""),
        outcome=values.get("outcome", ""),
        name=values.get("name", ""),
        booking_no=values.get("booking_no", ""),
        facility=(facility or here.facility) if jail else "",
    )
