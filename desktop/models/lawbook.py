"""The law as data, read once.

The store and the tools ask here for the typed form of resources/data. It changes only with the program.
"""

from __future__ import annotations

from functools import cache

import resources
from desktop.domain.law import Law


@cache
def law() -> Law:
    """Problem 422.9 names the document that does not fit."""
    return Law.parse(resources.documents())
