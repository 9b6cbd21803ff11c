"""Experiments: kept by operators, met on pages, measured day by day from the log, decided with a record."""
