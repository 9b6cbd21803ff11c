"""Recall: each source proposes goods for a shopper, with a score and its evidence."""
