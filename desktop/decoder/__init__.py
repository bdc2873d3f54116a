"""Foreign images become pixels in a process of their own, which has no key, no store and no network (S-61)."""
