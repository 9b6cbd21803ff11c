"""The weather: long-term averages without a network, and online services with a cache."""
