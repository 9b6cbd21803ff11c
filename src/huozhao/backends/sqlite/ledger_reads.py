"""What is read of the ledger in SQLite beside its levels and moves: sums, lots, and what an audit needs."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from huozhao.backends.sqlite.connection import Readers
from huozhao.backends.sqlite.ledger_books import LEVEL, LOT, MOVE, SqliteBooks, held_units, level_of, posted_of
from huozhao.supply import posting
from huozhao.supply.ledger import Level, Lot, Posted, Total

Command = Callable[[SqliteBooks], Any]
Run = Callable[[Command, int], Any]
_SUMS = "sum(free + reserved), sum(reserved), sum(in_transit), sum(quarantine)"


def among(*columns: tuple[str, Sequence[str] | None]) -> tuple[str, list[str]]:
    """Return a WHERE clause that keeps rows whose columns are among the given names (None = any), and its values."""
    named = [(column, json.dumps(list(given))) for column, given in columns if given is not None]
    parts = " AND ".join(f"{column} IN (SELECT value FROM json_each(?))" for column, _ in named)
    return "WHERE " + parts if parts else "", [given for _, given in named]


class SqliteTotals:
    """Implement the port `Totals`."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def page(self, sku: str, shop: str, after: tuple[str, str], limit: int) -> list[Level]:
        """Return levels after a (sku, shop)."""
        named = [(column, value) for column, value in (("sku", sku), ("shop", shop)) if value]
        where = "".join(f"{column} = ? AND " for column, _ in named)
        sql = f"{LEVEL}WHERE {where}(sku, shop) > (?, ?) ORDER BY sku, shop LIMIT ?"
        rows = self._readers.get().execute(sql, (*(value for _, value in named), *after, limit))
        return [level_of(row) for row in rows]

    def by_shop(self, skus: Sequence[str] | None = None) -> list[Total]:
        """Return the sums of each shop."""
        where, given = among(("sku", skus))
        return self._sums(f"SELECT shop, {_SUMS} FROM levels {where} GROUP BY shop ORDER BY shop", given)

    def standing(self) -> tuple[int, list[Total], list[Total]]:
        """Return the newest position and all sums as of it, out of one snapshot."""
        reader = self._readers.get()
        reader.execute("BEGIN")
        try:
            head = int(reader.execute("SELECT coalesce(max(position), 0) FROM moves").fetchone()[0])
            return head, self.by_shop(), self._sums(f"SELECT sku, {_SUMS} FROM levels GROUP BY sku ORDER BY sku", [])
        finally:
            reader.execute("COMMIT")

    def quarantined(self, limit: int) -> list[Level]:
        """Return levels with goods in quarantine."""
        sql = f"{LEVEL}WHERE quarantine > 0 ORDER BY sku, shop LIMIT ?"
        return [level_of(row) for row in self._readers.get().execute(sql, (limit,))]

    def count(self) -> int:
        """Return how many levels there are."""
        return int(self._readers.get().execute("SELECT count(*) FROM levels").fetchone()[0])

    def _sums(self, sql: str, given: Sequence[str]) -> list[Total]:
        return [Total(*row) for row in self._readers.get().execute(sql, given)]


class SqliteLots:
    """Implement the port `Lots`."""

    def __init__(self, readers: Readers, run: Run) -> None:
        self._readers, self._run = readers, run

    def of(self, skus: Sequence[str] | None = None, shops: Sequence[str] | None = None) -> list[Lot]:
        """Return lots in (sku, shop, lot) order."""
        where, given = among(("sku", skus), ("shop", shops))
        return self._lots(f"{LOT}{where} ORDER BY sku, shop, lot", given)

    def named(self, lot: str) -> list[Lot]:
        """Return where a lot lies."""
        return self._lots(f"{LOT}WHERE lot = ? AND lot <> '' ORDER BY sku, shop", [lot])

    def expiring(self, until: int, limit: int = 1000) -> list[Lot]:
        """Return lots that expire by a day."""
        where = "WHERE expires_on IS NOT NULL AND free > 0 AND expires_on <= ?"
        return self._lots(f"{LOT}{where} ORDER BY expires_on, sku, shop, lot LIMIT ?", [until, limit])

    def quarantine_expired(self, today: int, at: int) -> int:
        """Take expired lots off sale."""
        due = self.expiring(today - 1)
        if not due:
            return 0
        done = self._run(
            lambda books: [posting.quarantine_expired(books, e.sku, e.shop, e.lot, today, at) for e in due], len(due))
        return sum(done)

    def moves(self, lot: str) -> list[Posted]:
        """Return all moves of a lot."""
        sql = f"{MOVE}WHERE lot = ? AND lot <> '' ORDER BY position"
        return [posted_of(row) for row in self._readers.get().execute(sql, (lot,))]

    def _lots(self, sql: str, given: Sequence[Any]) -> list[Lot]:
        return [Lot(*row) for row in self._readers.get().execute(sql, given)]


class SqliteChecking:
    """Implement the port `Checking`."""

    def __init__(self, readers: Readers, run: Run) -> None:
        self._readers, self._run = readers, run

    def conflicts(self, limit: int = 100) -> list[Posted]:
        """Return contradicting counts, newest first."""
        sql = f"{MOVE}WHERE note >= 'count: ' AND note < 'count:!' ORDER BY position DESC LIMIT ?"
        return [posted_of(row) for row in self._readers.get().execute(sql, (limit,))]

    def held(self) -> dict[tuple[str, str], int]:
        """Return the units held by (sku, shop)."""
        rows = self._readers.get().execute("SELECT holds FROM reservations WHERE state = 'held'")
        return held_units(row[0] for row in rows)

    def restore(self, levels: Sequence[Level], lots: Sequence[Lot] = ()) -> None:
        """Overwrite stored levels and their lots."""

        def overwrite(books: SqliteBooks) -> None:
            shelves = [(level.sku, level.shop) for level in levels]
            books.flush()
            books.connection.executemany("UPDATE levels SET lotted = 0 WHERE sku = ? AND shop = ?", shelves)
            books.connection.executemany("DELETE FROM lots WHERE sku = ? AND shop = ?", shelves)
            for lot in lots:
                books.save_lot(lot)
            for level in levels:
                books.save(level)

        self._run(overwrite, len(levels))

    def forget(self, holders: Sequence[str]) -> int:
        """Take holders off their reservations."""

        def forget(books: SqliteBooks) -> int:
            books.flush()
            sql = "UPDATE reservations SET holder = '' WHERE holder = ? AND holder <> ''"
            return sum(books.connection.execute(sql, (holder,)).rowcount for holder in holders)

        # Most hold nothing, and then there is nothing to commit.
        where, given = among(("holder", holders))
        held = self._readers.get().execute(f"SELECT 1 FROM reservations {where} AND holder <> '' LIMIT 1", given)
        return int(self._run(forget, 1)) if held.fetchone() else 0
