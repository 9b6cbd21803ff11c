"""Needs seen early: from repeated views, from repeated searches, from the rhythm of a region."""
