"""The board's figures, computed from the facts of days: pure, so they can be recomputed from the log."""
