"""The stock ledger in SQLite: WAL, fsync on every commit, one writer that commits for all who wait."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from huozhao.backends.sqlite.connection import Readers, connect
from huozhao.backends.sqlite.ledger_books import LEVEL, MOVE, SqliteBooks, level_of, posted_of
from huozhao.backends.sqlite.ledger_reads import Command, SqliteChecking, SqliteLots, SqliteTotals, among
from huozhao.backends.sqlite.ledger_schema import PAGE_BYTES, prepare
from huozhao.backends.sqlite.writer import Writer
from huozhao.supply import posting
from huozhao.supply.ledger import (
    NO_CAP,
    Cap,
    Checking,
    Count,
    Hold,
    Level,
    Lots,
    Move,
    Outcome,
    Posted,
    Refused,
    Reservation,
    Totals,
)

_DUE = "SELECT \"order\" FROM reservations WHERE state = 'held' AND expires_at <= ? ORDER BY expires_at LIMIT ?"


MOST_WAL_BYTES = 64 << 20


class SqliteLedger:
    """Implement the port `Ledger` in one file; several processes may open the same file."""

    def __init__(self, path: Path, zone: str = "UTC") -> None:
        connection = connect(path, durable=True, page_bytes=PAGE_BYTES)
        prepare(connection)
        # A group touches some hundred pages: checkpointing every thousand would cost more than the commits.
        page_bytes = int(connection.execute("PRAGMA page_size").fetchone()[0])
        connection.execute(f"PRAGMA wal_autocheckpoint={MOST_WAL_BYTES // page_bytes}")
        self._readers, self._zone = Readers(path), zone
        self._writer: Writer[tuple[Command, int], Any] = Writer(connection, self._work, weight=lambda item: item[1])
        self.checking: Checking = SqliteChecking(self._readers, self._run)
        self.totals: Totals = SqliteTotals(self._readers)
        self.lots: Lots = SqliteLots(self._readers, self._run)

    def post(self, entries: Sequence[Move | Count]) -> list[Outcome]:
        """Post each entry once."""
        return list(self._run(lambda books: [posting.post(books, entry) for entry in entries], len(entries)))

    def reserve(self, reservations: Sequence[Reservation], cap: Cap = NO_CAP) -> list[Reservation | Refused]:
        """Hold each basket wholly or not at all."""
        return list(
            self._run(lambda books: [posting.reserve(books, wanted, cap) for wanted in reservations], len(reservations))
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
        where, given = among(("sku", skus), ("shop", shops))
        return [level_of(row) for row in self._readers.get().execute(f"{LEVEL}{where} ORDER BY sku, shop", given)]

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
        return self._writer.run((command, weight))

    def _work(self, connection: sqlite3.Connection, commands: Sequence[tuple[Command, int]]) -> list[Any]:
        """Run the commands of one group, each by itself, in the one transaction that the writer has begun.

        A command checks before it changes, so none is left half done; one that fails all the same takes the
        whole group back (the writer rolls back), because the books contradict themselves then.
        """
        books = SqliteBooks(connection, self._zone)
        results = [command(books) for command, _ in commands]
        books.flush()
        return results
