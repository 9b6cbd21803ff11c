"""Backtest: what stock rules would have done on real demand."""
