"""The proposal of an officer with its evidence."""
