"""Which cryptographic module this program stands on, by name (S-14).

`fieldcase doctor` asks. It says what is there and claims no validation: none of our builds is a validated module.
"""

import cryptography
from cryptography.hazmat.backends.openssl.backend import backend


def describe() -> str:
    """The library and the OpenSSL inside it."""
    return f"cryptography {cryptography.__version__}, {backend.openssl_version_text()}"
