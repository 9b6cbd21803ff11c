"""Group commit: many callers, one thread, one fsync for all who wait.

One fsync an event allows some 200 events a second; sharing it among those who wait anyway allows tens of thousands,
and every caller still hears back only after its own data are on disk.
"""

import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, Protocol, TypeVar

from huozhao.backends.sqlite.connection import FULL_HINT, is_full
from huozhao.terms.errors import Busy, StorageFull

Request = TypeVar("Request")
Result = TypeVar("Result")
Given = TypeVar("Given", contravariant=True)


class _Asker(Protocol[Given]):
    """Whoever waits for a result."""

    def set_result(self, result: Given, /) -> None:
        """Hand over the result."""
        ...

    def set_exception(self, exception: BaseException, /) -> None:
        """Hand over what went wrong."""
        ...


class _Call(Generic[Result]):
    """A caller that does nothing but wait: one lock, where a Future has a condition and a list of callbacks."""

    __slots__ = ("_done", "_error", "_result")

    def __init__(self) -> None:
        self._done = threading.Lock()
        self._done.acquire()
        self._error: BaseException | None = None

    def set_result(self, result: Result) -> None:
        self._result = result
        self._done.release()

    def set_exception(self, exception: BaseException) -> None:
        self._error = exception
        self._done.release()

    def wait(self) -> Result:
        self._done.acquire()
        if self._error is not None:
            raise self._error
        return self._result


class Writer(Generic[Request, Result]):
    """Runs `work(connection, requests)` inside one IMMEDIATE transaction for all requests that wait.

    `work` returns one result a request. `weight` tells how much of the bounded queue a request takes.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        work: Callable[[sqlite3.Connection, Sequence[Request]], Sequence[Result]],
        *,
        weight: Callable[[Request], int] = lambda _: 1,
        most_in_group: int = 20_000,
        most_waiting: int = 200_000,
    ) -> None:
        self._connection, self._work, self._weight = connection, work, weight
        self._most_in_group, self._most_waiting = most_in_group, most_waiting
        self._queue: queue.SimpleQueue[tuple[Request, _Asker[Result]] | None] = queue.SimpleQueue()
        self._waiting, self._lock = 0, threading.Lock()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, request: Request) -> "Future[Result]":
        """Queue a request; Busy when too much waits already."""
        future: Future[Result] = Future()
        self._put(request, future)
        return future

    def run(self, request: Request) -> Result:
        """Queue a request and wait for its result; Busy when too much waits already."""
        call: _Call[Result] = _Call()
        self._put(request, call)
        return call.wait()

    def _put(self, request: Request, asker: _Asker[Result]) -> None:
        weight = self._weight(request)
        with self._lock:
            if self._waiting and self._waiting + weight > self._most_waiting:
                raise Busy(
                    "too_much_waiting",
                    f"{self._waiting:,} writes are waiting already",
                    hint="send again after the time in Retry-After",
                )
            self._waiting += weight
        self._queue.put((request, asker))

    def close(self) -> None:
        """Finish what waits, then stop."""
        self._queue.put(None)
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            group, stop = self._gather(first)
            self._commit(group)
            if stop:
                return

    def _gather(self, first: tuple[Request, _Asker[Result]]) -> tuple[list[tuple[Request, _Asker[Result]]], bool]:
        group, size = [first], self._weight(first[0])
        while size < self._most_in_group:
            try:
                following = self._queue.get_nowait()
            except queue.Empty:
                break
            if following is None:
                return group, True
            group.append(following)
            size += self._weight(following[0])
        return group, False

    def _commit(self, group: list[tuple[Request, _Asker[Result]]]) -> None:
        try:
            results = self._transact([request for request, _ in group])
        except BaseException as error:
            reason = _explain(error)
            for _, asker in group:
                asker.set_exception(reason)
        else:
            for (_, asker), result in zip(group, results, strict=True):
                asker.set_result(result)
        finally:
            with self._lock:
                self._waiting -= sum(self._weight(request) for request, _ in group)

    def _transact(self, requests: Sequence[Request]) -> Sequence[Result]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            results = self._work(self._connection, requests)
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        return results


def _explain(error: BaseException) -> BaseException:
    if isinstance(error, sqlite3.Error) and is_full(error):
        return StorageFull("disk_full", "there is no room left to record this", hint=FULL_HINT)
    return error
