"""Open SQLite the same way everywhere."""

import shutil
import sqlite3
import threading
from pathlib import Path

from huozhao.terms.errors import StorageFull

FULL_HINT = "free some disk space; nothing that was acknowledged is lost, and the same request may be sent again"


def connect(path: Path, *, durable: bool, page_bytes: int = 4096) -> sqlite3.Connection:
    """Open a database in WAL mode; `durable` fsyncs each commit, otherwise only a power cut may undo the newest.

    `page_bytes` is the size of the pages of a file that is made now; an existing file keeps its own.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
    connection.execute(f"PRAGMA page_size={page_bytes}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
    connection.execute("PRAGMA cache_size=-65536")
    connection.execute("PRAGMA temp_store=MEMORY")
    return connection


class Readers:
    """One read connection for each thread that asks, closed together."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._lock = threading.Lock()

    def get(self) -> sqlite3.Connection:
        """Return this thread's connection."""
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = connect(self._path, durable=False)
            found.execute("PRAGMA query_only=ON")
            self._local.connection = found
            with self._lock:
                self._all.append(found)
        return found

    def close(self) -> None:
        """Close every thread's connection."""
        with self._lock:
            for connection in self._all:
                connection.close()
            self._all.clear()


def require_space(path: Path, least_bytes: int) -> None:
    """Raise StorageFull when the disk under `path` has less free space than `least_bytes`."""
    free = shutil.disk_usage(path.parent).free
    if free < least_bytes:
        raise StorageFull("disk_full", f"only {free:,} bytes are free on the disk of {path.parent}", hint=FULL_HINT)


def is_full(error: sqlite3.Error) -> bool:
    """Tell whether SQLite failed because there is no room to write."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and (code & 0xFF) in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
