"""Work in the background: a thread that looks again and again, at once when it is woken, until it is stopped."""

import threading
from collections.abc import Callable
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
