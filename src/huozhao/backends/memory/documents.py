"""Documents in memory."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from huozhao.events.documents import Document
from huozhao.terms.errors import Conflict


class MemoryDocuments:
    """Documents in a dictionary."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._kept: dict[tuple[str, str], Document] = {}
        self._clock, self._lock = clock, threading.Lock()

    def get(self, kind: str, id: str) -> Document | None:
        """Return a document or None."""
        found = self._kept.get((kind, id))
        return found and _copied(found)

    def put(self, kind: str, id: str, body: dict[str, Any], expected_version: int | None = None) -> Document:
        """Store a document; see the port."""
        with self._lock:
            old = self._kept.get((kind, id))
            stored = old.version if old else 0
            if expected_version is not None and expected_version != stored:
                raise Conflict(
                    "changed_meanwhile",
                    f"{kind} {id} is at version {stored}, not {expected_version}",
                    field="version",
                    hint="read it again and repeat the change",
                )
            self._kept[kind, id] = Document(kind, id, stored + 1, self._clock(), _own(body))
            return _copied(self._kept[kind, id])

    def put_many(self, kind: str, bodies: Sequence[tuple[str, dict[str, Any]]], new: bool = False) -> None:
        """Store many documents."""
        with self._lock:
            known = [self._kept.get((kind, id)) for id, _ in bodies]
            if new and any(known):
                raise Conflict("already_there", f"one of these {kind} is there already", field="id",
                               hint="read them again and repeat the change")
            for (id, body), old in zip(bodies, known, strict=True):
                version = old.version + 1 if old else 1
                self._kept[kind, id] = Document(kind, id, version, self._clock(), _own(body))

    def list(self, kind: str, after: str = "", limit: int = 100, newest: bool = False) -> list[Document]:
        """Return documents in id order."""
        with self._lock:
            ids = sorted((k[1] for k in self._kept if k[0] == kind), reverse=newest)
            if after:
                ids = [id for id in ids if (id < after if newest else id > after)]
            found = [self._kept[kind, id] for id in ids[:limit]]
        return [_copied(each) for each in found]

    def delete(self, kind: str, ids: Sequence[str] | None = None) -> int:
        """Remove documents."""
        with self._lock:
            gone = [k for k in self._kept if k[0] == kind and (ids is None or k[1] in ids)]
            for key in gone:
                del self._kept[key]
            return len(gone)

    def mentions(self, words: Sequence[str]) -> Sequence[Document]:
        """Return the documents that hold one of the words."""
        with self._lock:
            kept = list(self._kept.values())
        texts = ((each, each.id + "\n" + msgspec.json.encode(each.body).decode()) for each in kept)
        return [_copied(each) for each, text in texts if any(word in text for word in words)]

    def wipe(self, words: Sequence[str]) -> None:
        """Nothing is left anyway."""

    def count(self, kind: str) -> int:
        """Return how many there are of a kind."""
        return sum(k[0] == kind for k in list(self._kept))

    def close(self) -> None:
        """Nothing to release."""


def _copied(kept: Document) -> Document:
    return replace(kept, body=_own(kept.body))


def _own(value: Any) -> Any:
    """Return a copy of what JSON can say, several times faster than one of what Python can say."""
    if isinstance(value, dict):
        return {key: _own(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_own(each) for each in value]
    return value
