"""The reference supervision endpoint: collects, orders and judges what devices send, and signs receipts for it.

A program of its own, not shipped in the client. It shares `desktop.domain`, `desktop.seal` and the messages of
`desktop.sync.protocol` with it and nothing else. It never releases a person, never refuses a release, and never
changes the bytes of an act.
"""
