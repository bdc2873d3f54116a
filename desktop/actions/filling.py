"""From a form to the data of an entry.

The verbs of this folder call it. It adds nothing: what was left empty stays away, what is wrong is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from desktop.domain.problems import Problem


def filled(data: Mapping[str, object]) -> dict[str, object]:
    """The data without what was left empty: a field nobody filled in is not an answer."""
    return {name: value for name, value in data.items() if value not in ("", None)}


def refuse(problems: Iterable[Problem]) -> None:
    """Raises the first problem of a form, if there is one."""
    for problem in problems:
        raise problem
