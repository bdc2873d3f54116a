"""One step per released version."""
