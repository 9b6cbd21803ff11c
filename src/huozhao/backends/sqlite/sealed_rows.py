"""Rows of the event log as they lie on disk: a shopper's events sealed with the shopper's key, under a random token."""

import os
import sqlite3
from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidTag

from huozhao.events.event import Event, Recorded, decode_properties, digest, encode_properties
from huozhao.privacy.sealing import NONCE_BYTES, Keys, damaged

# id, name, at, shopper (or token), source, digest, body
Entry = tuple[str, str, int, str, str, bytes, bytes]
Row = tuple[int, str, str, int, str, str, bytes]
COLUMNS = "position, id, name, at, shopper, source, body"
# A sealed body begins with this byte, which no JSON begins with.
SEALED = b"\x01"
BATCH = 5_000
_BODY = 1 + NONCE_BYTES


class SealedRows:
    """Turns events into rows and rows into events; without keys, rows are plain."""

    def __init__(self, keys: Keys | None) -> None:
        self._keys = keys

    def seal(self, entries: Sequence[Entry]) -> list[Entry]:
        """Seal the bodies of entries that have a shopper; new keys are on disk before this returns."""
        if self._keys is None:
            return list(entries)
        subjects = list({entry[3] for entry in entries} - {""})
        found = dict(zip(subjects, self._keys.ensure(subjects), strict=True))
        chance = os.urandom(NONCE_BYTES * len(entries))
        known = {subject: (key.token, key.cipher.encrypt) for subject, key in found.items()}
        sealed, start = [], -NONCE_BYTES
        for entry in entries:
            start += NONCE_BYTES
            if not entry[3]:
                sealed.append(entry)
                continue
            # Written out here: every event of the mall passes through these lines.
            id, name, at, subject, source, mark, body = entry
            token, encrypt = known[subject]
            nonce = chance[start:start + NONCE_BYTES]
            closed = SEALED + nonce + encrypt(nonce, body, f"events|{id}|{token}".encode())
            sealed.append((id, name, at, token, source, mark, closed))
        return sealed

    def open(self, row: Row) -> Recorded | None:
        """Return the event of a row; None when its key was destroyed, and of a row that only holds its position."""
        plain = self.unsealed(row)
        if plain is None:
            return None
        position, id, name, at, shopper, source, body = plain
        return Recorded(position, Event(id, name, at, shopper, decode_properties(name, body), source))

    def unsealed(self, row: Row) -> Row | None:
        """Return a row with the subject's name and the plain body, None when it cannot be read any more."""
        position, id, name, at, shopper, source, body = row
        if not name:
            return None
        if self._keys is not None and shopper and body[:1] == SEALED:
            key = self._keys.by_token(shopper)
            if key is None:
                return None
            try:
                body = key.cipher.decrypt(body[1:_BODY], body[_BODY:], f"events|{id}|{shopper}".encode())
            except InvalidTag:
                raise damaged() from None
            shopper = key.subject
        return position, id, name, at, shopper, source, body

    def name_of(self, subject: str) -> str:
        """Return what stands for a subject in the column `shopper`; empty when nothing does."""
        if self._keys is None:
            return subject
        key = self._keys.find(subject)
        return key.token if key else ""


def entry_of(event: Event) -> Entry:
    """Return an event as a plain row."""
    body = encode_properties(event.properties)
    return (event.id, event.name, event.at, event.shopper, event.source, digest(event.name, event.at, body), body)


def seal_old(connection: sqlite3.Connection, rows: SealedRows) -> None:
    """Seal a log that an earlier version wrote plain, once; it may be stopped at any moment and goes on later."""
    if connection.execute("PRAGMA user_version").fetchone()[0]:
        return
    after, found = 0, False
    sql = f"SELECT {COLUMNS} FROM events WHERE position > ? ORDER BY position LIMIT ?"
    while batch := connection.execute(sql, (after, BATCH)).fetchall():
        after, found = batch[-1][0], True
        plain = [row for row in batch if row[6][:1] != SEALED]
        entries = [(id, name, at, who, source, digest(name, at, body), body)
                   for _, id, name, at, who, source, body in plain]
        changed = [(entry[3], entry[5], entry[6], row[0])
                   for row, entry in zip(plain, rows.seal(entries), strict=True)]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("UPDATE events SET shopper = ?, digest = ?, body = ? WHERE position = ?", changed)
        connection.execute("COMMIT")
    if found:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("PRAGMA user_version=1")


def rewrite(
    connection: sqlite3.Connection, rows: SealedRows, tokens: Sequence[str], change: Callable[[Event], Event | None]
) -> int:
    """Let the events under some tokens become what `change` makes of them, in one transaction; return how many did."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        found: list[Row] = [
            row for token in tokens
            for row in connection.execute(f"SELECT {COLUMNS} FROM events WHERE shopper = ?", (token,)).fetchall()
        ]
        newest = connection.execute("SELECT max(position) FROM events").fetchone()[0]
        changed = sum(_rewrite_one(connection, rows, row, newest, change) for row in found)
        connection.execute("DELETE FROM events WHERE name = '' AND position < ?", (newest or 0,))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return changed


def _rewrite_one(
    connection: sqlite3.Connection, rows: SealedRows, row: Row, newest: int, change: Callable[[Event], Event | None]
) -> bool:
    position, recorded = row[0], rows.open(row)
    kept = change(recorded.event) if recorded else None
    if recorded is not None and kept is recorded.event:
        return False
    if kept is not None:
        values = (*rows.seal([entry_of(kept)])[0], position)
    elif position == newest:
        # The newest position stays taken, or the next event would get it again and no fold would see it.
        values = (f"erased:{os.urandom(8).hex()}", "", 0, "", "", b"", b"", position)
    else:
        connection.execute("DELETE FROM events WHERE position = ?", (position,))
        return True
    connection.execute(
        "UPDATE events SET id = ?, name = ?, at = ?, shopper = ?, source = ?, digest = ?, body = ? WHERE position = ?",
        values,
    )
    return True
