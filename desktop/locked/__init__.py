"""The locked window, the first face of every window process: clocks go on, a release can be recorded, nothing opens."""
