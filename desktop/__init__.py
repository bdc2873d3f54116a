"""Fieldcase, the desktop client: one encrypted file, one journal, one pipe for each act."""

__version__ = "0.1.0"
