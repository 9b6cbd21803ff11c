"""See to it that nothing of what was deleted is left in the pages of a database."""

import mmap
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

TRIES, PAUSE_S = 20, 0.02


def wipe(connection: sqlite3.Connection, path: Path, words: Sequence[str]) -> None:
    """Empty the write-ahead log, look for the words in the file, and rebuild the file where one is left.

    Deleted rows are overwritten at once (secure_delete is on); what may be left are copies in the gaps of pages that
    were reorganised, so rebuilding is seldom needed.
    """
    truncate(connection)
    if any(holds(path, word.encode()) for word in words):
        _patiently(connection, "VACUUM")
        truncate(connection)


def truncate(connection: sqlite3.Connection) -> None:
    """Move the write-ahead log into the file and cut it to nothing; readers that are at work are waited for."""
    for _ in range(TRIES):
        if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0:
            return
        time.sleep(PAUSE_S)


def holds(path: Path, word: bytes) -> bool:
    """Tell whether a file holds some bytes."""
    if not path.exists() or not path.stat().st_size:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        return whole.find(word) >= 0


def _patiently(connection: sqlite3.Connection, statement: str) -> None:
    for attempt in range(TRIES):
        try:
            connection.execute(statement)
        except sqlite3.OperationalError:
            if attempt == TRIES - 1:
                raise
            time.sleep(PAUSE_S)
        else:
            return
