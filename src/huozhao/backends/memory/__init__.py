"""Everything in memory: for trying out and for tests; gone when the process ends."""
