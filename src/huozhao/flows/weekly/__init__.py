"""The weekly report: a week in figures, gathered once, read as one page in Chinese or English."""
