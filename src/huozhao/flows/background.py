"""Work in the background: a thread that looks again and again, at once when it is woken, until it is stopped.

What it finds may be worked on in lanes, so that nobody waits for another.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress


class Background:
    """One thread that calls `look` every `poll_s` seconds; a look that fails is made again."""

    def __init__(self, name: str, look: Callable[[], object], poll_s: float) -> None:
        self._name, self._look, self._poll_s = name, look, poll_s
        self._stop, self._wake = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_stopped(self) -> bool:
        """Whether work should end."""
        return self._stop.is_set()

    def start(self) -> None:
        """Look from now on."""
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look at once."""
        self._wake.set()

    def stop(self) -> None:
        """End the thread when its look is over."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            with suppress(Exception):  # a store that is busy or full now is looked at again in a moment
                self._look()
            self._wake.wait(self._poll_s)


class Lanes:
    """Threads for the work of several parties at the same time; one party has at most one piece of work going on."""

    def __init__(self, name: str, most: int, again: Callable[[], object]) -> None:
        self._name, self._most, self._again = name, most, again
        self._threads: ThreadPoolExecutor | None = None
        self._busy: set[str] = set()

    def start(self) -> None:
        """Take work from now on."""
        self._threads = ThreadPoolExecutor(self._most, self._name)

    def stop(self) -> None:
        """Take no more work, and return when all that goes on is done."""
        if self._threads is not None:
            self._threads.shutdown()
            self._threads = None

    def begin(self, party: str, work: Callable[[], bool]) -> None:
        """Let a party's work begin, unless it is at work; `again` is called after work that says there may be more.

        For one thread to call, the one that looks.
        """
        if self._threads is not None and party not in self._busy:
            self._busy.add(party)
            self._threads.submit(self._do, party, work)

    def _do(self, party: str, work: Callable[[], bool]) -> None:
        more = False
        try:
            more = work()
        finally:
            self._busy.discard(party)
            if more:
                self._again()
