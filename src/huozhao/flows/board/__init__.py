"""The board: facts of days read from state, figures from operations, cuts, alerts, what is recomputed from the log."""
