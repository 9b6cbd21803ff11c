"""What: which goods suit this shopper here and now, and why."""
