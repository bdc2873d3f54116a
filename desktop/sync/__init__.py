"""The wire: what leaves this machine and what comes to it. It never changes a case but by the entries it brings."""
