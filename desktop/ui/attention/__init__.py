"""Entries that a person must look at."""
