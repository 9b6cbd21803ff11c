"""The batch reading of tags on DuckDB."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from huozhao.insight.tags.analysis import Tables
from huozhao.terms.errors import BadInput

_TABLES = """
CREATE TABLE acts(person VARCHAR, at_ms BIGINT, day INTEGER, name VARCHAR, subject VARCHAR, path VARCHAR[],
  quantity BIGINT, amount_fen BIGINT, behind_s BIGINT);
CREATE TABLE persons(person VARCHAR);
CREATE TABLE facts(person VARCHAR, name VARCHAR, word VARCHAR);
CREATE TABLE members(tag VARCHAR, value VARCHAR, person VARCHAR);
"""
SEPARATOR = "\x1f"


class DuckAnalysis:
    """An Analysis in memory."""

    def __init__(self) -> None:
        try:
            import duckdb
        except ImportError:
            raise BadInput("duckdb_missing", "the analytical engine is not installed", field="analytics",
                           hint="pip install 'huozhao[analytics]'") from None
        self.connection = duckdb.connect()
        self.connection.execute(_TABLES)

    def load(self, tables: Tables) -> None:
        """Take in the tables; see the port."""
        acts = [(person, a.at, a.day, a.name, a.subject, SEPARATOR.join(a.path), a.quantity, a.amount_fen, a.behind_s)
                for person, a in tables.acts]
        self._fill("acts", acts, 9, f"c0, c1, c2, c3, c4, string_split(c5, '{SEPARATOR}'), c6, c7, c8")
        self._fill("persons", [(person,) for person in tables.persons], 1, "c0")
        self._fill("facts", list(tables.facts), 3, "c0, c1, c2")

    def members(self, sql: str) -> dict[str, str]:
        """Return who carries a tag; see the port."""
        return dict(self.connection.execute(sql).fetchall())

    def know(self, tag: str, members: Iterable[tuple[str, str]]) -> None:
        """Take memberships; see the port."""
        self._fill("members", [(tag, value, person) for person, value in members], 3, "c0, c1, c2")

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def _fill(self, table: str, rows: list[Any], width: int, select: str) -> None:
        if not rows:
            return
        columns = {f"c{i}": _column([row[i] for row in rows]) for i in range(width)}
        self.connection.register("given", columns)
        self.connection.execute(f"INSERT INTO {table} SELECT {select} FROM given")
        self.connection.unregister("given")


def _column(values: list[Any]) -> Any:
    return np.array(values, dtype=object if isinstance(values[0], str) else np.int64)
