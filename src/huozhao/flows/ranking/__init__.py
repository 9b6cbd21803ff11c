"""Learn the ranker from what pages showed and what came of it."""
