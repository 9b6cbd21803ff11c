"""Where messages lie: wishes that wait, messages with what became of them, and one book a shopper id.

A wish and its message bear the same id, which begins with a keyed mark of the shopper, so one short read gives all that
concerns one person, and what is handed in twice is one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.needs.book import listed
from huozhao.operations.messages.book import MessageBook, book_from_body, book_to_body
from huozhao.operations.messages.wish import Wish, wish_to_body

WISH, MESSAGE, BOOK = "message_wish", "message", "message_book"
KINDS = (WISH, MESSAGE, BOOK)
EMPTY = MessageBook()
FEW = 8


@dataclass(frozen=True, slots=True)
class Store:
    """Reads and writes messages. `secret` keys the marks; `members` gives all ids of a person, the canonical first."""

    documents: Documents
    secret: Callable[[], bytes]
    members: Callable[[str], Sequence[str]]

    def id(self, wish: Wish) -> str:
        """Return the id of a wish and of its message."""
        return f"{self.mark(wish.shopper)}-{self.mark(wish.key)}"

    def mark(self, text: str) -> str:
        """Return 16 hex digits that stand for a text and tell nobody what it is."""
        return blake2b(text.encode(), digest_size=8, key=self.secret()).hexdigest()

    def put(self, wishes: Iterable[Wish], now: int) -> int:
        """Let wishes wait that are neither waiting nor decided; return how many are new."""
        new = [(id, {**wish_to_body(wish), "handed_at": now, "next_at": 0, "reason": ""})
               for wish in wishes if not self.is_known(id := self.id(wish))]
        bodies = dict(new)
        self.documents.put_many(WISH, list(bodies.items()))
        return len(bodies)

    def is_known(self, id: str) -> bool:
        """Tell whether a wish waits or was decided."""
        return self.documents.get(MESSAGE, id) is not None or self.documents.get(WISH, id) is not None

    def of(self, kind: str, shopper: str) -> list[Document]:
        """Return wishes or messages of a person, under whatever id."""
        return [found for member in self.members(shopper) for found in self._begins(kind, self._start(member))]

    def waiting(self) -> Iterator[Document]:
        """Yield all wishes that wait, those of one shopper id together."""
        return listed(self.documents, WISH)

    def book(self, person: str) -> tuple[MessageBook, MessageBook, int]:
        """Return a person's whole book, the part under the canonical id, and that part's version."""
        members = self.members(person)
        own = self.documents.get(BOOK, self.mark(members[0]))
        mine = book_from_body(own.body) if own else EMPTY
        whole = mine
        for member in members[1:]:
            found = self.documents.get(BOOK, self.mark(member))
            whole = whole.joined(book_from_body(found.body)) if found else whole
        return whole, mine, own.version if own else 0

    def keep(self, person: str, book: MessageBook, version: int, now: int) -> int:
        """Write the part of a book under the canonical id; Conflict when another process was faster."""
        shopper = self.members(person)[0]
        body = {**book_to_body(book, now), "shopper": shopper}
        return self.documents.put(BOOK, self.mark(shopper), body, version).version

    def forget(self, subjects: Sequence[str]) -> int:
        """Remove everything of some shopper ids; return how many documents went."""
        gone = 0
        for subject in subjects:
            for kind in (WISH, MESSAGE):
                ids = [found.id for found in self._begins(kind, self._start(subject))]
                gone += self.documents.delete(kind, ids) if ids else 0
            gone += self.documents.delete(BOOK, [self.mark(subject)])
        return gone

    def expire(self, before: int) -> int:
        """Remove messages decided before an instant (ms); return how many went."""
        old = [found.id for found in listed(self.documents, MESSAGE) if found.body["at"] < before]
        for first in range(0, len(old), 500):
            self.documents.delete(MESSAGE, old[first:first + 500])
        return len(old)

    def _begins(self, kind: str, start: str) -> Iterator[Document]:
        """Yield the documents that begin with a mark, a few at a time: most shoppers have few, and pages wait."""
        after = start
        while batch := self.documents.list(kind, after=after, limit=FEW):
            for found in batch:
                if not found.id.startswith(start):
                    return
                yield found
            after = batch[-1].id

    def _start(self, shopper: str) -> str:
        return f"{self.mark(shopper)}-"


def message_body(wish: Wish, state: str, reason: str, channel: str, now: int) -> dict[str, Any]:
    """Return a message as a document holds it, with what became of it."""
    return {**wish_to_body(wish), "state": state, "reason": reason, "channel": channel, "at": now, "read_at": 0,
            "dismissed_at": 0}
