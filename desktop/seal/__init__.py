"""Bytes, keys and proofs: the one place that imports a cipher, shared by client, endpoint and verifier."""
