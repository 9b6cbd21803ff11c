"""Backtests and tiers: rules tried on the mall's own history, and what operators set by hand."""
