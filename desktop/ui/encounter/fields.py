"""The fields of a new encounter or booking: their order, labels, choices and hints, and the words beside the form.

Codes are those of transition T-a in `resources/data/mandatory_fields.json`; a test compares them. No field here is a
question about status: those belong to a later step, and for a warrant service officer they do not exist.
"""

from desktop.ui.fields import Field

CONTACT = (
    ("traffic_stop", "Traffic stop"),
    ("call_for_service", "Call"),
    ("criminal_arrest", "Arrest"),
    ("criminal_warrant", "Warrant"),
    ("consensual", "Consensual"),
    ("joint_operation", "With ICE"),
    ("other", "Other"),
)
ROLES = (
    ("suspect", "Suspect"),
    ("arrestee", "Arrested"),
    ("victim", "Victim"),
    ("witness", "Witness"),
    ("injured", "Injured"),
)
PLACES = (
    ("road", "Road"),
    ("home", "Home"),
    ("business", "Business"),
    ("public", "Public place"),
    ("other", "Other"),
)
OUTCOMES = (
    ("no_action", "No action"),
    ("went_on", "Went on to questions"),
    ("local_release", "Warning or citation"),
    ("local_custody", "Local custody"),
    ("immigration_custody", "Immigration custody"),
    ("other", "Other"),
)
OFFENCE = Field(
    "offence",
    "Offence",
    "offence",
    hint="Type a few letters of the law or the NCIC code. Without an offence nobody is asked about status.",
    icon="scale",
)

FIELD_FORM = (
    Field("contact_reason", "Why this contact began", "choice", CONTACT),
    Field("call_for_service", "Call for service", "yes_no", (("yes", "Yes"), ("no", "No"))),
    OFFENCE,
    Field("role", "This person is", "choice", ROLES),
    Field("place_type", "Kind of place", "choice", PLACES),
    Field("where", "Where", "line", icon="map-pin"),
    Field("stop_start", "Stop began", "time", hint="T writes now. Up and down move one minute."),
    Field("stop_end", "Stop ended", "time", hint="Status questions must not prolong the stop.", optional=True),
    Field("outcome", "Outcome", "choice", OUTCOMES, optional=True),
    Field("name", "Name, if known", "line", hint="Surname, given name", optional=True, icon="user"),
)
BOOKING_FORM = (
    Field("booking_no", "Booking number", "line", icon="id-card"),
    Field("name", "Name", "line", hint="Surname, given name", icon="user"),
    Field("contact_reason", "How the person came", "choice", (("booking", "Booking"), *CONTACT[2:4])),
    Field("call_for_service", "Call for service", "yes_no", (("yes", "Yes"), ("no", "No"))),
    OFFENCE,
    Field("role", "This person is", "choice", ROLES),
)

STATUS_STEPS = (
    ("A basis", "Consensual, or reasonable suspicion."),
    (
        "1 fact that counts",
        "What you saw or heard, from whom, when. Looks, language and the kind of place or work can be written down; "
        "they do not count.",
    ),
    ("Say who you are", "Name and agency, in a language both share."),
    ("Free to leave?", "Yes or no, as it truly is."),
)
NO_STATUS_STEP = "A victim, a witness or an injured person is not asked about status."

# Training statutes with NCIC UCR offence codes; the codes are to verify against the NCIC Code Manual. Anything typed
# that is not in this list is kept as it was written.
OFFENCES = (
    ("Sample Code 12-3", "following too closely", "5499"),
    ("Sample Code 12-7", "speeding", "5499"),
    ("Sample Code 12-9", "driving without a licence", "5499"),
    ("Sample Code 14-2", "driving under the influence", "5404"),
    ("Sample Code 31-1", "simple assault", "1313"),
    ("Sample Code 41-4", "trespass", "5707"),
    ("Sample Code 45-6", "theft", "2399"),
    ("Sample Code 47-2", "fraud", "2699"),
    ("Sample Code 52-5", "damage to property", "2999"),
    ("Sample Code 61-8", "possession of a drug", "3599"),
)


def form_of(model: str) -> tuple[Field, ...]:
    """The fields of this model's form; a warrant service officer has none."""
    if model == "WSO":
        return ()
    return BOOKING_FORM if model == "JEM" else FIELD_FORM


def offences(typed: str) -> tuple[tuple[str, str, str], ...]:
    """What the type-ahead offers for a few letters of the law, the words or the NCIC code: (code, label, trailing)."""
    asked = typed.strip().lower()
    rows = [(f"{law} · {what} · NCIC {ncic}", f"{law} · {what}", f"NCIC {ncic}") for law, what, ncic in OFFENCES]
    return tuple(row for row in rows if asked and asked in row[0].lower())
