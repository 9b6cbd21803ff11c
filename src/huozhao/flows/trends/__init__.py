"""Trends: weekly interest read from state, judged at night, followed on pages and in the plan, with undo."""
