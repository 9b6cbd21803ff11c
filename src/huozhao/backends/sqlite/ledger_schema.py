"""The ledger's tables in SQLite. CHECKs and triggers hold what must hold, whoever writes."""

import sqlite3

# A reservation changes a few rows here and there, and a commit writes whole pages: small pages make small commits.
PAGE_BYTES = 1024

SCHEMA = """
CREATE TABLE IF NOT EXISTS levels(
  sku TEXT NOT NULL, shop TEXT NOT NULL,
  free INTEGER NOT NULL CHECK(free >= 0), reserved INTEGER NOT NULL CHECK(reserved >= 0),
  in_transit INTEGER NOT NULL CHECK(in_transit >= 0), returned INTEGER NOT NULL CHECK(returned >= 0),
  sold INTEGER NOT NULL, lost INTEGER NOT NULL, tracked INTEGER NOT NULL, counted_at INTEGER NOT NULL,
  quarantine INTEGER NOT NULL DEFAULT 0 CHECK(quarantine >= 0), counted_by TEXT NOT NULL DEFAULT '',
  lotted INTEGER NOT NULL DEFAULT 0 CHECK(lotted IN (0, 1)),
  PRIMARY KEY(sku, shop)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS levels_quarantine ON levels(sku, shop) WHERE quarantine > 0;
CREATE TABLE IF NOT EXISTS moves(
  position INTEGER PRIMARY KEY, key TEXT NOT NULL, sku TEXT NOT NULL, shop TEXT NOT NULL, source TEXT NOT NULL,
  target TEXT NOT NULL, quantity INTEGER NOT NULL CHECK(quantity >= 0), at INTEGER NOT NULL, note TEXT NOT NULL,
  fingerprint TEXT, lot TEXT NOT NULL DEFAULT '', expires_on INTEGER) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS moves_key ON moves(key) WHERE key <> '';
CREATE INDEX IF NOT EXISTS moves_place ON moves(sku, shop, position);
CREATE INDEX IF NOT EXISTS moves_conflicts ON moves(position) WHERE note >= 'count: ' AND note < 'count:!';
CREATE INDEX IF NOT EXISTS moves_lot ON moves(lot, position) WHERE lot <> '';
CREATE TABLE IF NOT EXISTS reservations(
  "order" TEXT PRIMARY KEY, holds BLOB NOT NULL, at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
  state TEXT NOT NULL, settled_at INTEGER NOT NULL,
  extended INTEGER NOT NULL DEFAULT 0 CHECK(extended IN (0, 1)),
  holder TEXT NOT NULL DEFAULT '', units INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS reservations_due ON reservations(expires_at) WHERE state = 'held';
CREATE INDEX IF NOT EXISTS reservations_holder ON reservations(holder, units) WHERE holder <> '';
CREATE TABLE IF NOT EXISTS lots(
  sku TEXT NOT NULL, shop TEXT NOT NULL, lot TEXT NOT NULL, expires_on INTEGER,
  free INTEGER NOT NULL CHECK(free >= 0), reserved INTEGER NOT NULL CHECK(reserved >= 0),
  returned INTEGER NOT NULL CHECK(returned >= 0), quarantine INTEGER NOT NULL CHECK(quarantine >= 0),
  counted_at INTEGER NOT NULL, counted_by TEXT NOT NULL, PRIMARY KEY(sku, shop, lot)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS lots_due ON lots(expires_on) WHERE expires_on IS NOT NULL AND free > 0;
CREATE INDEX IF NOT EXISTS lots_name ON lots(lot) WHERE lot <> '';
"""

# A lotted level is the sum of its lots: a change of a lot changes its level, and a level that disagrees is refused.
_BUCKETS = ("free", "reserved", "returned", "quarantine")
_DELTA = "UPDATE levels SET {changes} WHERE sku = {row}.sku AND shop = {row}.shop AND lotted;"
_SUMS = ", ".join(f"coalesce(sum({bucket}), 0)" for bucket in _BUCKETS)
_GUARD = f"""
CREATE TRIGGER IF NOT EXISTS levels_{{name}} AFTER {{event}} ON levels WHEN NEW.lotted BEGIN
  SELECT raise(ABORT, 'the lots do not add up to their level')
  WHERE ({', '.join(f'NEW.{bucket}' for bucket in _BUCKETS)})
    IS NOT (SELECT {_SUMS} FROM lots WHERE sku = NEW.sku AND shop = NEW.shop);
END;
"""


def _follow(name: str, row: str, terms: str) -> str:
    changes = ", ".join(f"{bucket} = {bucket} {terms.replace('?', bucket)}" for bucket in _BUCKETS)
    return (
        f"CREATE TRIGGER IF NOT EXISTS lots_{name} AFTER {name.upper()} ON lots BEGIN "
        f"{_DELTA.format(changes=changes, row=row)} END;\n"
    )


TRIGGERS = (
    _follow("insert", "NEW", "+ NEW.?") + _follow("update", "NEW", "+ NEW.? - OLD.?")
    + _follow("delete", "OLD", "- OLD.?")
    + "".join(_GUARD.format(name=event.lower(), event=event) for event in ("INSERT", "UPDATE"))
)  # fmt: skip

# Columns that files of earlier releases lack: (table, column, its declaration).
ADDED = (
    ("levels", "quarantine", "INTEGER NOT NULL DEFAULT 0 CHECK(quarantine >= 0)"),
    ("levels", "counted_by", "TEXT NOT NULL DEFAULT ''"),
    ("levels", "lotted", "INTEGER NOT NULL DEFAULT 0 CHECK(lotted IN (0, 1))"),
    ("moves", "lot", "TEXT NOT NULL DEFAULT ''"),
    ("moves", "expires_on", "INTEGER"),
    ("reservations", "extended", "INTEGER NOT NULL DEFAULT 0 CHECK(extended IN (0, 1))"),
    ("reservations", "holder", "TEXT NOT NULL DEFAULT ''"),
    ("reservations", "units", "INTEGER NOT NULL DEFAULT 0"),
)


def prepare(connection: sqlite3.Connection) -> None:
    """Make the tables, or bring those of an earlier release up to date; harmless when others do so at the same time."""
    connection.execute("BEGIN IMMEDIATE")
    for table, column, spec in ADDED:
        known = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        if known and column not in known:
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} {spec}")
    connection.execute("COMMIT")
    connection.executescript(SCHEMA + TRIGGERS)
