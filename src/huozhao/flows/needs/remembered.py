"""A small memory of answers about persons: kept while what they follow from stays the same, gone when asked."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T")
MOST = 5_000


class Remembered(Generic[T]):
    """Keeps the newest answer for up to 5,000 persons."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, tuple[object, T]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, person: str, mark: object, make: Callable[[], T]) -> T:
        """Return the answer about a person: the kept one while its mark is equal, else a new one."""
        with self._lock:
            held = self._held.get(person)
            if held is not None and held[0] == mark:
                self._held.move_to_end(person)
                return held[1]
        made = make()
        with self._lock:
            self._held[person] = (mark, made)
            while len(self._held) > MOST:
                self._held.popitem(last=False)
        return made

    def forget(self, persons: Iterable[str]) -> None:
        """Drop what is kept about persons."""
        with self._lock:
            for person in persons:
                self._held.pop(person, None)
