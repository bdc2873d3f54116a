"""The description of one row of a form: what it asks and how it is answered.

Presenters list them, `form_rows.py` builds the widgets. A field carries no rule; rules are the domain's.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One row. `kind`: choice, yes_no, offence, line, text, time. Choices answer to the digits 1 to 9 (Y and N)."""

    name: str
    label: str
    kind: str
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    optional: bool = False
    icon: str = ""
