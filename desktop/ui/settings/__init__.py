"""How Fieldcase looks, when it locks, and which version this is."""
