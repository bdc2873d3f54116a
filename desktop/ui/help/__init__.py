"""Every key, in one table."""
