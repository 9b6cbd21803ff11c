"""A real MariaDB of one's own on a socket in a folder, with the tables of malls rebuilt in their shape."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SHAPES = Path(__file__).parent / "shapes"
NEEDED = ("mariadbd", "mariadb-install-db")


@dataclass(frozen=True)
class MariaDb:
    """A running server."""

    socket: Path

    def dsn(self, database: str, user: str = "reader", password: str = "read only") -> str:
        """Return the address of a database, for a user who may read it and nothing else."""
        return f"mysql://{user}:{password.replace(' ', '%20')}@localhost/{database}?unix_socket={self.socket}"

    def build(self, mall: str, database: str = "") -> str:
        """Make the tables of a mall, empty, and return the name of their database."""
        name = database or mall
        if self.ask("", "SELECT 1 FROM information_schema.schemata WHERE schema_name = %s", [(name,)]):
            for (table,) in self.ask(name, "SHOW TABLES"):
                self.ask(name, f"DELETE FROM `{table}`")
            return name
        self.ask("", f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4")
        for statement in (SHAPES / f"{mall}.sql").read_text("utf-8").split(";\n"):
            if statement.strip():
                self.ask(name, statement)
        return name

    def ask(self, database: str, query: str, rows: list[tuple[Any, ...]] | None = None) -> list[tuple[Any, ...]]:
        """Run a statement as root; with `rows` once for each."""
        import pymysql

        connection = pymysql.connect(unix_socket=str(self.socket), user="root", database=database or None,
                                     charset="utf8mb4", autocommit=True)
        with connection, connection.cursor() as cursor:
            if rows is None:
                cursor.execute(query)
            else:
                cursor.executemany(query, rows)
            return list(cursor.fetchall())

    def put(self, database: str, table: str, **columns: Any) -> None:
        """Insert a row."""
        names, places = ", ".join(f"`{name}`" for name in columns), ", ".join(["%s"] * len(columns))
        self.ask(database, f"INSERT INTO {table} ({names}) VALUES ({places})", [tuple(columns.values())])


def _path() -> str:
    return os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/bin"))


@contextmanager
def mariadb(folder: Path) -> Iterator[MariaDb]:
    """Start a server in a folder; stopped at the end. Skips where MariaDB is not installed."""
    found = {name: shutil.which(name, path=_path()) for name in NEEDED}
    if not all(found.values()):
        pytest.skip("MariaDB is not installed: sudo apt-get install mariadb-server-core")
    files, socket = folder / "files", folder / "mariadb.sock"
    me = ["--user=root"] if os.geteuid() == 0 else []
    subprocess.run([str(found["mariadb-install-db"]), "--no-defaults", f"--datadir={files}", "--skip-test-db",
                    "--auth-root-authentication-method=normal", *me], check=True, capture_output=True)  # fmt: skip
    process = subprocess.Popen([
        str(found["mariadbd"]), "--no-defaults", f"--datadir={files}", f"--socket={socket}", "--skip-networking",
        "--innodb-buffer-pool-size=64M", "--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync",
        "--skip-innodb-doublewrite", f"--log-error={folder}/log", *me],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        server = MariaDb(socket)
        _wait(server, process)
        server.ask("", "CREATE USER reader IDENTIFIED BY 'read only'")
        server.ask("", "GRANT SELECT ON *.* TO reader")
        yield server
    finally:
        process.terminate()
        process.wait()


def _wait(server: MariaDb, process: subprocess.Popen[bytes], timeout_s: float = 120) -> None:
    from pymysql.err import MySQLError

    deadline = time.monotonic() + timeout_s
    while process.poll() is None and time.monotonic() < deadline:
        if not server.socket.exists():
            time.sleep(0.05)
            continue
        try:
            server.ask("", "SELECT 1")
            return
        except MySQLError:
            time.sleep(0.1)
    raise AssertionError("MariaDB did not start")
