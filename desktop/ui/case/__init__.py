"""One case: clocks, what happened, facts, next step."""
