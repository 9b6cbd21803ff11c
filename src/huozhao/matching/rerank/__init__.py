"""Rerank: what may stand on a page, what lifts or lowers it, and in which order it is laid out. Pure."""
