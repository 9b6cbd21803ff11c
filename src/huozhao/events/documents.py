"""The port for everything operators decide and jobs report: small JSON documents with versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON object under kind and id; the version rises by one with each put."""

    kind: str
    id: str
    version: int
    at: int
    body: dict[str, Any]


class Documents(Protocol):
    """Durable documents; every write is on disk when the call returns."""

    def get(self, kind: str, id: str) -> Document | None:
        """Return a document or None."""
        ...

    def put(self, kind: str, id: str, body: dict[str, Any], expected_version: int | None = None) -> Document:
        """Store a document; Conflict when `expected_version` (0 = must be new) is not the stored one."""
        ...

    def put_many(self, kind: str, bodies: Sequence[tuple[str, dict[str, Any]]], new: bool = False) -> None:
        """Store many documents in one transaction, replacing what stands under the same ids.

        With `new` none may be there: Conflict otherwise, and nothing is stored.
        """
        ...

    def list(self, kind: str, after: str = "", limit: int = 100, newest: bool = False) -> list[Document]:
        """Return documents in id order after `after`; `newest` turns the order round (before `after`)."""
        ...

    def delete(self, kind: str, ids: Sequence[str] | None = None) -> int:
        """Remove the named documents, or with None the whole kind; return how many went."""
        ...

    def count(self, kind: str) -> int:
        """Return how many documents of a kind there are."""
        ...


class SearchedDocuments(Documents, Protocol):
    """Documents out of which words can be taken."""

    def mentions(self, words: Sequence[str]) -> Sequence[Document]:
        """Return the documents of every kind whose id or body holds one of the words, by reading all of them."""
        ...

    def wipe(self, words: Sequence[str]) -> None:
        """See to it that nothing which was deleted or replaced and held one of the words is left in the files."""
        ...
