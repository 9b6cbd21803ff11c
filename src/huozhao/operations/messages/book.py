"""What one shopper was told: claims made before anything is sent, and the ledger of their one-time subscriptions.

WeChat: one tap on "allow" is one message of that template, without an end; nobody tells how many are left, so the mall
counts. Answer 43101 says that there are none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from huozhao.operations.messages.wish import INTERRUPTING, MARKETING, Wish
from huozhao.terms.time import DAY_MS

KEPT_DAYS = 100


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that was promised to go out at an instant (ms): what was claimed is never sent twice."""

    key: str
    at: int
    topic: str
    kind: str
    channel: str
    template: str = ""


@dataclass(frozen=True, slots=True)
class MessageBook:
    """Claims, oldest first; by template what was consumed, and when (ms) WeChat last answered 43101."""

    claims: tuple[Claim, ...] = ()
    consumed: Mapping[str, int] = field(default_factory=dict)
    refused_at: Mapping[str, int] = field(default_factory=dict)

    def claimed(self, wish: Wish, channel: str, at: int) -> "MessageBook":
        """Return the book with one more claim; a subscription message consumes one of its template."""
        template = wish.template if channel == "subscription" else ""
        consumed = {**self.consumed, template: self.consumed.get(template, 0) + 1} if template else self.consumed
        claim = Claim(wish.key, at, wish.topic, wish.kind, channel, template)
        return replace(self, claims=(*self.claims, claim), consumed=consumed)

    def refused(self, template: str, granted: int, at: int) -> "MessageBook":
        """Return the book after 43101: nothing of the template is left, whatever was counted."""
        consumed = max(granted, self.consumed.get(template, 0))
        return replace(self, consumed={**self.consumed, template: consumed},
                       refused_at={**self.refused_at, template: at})

    def balance(self, template: str, granted: int) -> int:
        """Return how many messages of a template may still be sent, of those granted so far."""
        return max(0, granted - self.consumed.get(template, 0))

    def spent(self, template: str, since: int) -> int:
        """Return how many messages of a template were claimed after an instant, of those that are still kept."""
        return sum(claim.template == template and claim.at > since for claim in self.claims)

    def of(self, key: str) -> Claim | None:
        """Return the claim of a wish."""
        return next((claim for claim in self.claims if claim.key == key), None)

    def told(self, topic: str, since: int) -> bool:
        """Tell whether a topic was told after an instant."""
        return any(claim.topic == topic and claim.at > since for claim in self.claims)

    def interruptions(self) -> Iterator[int]:
        """Yield the instants (ms) of marketing that came unasked."""
        return (claim.at for claim in self.claims if claim.kind == MARKETING and claim.channel in INTERRUPTING)

    def joined(self, other: "MessageBook") -> "MessageBook":
        """Return this book with what another id of the same person was told."""
        claims = sorted({*self.claims, *other.claims}, key=lambda claim: (claim.at, claim.key))
        consumed = {name: self.consumed.get(name, 0) + other.consumed.get(name, 0)
                    for name in {*self.consumed, *other.consumed}}
        return MessageBook(tuple(claims), consumed, {**other.refused_at, **self.refused_at})


def book_to_body(book: MessageBook, now: int) -> dict[str, Any]:
    """Return a book as plain data; claims older than anything asks for are left out."""
    kept = [claim for claim in book.claims if claim.at > now - KEPT_DAYS * DAY_MS]
    return {
        "claims": [[c.key, c.at, c.topic, c.kind, c.channel, c.template] for c in kept],
        "consumed": dict(book.consumed), "refused_at": dict(book.refused_at),
    }  # fmt: skip


def book_from_body(body: Mapping[str, Any]) -> MessageBook:
    """Return the book that `book_to_body` wrote."""
    return MessageBook(tuple(Claim(*each) for each in body["claims"]), dict(body["consumed"]), dict(body["refused_at"]))
