"""The stock ledger in SQLite: WAL, fsync on every commit, one writer that commits for all who wait."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from huozhao.backends.sqlite.connection import Readers, connect
from huozhao.backends.sqlite.ledger_books import (
    LEVEL,
    MOVE,
    SCHEMA,
    SqliteBooks,
    held_units,
    level_of,
    migrate,
    posted_of,
)
from huozhao.backends.sqlite.writer import Writer
from huozhao.supply import posting
from huozhao.supply.ledger import Checking, Count, Hold, Level, Move, Outcome, Posted, Refused, Reservation

Command = Callable[[SqliteBooks], Any]
_DUE = "SELECT \"order\" FROM reservations WHERE state = 'held' AND expires_at <= ? ORDER BY expires_at LIMIT ?"


class _Checking:
    def __init__(self, readers: Readers, run: Callable[[Command, int], Any]) -> None:
        self._readers, self._run = readers, run

    def conflicts(self, limit: int = 100) -> list[Posted]:
        """Return contradicting counts, newest first."""
        sql = f"{MOVE}WHERE note >= 'count: ' AND note < 'count:!' ORDER BY position DESC LIMIT ?"
        return [posted_of(row) for row in self._readers.get().execute(sql, (limit,))]

    def held(self) -> dict[tuple[str, str], int]:
        """Return the units held by (sku, shop)."""
        rows = self._readers.get().execute("SELECT holds FROM reservations WHERE state = 'held'")
        return held_units(row[0] for row in rows)

    def restore(self, levels: Sequence[Level]) -> None:
        """Overwrite stored levels."""

        def overwrite(books: SqliteBooks) -> None:
            for level in levels:
                books.save(level)

        self._run(overwrite, len(levels))


class SqliteLedger:
    """Implement the port `Ledger` in one file; several processes may open the same file."""

    def __init__(self, path: Path) -> None:
        connection = connect(path, durable=True)
        migrate(connection)
        connection.executescript(SCHEMA)
        # A group touches some hundred pages: checkpointing every thousand would cost more than the commits.
        connection.execute("PRAGMA wal_autocheckpoint=16384")
        self._readers = Readers(path)
        self._writer: Writer[tuple[Command, int], Any] = Writer(connection, _work, weight=lambda item: item[1])
        self.checking: Checking = _Checking(self._readers, self._run)

    def post(self, entries: Sequence[Move | Count]) -> list[Outcome]:
        """Post each entry once."""
        return list(self._run(lambda books: [posting.post(books, entry) for entry in entries], len(entries)))

    def reserve(self, reservations: Sequence[Reservation]) -> list[Reservation | Refused]:
        """Hold each basket wholly or not at all."""
        return list(
            self._run(lambda books: [posting.reserve(books, wanted) for wanted in reservations], len(reservations))
        )

    def extend(self, order: str, expires_at: int) -> Reservation | None:
        """Hold longer, once."""
        found: Reservation | None = self._run(lambda books: posting.extend(books, order, expires_at), 1)
        return found

    def hand_over(self, order: str, shop: str, holds: Sequence[Hold], at: int) -> Reservation | Refused | None:
        """Move the part of an order that a shop has to other shelves."""
        found: Reservation | Refused | None = self._run(
            lambda books: posting.hand_over(books, order, shop, holds, at), len(holds))
        return found

    def settle(self, orders: Sequence[str], state: Literal["sold", "released"], at: int) -> list[Reservation | None]:
        """End held reservations."""
        return list(self._run(lambda books: [posting.settle(books, order, state, at) for order in orders], len(orders)))

    def expire(self, now: int, limit: int = 1000) -> list[str]:
        """Give back what was held too long."""
        due = [str(row[0]) for row in self._readers.get().execute(_DUE, (now, limit))]
        if not due:
            return []
        ended = self._run(lambda books: [posting.settle(books, order, "expired", now) for order in due], len(due))
        return [known.order for known in ended if known.state == "expired" and known.settled_at == now]

    def levels(self, skus: Sequence[str] | None = None, shops: Sequence[str] | None = None) -> list[Level]:
        """Return levels in (sku, shop) order."""
        named = [(column, json.dumps(list(given))) for column, given in (("sku", skus), ("shop", shops))
                 if given is not None]
        parts = " AND ".join(f"{column} IN (SELECT value FROM json_each(?))" for column, _ in named)
        sql = f"{LEVEL}{'WHERE ' + parts if parts else ''} ORDER BY sku, shop"
        return [level_of(row) for row in self._readers.get().execute(sql, [given for _, given in named])]

    def moves(self, sku: str | None, shop: str | None, after: int = 0, limit: int = 100) -> list[Posted]:
        """Return moves, oldest first."""
        named = [(column, value) for column, value in (("sku", sku), ("shop", shop)) if value is not None]
        where = "".join(f"{column} = ? AND " for column, _ in named)
        sql = f"{MOVE}WHERE {where}position > ? ORDER BY position LIMIT ?"
        rows = self._readers.get().execute(sql, (*(value for _, value in named), after, limit))
        return [posted_of(row) for row in rows]

    def head(self) -> int:
        """Return the position of the newest move, 0 when there is none."""
        return int(self._readers.get().execute("SELECT coalesce(max(position), 0) FROM moves").fetchone()[0])

    def close(self) -> None:
        """Finish what waits and release the files."""
        self._writer.close()
        self._readers.close()

    def _run(self, command: Command, weight: int) -> Any:
        return self._writer.submit((command, weight)).result()


def _work(connection: sqlite3.Connection, commands: Sequence[tuple[Command, int]]) -> list[Any]:
    """Run the commands of one group, each by itself, in the one transaction that the writer has begun.

    A command checks before it changes, so none is left half done; one that fails all the same takes the
    whole group back (the writer rolls back), because the books contradict themselves then.
    """
    books = SqliteBooks(connection)
    results = [command(books) for command, _ in commands]
    books.flush()
    return results
