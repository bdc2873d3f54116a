"""The entries of one case, in order."""
