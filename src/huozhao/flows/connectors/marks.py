"""How far each pull of a database has come: kept after every page, so that it goes on there after a kill."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from huozhao.events.documents import Documents
from huozhao.terms.pulls import Key

KIND = "connector_mark"


@dataclass(frozen=True, slots=True)
class Mark:
    """Rows that changed up to `since` have been read. A walk under way reads on after the key `after`.

    `until` is when the newest row had changed as the walk began: what changes later is for the next walk. `codes` are
    the orders' states that are read: with others all is read anew, as orders in a state that had no word were left out.
    """

    since: str | None = None
    until: str | None = None
    after: Key | None = None
    is_walking: bool = False
    codes: str = ""

    def reading(self, codes: Sequence[int]) -> "Mark":
        """Return the mark of orders in states: this one, or a first one when other states were read until now."""
        told = ",".join(map(str, sorted(codes)))
        return replace(self, codes=told) if self.codes in ("", told) else Mark(codes=told)

    def begun(self, newest: str | None) -> "Mark":
        """Return the mark of a new walk, or of the one under way."""
        return self if self.is_walking else replace(self, until=newest, after=None, is_walking=True)

    def ended(self) -> "Mark":
        """Return the mark once the walk has met the last row."""
        return Mark(since=self.until or self.since, codes=self.codes)


class Marks:
    """The marks of one database."""

    def __init__(self, documents: Documents, source: str) -> None:
        self._documents, self._source = documents, source

    def of(self, pull: str) -> Mark:
        """Return how far a pull has come; nowhere before its first page."""
        found = self._documents.get(KIND, self._id(pull))
        return Mark(**found.body) if found else Mark()

    def put(self, pull: str, mark: Mark) -> None:
        """Keep how far a pull has come."""
        body: dict[str, Any] = asdict(mark)
        self._documents.put(KIND, self._id(pull), body)

    def forget(self, pulls: Sequence[str]) -> None:
        """Begin anew."""
        self._documents.delete(KIND, [self._id(pull) for pull in pulls])

    def _id(self, pull: str) -> str:
        return f"{self._source}:{pull}"
