"""Shoppers as persons: which ids are one person, what is known of each, and where all stand."""
