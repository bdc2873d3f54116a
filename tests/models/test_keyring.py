"""One suite for the key ring in memory and for the real one, where a real one answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked
from typing_extensions import override

from desktop.domain.problems import World
from desktop.models.keyring import SystemKeyring, is_secure
from desktop.models.secrets import DeviceSecrets, Tries
from tests.fakes import MemoryKeyring

USER = "0" * 32 + "/test"


def real() -> SystemKeyring | None:
    try:
        ring = SystemKeyring()
        ring.get(USER)
    except World:
        return None
    return ring


@pytest.fixture(params=["memory", "system"])
def secrets(request: pytest.FixtureRequest) -> Iterator[DeviceSecrets]:
    ring: DeviceSecrets | None = MemoryKeyring() if request.param == "memory" else real()
    if ring is None:
        pytest.skip("no protected key ring answers here")
    yield ring
    ring.delete(USER)


def test_what_was_set_is_got_again(secrets: DeviceSecrets) -> None:
    secrets.set(USER, "one")
    secrets.set(USER, "two")
    assert secrets.get(USER) == "two"


def test_what_is_not_there_is_none_and_may_be_deleted(secrets: DeviceSecrets) -> None:
    assert secrets.get(USER) is None
    secrets.delete(USER)


def test_what_was_deleted_is_gone(secrets: DeviceSecrets) -> None:
    secrets.set(USER, "one")
    secrets.delete(USER)
    assert secrets.get(USER) is None


def test_two_users_do_not_meet(secrets: DeviceSecrets) -> None:
    secrets.set(USER, "one")
    assert secrets.get(USER + "/other") is None


@pytest.mark.parametrize("kind", [null.Keyring, fail.Keyring])
def test_only_what_the_system_protects_is_taken(kind: Callable[[], KeyringBackend]) -> None:
    """S-05: a file in clear, or nothing at all, is no key ring."""
    backend = kind()
    assert not is_secure(backend)
    with pytest.raises(World) as problem:
        SystemKeyring(backend)
    assert problem.value.code == "503.1"


class Refusing(KeyringBackend):
    """A protected key ring that is locked."""

    priority = 1.0

    @override
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked

    @override
    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked

    @override
    def delete_password(self, service: str, username: str) -> None:
        raise KeyringLocked


Refusing.__module__ = "keyring.backends.SecretService"


def test_a_locked_key_ring_is_one_plain_problem() -> None:
    make: Callable[[], KeyringBackend] = Refusing
    ring = SystemKeyring(make())
    acts: tuple[Callable[[], object], ...] = (
        lambda: ring.get(USER),
        lambda: ring.set(USER, "x"),
        lambda: ring.delete(USER),
    )
    for act in acts:
        with pytest.raises(World) as problem:
            act()
        assert problem.value.code == "503.1"


@pytest.mark.parametrize("text", [None, "", "????", "AAAA"])
def test_a_count_that_cannot_be_read_is_closed(text: str | None) -> None:
    assert Tries.from_text(text).closed


def test_a_count_is_read_as_it_was_written() -> None:
    tries = Tries(3, False, (1, 2, 3))
    assert Tries.from_text(tries.to_text()) == tries
