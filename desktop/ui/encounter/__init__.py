"""The form of a new encounter or booking."""
