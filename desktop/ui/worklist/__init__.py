"""The list of cases a person works on."""
