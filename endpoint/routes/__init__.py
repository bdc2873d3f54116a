"""The routes, by group. Each reads its message, calls what does the work, and writes the answer."""
