"""Sales of a quantity of its own for a while: flash sales, and group-buys that count when enough have joined."""
