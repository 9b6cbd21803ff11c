"""Crowds: composed and saved by operators, counted, watched by day, exported."""
