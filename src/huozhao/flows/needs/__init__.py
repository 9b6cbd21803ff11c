"""Needs seen early, from what is on record: found at a request, kept in a book, told to page and plan."""
