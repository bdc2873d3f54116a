"""Types of sqlcipher3: the same interface as the standard sqlite3 module."""
