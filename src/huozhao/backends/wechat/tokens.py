"""The access token: one for all that ask, renewed before it ends, by one asker at a time."""

import threading
import time
from collections.abc import Callable

# A token is renewed this long (s) before it ends; WeChat has a new one ready by then.
EARLY_S = 300


class Tokens:
    """Holds the token of now. `ask` returns a token and how many seconds it lives; `given` never ends."""

    def __init__(
        self, ask: Callable[[], tuple[str, int]], given: str = "", clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ask, self._clock, self._lock = ask, clock, threading.Lock()
        self._token, self._until = given, float("inf") if given else 0.0
        self.is_given = bool(given)

    def current(self) -> str:
        """Return a token that still lives for a while; who comes while another asks waits for the same answer."""
        with self._lock:
            if self._clock() >= self._until - EARLY_S:
                token, seconds = self._ask()
                self._token, self._until = token, self._clock() + seconds
            return self._token

    def drop(self, token: str) -> None:
        """Forget a token that WeChat does not take any more, unless another asker has renewed it meanwhile."""
        with self._lock:
            if token == self._token and not self.is_given:
                self._until = 0.0
