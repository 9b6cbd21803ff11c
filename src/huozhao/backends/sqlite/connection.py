"""Open SQLite the same way everywhere."""

import shutil
import sqlite3
import threading
from collections import deque
from contextlib import suppress
from pathlib import Path

from huozhao.terms.errors import StorageFull

# There is one writer a file, and a reader for each thread at work.
WRITE_CACHE_KIB, READ_CACHE_KIB = 65_536, 8_192
FULL_HINT = "free some disk space; nothing that was acknowledged is lost, and the same request may be sent again"


def connect(
    path: Path, *, durable: bool, page_bytes: int = 4096, cache_kib: int = WRITE_CACHE_KIB
) -> sqlite3.Connection:
    """Open a database in WAL mode; `durable` fsyncs each commit, otherwise only a power cut may undo the newest.

    `page_bytes` is the size of the pages of a file that is made now; an existing file keeps its own. `cache_kib` is
    what the connection may hold of the file in memory of its own, beside what the operating system holds for all.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
    connection.execute(f"PRAGMA page_size={page_bytes}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
    connection.execute(f"PRAGMA cache_size=-{cache_kib}")
    connection.execute("PRAGMA temp_store=MEMORY")
    return connection


class Readers:
    """One read connection for each thread that asks; that of a thread that has ended serves the next one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._idle: deque[sqlite3.Connection] = deque()
        self._all: list[sqlite3.Connection] = []
        self._lock = threading.Lock()

    def get(self) -> sqlite3.Connection:
        """Return this thread's connection."""
        lease: _Lease | None = getattr(self._local, "lease", None)
        if lease is None:
            lease = self._local.lease = _Lease(self._free() or self._open(), self._idle)
        return lease.connection

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for connection in self._all:
                connection.close()
            self._all.clear()
            self._idle.clear()

    def _free(self) -> sqlite3.Connection | None:
        with suppress(IndexError):
            return self._idle.pop()
        return None

    def _open(self) -> sqlite3.Connection:
        opened = connect(self._path, durable=False, cache_kib=READ_CACHE_KIB)
        opened.execute("PRAGMA query_only=ON")
        with self._lock:
            self._all.append(opened)
        return opened


class _Lease:
    """A connection in the hands of a thread; it becomes free when the thread ends and drops what was its own."""

    __slots__ = ("_idle", "connection")

    def __init__(self, connection: sqlite3.Connection, idle: deque[sqlite3.Connection]) -> None:
        self.connection, self._idle = connection, idle

    def __del__(self) -> None:
        self._idle.append(self.connection)


def require_space(path: Path, least_bytes: int) -> None:
    """Raise StorageFull when the disk under `path` has less free space than `least_bytes`."""
    free = shutil.disk_usage(path.parent).free
    if free < least_bytes:
        raise StorageFull("disk_full", f"only {free:,} bytes are free on the disk of {path.parent}", hint=FULL_HINT)


def is_full(error: sqlite3.Error) -> bool:
    """Tell whether SQLite failed because there is no room to write."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and (code & 0xFF) in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
