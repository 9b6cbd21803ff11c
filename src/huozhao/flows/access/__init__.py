"""Who may come in, and the record of who looked at whom."""
