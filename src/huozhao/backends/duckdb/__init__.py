"""DuckDB: the analytical engine, an optional dependency (`pip install huozhao[analytics]`)."""
