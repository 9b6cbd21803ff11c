"""Connections to SQLite files: as many as threads are at work, however many threads come and go."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from huozhao.backends.sqlite.connection import Readers, connect


def in_thread(work: Callable[[], object]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_a_thread_that_has_ended_leaves_its_connection_to_the_next_one(tmp_path: Path) -> None:
    connect(tmp_path / "a.db", durable=False).execute("CREATE TABLE t (n)").close()
    readers, seen = Readers(tmp_path / "a.db"), list[sqlite3.Connection]()

    def read() -> None:
        seen.append(readers.get())
        assert readers.get().execute("SELECT count(*) FROM t").fetchone() == (0,)

    for _ in range(20):
        in_thread(read)
    assert len(seen) == 20 and len({id(each) for each in seen}) == 1
    readers.close()
    with pytest.raises(sqlite3.ProgrammingError):
        seen[0].execute("SELECT 1")


def test_threads_at_work_share_no_connection(tmp_path: Path) -> None:
    readers, seen = Readers(tmp_path / "a.db"), list[sqlite3.Connection]()
    together = threading.Barrier(5)

    def read() -> None:
        seen.append(readers.get())
        together.wait(20)

    threads = [threading.Thread(target=read) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(each) for each in seen}) == 5
    readers.close()


def test_a_folder_that_is_made_for_data_is_closed_to_other_users_of_the_machine(tmp_path: Path) -> None:
    connect(tmp_path / "mall" / "log.db", durable=False).close()
    assert (tmp_path / "mall").stat().st_mode & 0o077 == 0
