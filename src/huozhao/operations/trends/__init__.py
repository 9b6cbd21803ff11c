"""Trends: what takes a growing share of the mall's interest, seen early, and what last year says comes next."""
