"""The operating system's key ring.

The one file that imports `keyring`. `app.py` loads it on the database thread after the first paint. Only stores that
the system protects are used (S-05): Windows Vault, macOS Keychain, Secret Service, KWallet; never a file in clear.
"""

from __future__ import annotations

from typing import Any

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError

from desktop.domain.problems import World
from desktop.models.secrets import DeviceSecrets

__all__ = ["SERVICE", "DeviceSecrets", "SystemKeyring", "is_secure"]

SERVICE = "fieldcase"
_SECURE = (
    "keyring.backends.SecretService",
    "keyring.backends.Windows",
    "keyring.backends.kwallet",
    "keyring.backends.libsecret",
    "keyring.backends.macOS",
)


def is_secure(backend: object) -> bool:
    """Whether a backend is one that the operating system protects."""
    return type(backend).__module__.startswith(_SECURE)


class SystemKeyring:
    """`DeviceSecrets` over the system's own store. Problem 503.1 where none answers."""

    def __init__(self, backend: KeyringBackend | None = None) -> None:
        chosen = backend if backend is not None else _choose()
        if not is_secure(chosen):
            raise World("503.1", detail="No protected key ring answers on this machine.")
        if type(chosen).__module__.startswith("keyring.backends.Windows"):
            _stay_on_this_machine(chosen)
        self._backend = chosen

    @property
    def name(self) -> str:
        """Which store of the system this is: for `fieldcase doctor`."""
        return f"{type(self._backend).__module__}.{type(self._backend).__name__}"

    def get(self, user: str) -> str | None:
        try:
            return self._backend.get_password(SERVICE, user)
        except KeyringError as error:
            raise World("503.1") from error

    def set(self, user: str, value: str) -> None:
        try:
            self._backend.set_password(SERVICE, user, value)
        except KeyringError as error:
            raise World("503.1") from error

    def delete(self, user: str) -> None:
        try:
            if self._backend.get_password(SERVICE, user) is not None:
                self._backend.delete_password(SERVICE, user)
        except KeyringError as error:
            raise World("503.1") from error


def _choose() -> KeyringBackend:
    """The system's first choice; of a chain, its first protected member."""
    try:
        backend: KeyringBackend = keyring.get_keyring()
        members = getattr(backend, "backends", None) or (backend,)
    except KeyringError as error:
        raise World("503.1") from error
    return next((each for each in members if is_secure(each)), backend)


def _stay_on_this_machine(backend: Any) -> None:
    """Windows would let the secret roam with the account: keep it here (S-05)."""
    backend.persist = "local machine"
