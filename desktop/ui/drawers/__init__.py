"""Short questions that open at the right: stop and call, release, why, what happened, facts."""
