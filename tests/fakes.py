"""Stand-ins that pass the suite of the real thing."""

from __future__ import annotations

from desktop.domain.problems import World


class MemoryKeyring:
    """A key ring in memory; passes tests/models/test_keyring.py like the real one. `locked`: it answers nobody."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.locked = False

    def get(self, user: str) -> str | None:
        self._answer()
        return self.kept.get(user)

    def set(self, user: str, value: str) -> None:
        self._answer()
        self.kept[user] = value

    def delete(self, user: str) -> None:
        self._answer()
        self.kept.pop(user, None)

    def _answer(self) -> None:
        if self.locked:
            raise World("503.1")
