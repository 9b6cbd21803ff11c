"""The embedded default: SQLite files in the data folder."""
