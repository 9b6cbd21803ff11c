"""Campaigns: previewed against stock and consent, run through the arbiter, stopped in time, measured by arm."""
