"""Geography without a network: a table of cities of our own."""
