"""What the fake remembers over its own end: a line for each change, of which the last one of a key counts."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Book:
    """A file of changes. What was written outlives a kill; a line that was cut short is passed over."""

    def __init__(self, path: Path) -> None:
        self._lock, self._last, self._path = threading.Lock(), _read(path), path
        fresh = path.with_suffix(".new")
        fresh.touch(0o600)
        fresh.write_text("".join(map(_line, self._last.items())), "utf-8")
        fresh.replace(path)

    def of(self, kind: str) -> dict[Any, Any]:
        """Return what stood of a kind when the book was opened, by key; lists of a key come back as tuples."""
        found = ((json.loads(name), value) for name, value in self._last.items())
        return {_hashable(key): value for (each, key), value in found if each == kind}

    def write(self, kind: str, key: Any, value: Any) -> None:
        """Note a change."""
        with self._lock, self._path.open("a", encoding="utf-8") as file:
            file.write(_line((json.dumps([kind, key]), value)))


class Kept(dict[K, V]):
    """A dictionary whose entries a book keeps as they are set; `plain` turns a value into plain data."""

    def __init__(
        self, book: Book, kind: str, stood: dict[K, V], plain: Callable[[V], Any] = lambda value: value
    ) -> None:
        super().__init__(stood)
        self._book, self._kind, self._plain = book, kind, plain

    def __setitem__(self, key: K, value: V) -> None:
        """Set an entry, for good."""
        super().__setitem__(key, value)
        self._book.write(self._kind, key, self._plain(value))


def _read(path: Path) -> dict[str, Any]:
    last = {}
    for line in path.read_text("utf-8", "replace").split("\n") if path.exists() else ():
        try:
            name, value = json.loads(line)
        except ValueError:
            continue
        last[name] = value
    return last


def _line(entry: tuple[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False) + "\n"


def _hashable(key: Any) -> Any:
    return tuple(key) if isinstance(key, list) else key
