"""Online weather that pages can ask at once: what was fetched last, fetched anew in the background when it is old."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from huozhao.backends.weather.asking import Source
from huozhao.matching.context import Weather
from huozhao.matching.scenes.ports import Spot

MOST_CITIES = 2_000
# After a failure a city is left alone for this long (s), twice as long each time up to an hour.
PAUSE_S, LONGEST_S = 60.0, 3_600.0


@dataclass(slots=True)
class _Held:
    """What is known of a city: the weather and its local day, when it was fetched and may be asked for again (s).

    `asked` is the newest local day that was asked for: with a new day the service is asked at once.
    """

    weather: Weather | None = None
    day: int = -1
    fetched: float = 0.0
    again: float = 0.0
    asked: int = -1
    failures: int = 0


class CachedWeather:
    """A WeatherProvider over a Source. Weather older than `stale_s` is not served; it belongs to its own day only."""

    def __init__(self, source: Source, ttl_s: float = 1_800.0, stale_s: float = 21_600.0) -> None:
        self._source, self._ttl_s, self._stale_s = source, ttl_s, stale_s
        self._held: OrderedDict[tuple[str, str], _Held] = OrderedDict()
        self._waiting: OrderedDict[tuple[str, str], tuple[Spot, int, int]] = OrderedDict()
        self._lock, self._idle = threading.Lock(), threading.Condition()
        self._thread: threading.Thread | None = None
        self.error = ""
        # Called in the background with each weather that was fetched.
        self.listener: Callable[[Spot, int, Weather], None] = lambda spot, day, weather: None

    def weather(self, spot: Spot, at: int, day: int) -> Weather | None:
        """Return what was fetched last for a day, and fetch again when it is old; see the port."""
        key, now = (spot.province, spot.city), time.monotonic()
        with self._lock:
            held = self._held.setdefault(key, _Held())
            self._held.move_to_end(key)
            if len(self._held) > MOST_CITIES:
                self._held.popitem(last=False)
            if now >= held.again or day > held.asked:
                held.again, held.asked = now + PAUSE_S, max(day, held.asked)
                self._waiting[key] = (spot, at, day)
                self._start()
            fresh = held.weather is not None and held.day == day and now - held.fetched <= self._stale_s
            return held.weather if fresh else None

    def wait(self, timeout_s: float = 10.0) -> bool:
        """Return when nothing is being fetched, False when that takes longer."""
        with self._idle:
            return self._idle.wait_for(lambda: self._thread is None, timeout_s)

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="weather", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    with self._idle:
                        self._thread = None
                        self._idle.notify_all()
                    return
                key, (spot, at, day) = self._waiting.popitem(last=False)
            self._fetch(key, spot, at, day)

    def _fetch(self, key: tuple[str, str], spot: Spot, at: int, day: int) -> None:
        found, error = None, ""
        try:
            found = self._source.fetch(spot, at, day)
            self.listener(spot, day, found)
        except Exception as wrong:  # a service may answer anything; what failed is shown and tried again
            error = f"{type(wrong).__name__}: {wrong}"
        now = time.monotonic()
        with self._lock:
            held, self.error = self._held.setdefault(key, _Held()), error
            if found is not None:
                held.weather, held.day, held.fetched, held.failures = found, day, now, 0
                held.again = now + self._ttl_s
            else:
                held.again = now + min(LONGEST_S, PAUSE_S * 2**held.failures)
                held.failures += 1
