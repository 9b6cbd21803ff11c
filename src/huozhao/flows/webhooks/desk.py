"""The desk of webhooks: subscribe, look at how it goes, test, try again."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document
from huozhao.flows.webhooks.book import PAUSED, Subscription
from huozhao.flows.webhooks.message import message_of, packed
from huozhao.flows.webhooks.news import News
from huozhao.flows.webhooks.outbox import WAITING, Outbox
from huozhao.flows.webhooks.receivers import Subscribers
from huozhao.flows.webhooks.standing import Standing, Try
from huozhao.flows.webhooks.stream import Stream
from huozhao.flows.webhooks.topics import TEST
from huozhao.terms.errors import Conflict, NotFound

BATCH = 500


@dataclass(frozen=True)
class Webhooks:
    """Everything about subscriptions; `close` releases the connections.

    `now` is the mall's clock; what is sent goes by the real one of the book.
    """

    to: Subscribers
    outbox: Outbox
    stream: Stream
    news: News
    now: Callable[[], int]
    close: Callable[[], None]

    def subscribe(self, id: str, name: str, url: str, topics: list[str], who: str) -> tuple[Subscription, str]:
        """Subscribe or change a subscription; return it with its secret when it is new, else with ""."""
        kept, is_new = self.to.book.put(id, name, url, topics, who)
        if is_new:
            self.to.standings.begin(id, self.stream.heads())
        return kept, self.to.book.shown(kept) if is_new else ""

    def resume(self, id: str, who: str, skip: bool = False) -> Subscription:
        """Go on telling where it stopped, or with `skip` from now on; what failed meanwhile is tried again at once."""
        if self.to.book.get(id).state != PAUSED:
            return self.to.book.get(id)
        standing = self.standing(id)
        standing.go_on()
        self.to.standings.begin(id, self.stream.heads() if skip else standing.positions)
        kept = self.to.book.resume(id, who)
        self._again(id, ("waiting",))
        self.stream.wake()
        return kept

    def delete(self, id: str) -> None:
        """Forget a subscription and what waits for it."""
        self.to.book.delete(id)
        for each in self._waiting(id):
            self.outbox.documents.delete(WAITING, [each.id])
        self.to.standings.forget(id)

    def standing(self, id: str) -> Standing:
        """Return how it goes with a subscription."""
        return self.to.standings.of(id)

    def test(self, id: str) -> Try:
        """Send a test message now; return what came of it. It is not tried again and counts nowhere."""
        kept, began = self.to.book.get(id), self.to.book.clock()
        message = message_of(TEST, kept.url, "", "", {"subscription": id, "name": kept.name}, self.now())
        name = Outbox.id(f"{id}-test", began)
        parcel = self.to.parcel({**message, "to": id})
        headers, body = packed(parcel, name, began // 1000) if parcel else ({}, b"")
        answer = self.to.post.send(kept.url, headers, body)
        return Try(name, TEST, began, self.to.book.clock() - began, answer.accepted, answer.told)

    def told(self, found: Document) -> tuple[str, int, Mapping[str, Any]] | None:
        """Return topic, instant (ms) and data of a message as it would leave now; None when nothing is left to tell."""
        if not found.body.get("to"):
            return found.body["topic"], found.body["at"], found.body["body"]
        parcel = self.to.parcel(found.body)
        return (parcel.topic, parcel.at, parcel.body) if parcel else None

    def retry(self, id: str) -> int:
        """Let all that waits or was given up for a subscription be tried again now; return how many those are."""
        self.to.book.get(id)
        standing = self.standing(id)
        if standing.asked_until:
            standing.asked_until = 0
            self.to.standings.begin(id, standing.positions)
        return self._again(id, ("waiting", "dead"))

    def drop(self, id: str) -> None:
        """Give one message up for good; NotFound when none waits under this id."""
        if not self.outbox.documents.delete(WAITING, [id]):
            raise NotFound("unknown_delivery", f"there is no message {id!r} that waits", field="id",
                           hint="see GET /v1/deliveries")

    def counts(self) -> dict[str, tuple[int, int]]:
        """Return by subscription how many messages wait for another try, and how many were given up."""
        found: dict[str, tuple[int, int]] = {}
        for each in self._waiting(None):
            waiting, dead = found.get(each.body.get("to", ""), (0, 0))
            is_dead = each.body["state"] == "dead"
            found[each.body.get("to", "")] = (waiting + (not is_dead), dead + is_dead)
        return found

    def _again(self, id: str, states: Sequence[str]) -> int:
        revived = 0
        for each in self._waiting(id):
            if each.body["state"] in states:
                with suppress(Conflict):  # it is being sent just now
                    body = {**each.body, "state": "waiting", "next_at": 0, "since": 0}
                    self.outbox.documents.put(WAITING, each.id, body, each.version)
                    revived += 1
        self.outbox.wake()
        return revived

    def _waiting(self, to: str | None) -> list[Document]:
        found: list[Document] = []
        after = ""
        while batch := self.outbox.list("", after, BATCH, to):
            found += batch
            after = batch[-1].id
        return found
