"""A simulated city that shops at the mall through its public API, with tastes that the engine cannot see."""
