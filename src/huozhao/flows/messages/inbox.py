"""What shoppers see of messages: the inbox, cards and popups on pages; and all that concerns one of them."""

from dataclasses import dataclass

from huozhao.events.documents import Document
from huozhao.flows.messages.round import Round, is_open
from huozhao.flows.messages.store import MESSAGE, WISH
from huozhao.operations.messages.wish import MARKETING
from huozhao.terms.errors import NotFound

READ, DISMISSED = "read_at", "dismissed_at"
# What was cut short while being sent lies in the inbox, so that it is not lost.
TOLD = ("sent", "unknown")


@dataclass(frozen=True, slots=True)
class Inbox:
    """Reads messages of one person at a time."""

    round: Round

    def of(self, shopper: str) -> list[Document]:
        """Return what a shopper was told and has not put away, newest first."""
        found = [each for each in self.round.store.of(MESSAGE, shopper)
                 if each.body["state"] in TOLD and not each.body[DISMISSED]]
        return sorted(found, key=lambda each: -each.body["at"])

    def history(self, shopper: str) -> list[Document]:
        """Return all that was told, dropped and waits, newest first."""
        store = self.round.store
        # What waits is read first: a wish that is decided meanwhile is then among the messages, never in neither.
        waits = store.of(WISH, shopper)
        found = [*store.of(MESSAGE, shopper), *waits]
        return sorted(found, key=lambda each: -(each.body.get("at") or each.body["handed_at"]))

    def open(self, shopper: str, channel: str) -> list[Document]:
        """Return the cards or popups that stand on a shopper's pages now, most valuable first.

        Marketing goes at once when consent is withdrawn.
        """
        now, may = self.round.clock(), self.round.known.allows(shopper, MARKETING)
        found = [each for each in self.round.store.of(MESSAGE, shopper)
                 if each.body["channel"] == channel and is_open(each.body, now)
                 and (may or each.body["kind"] != MARKETING)]
        return sorted(found, key=lambda each: (-each.body["value_fen"], each.id))

    def tell(self, shopper: str, id: str, what: str) -> Document:
        """Put on record that a shopper read or dismissed a message; NotFound for one that is not theirs."""
        store = self.round.store
        found = next((each for each in store.of(MESSAGE, shopper) if each.id == id), None)
        if found is None or found.body["state"] not in TOLD:
            raise NotFound("unknown_message", f"this shopper has no message {id!r}", field="id",
                           hint="see GET /v1/me/messages")
        now = self.round.clock()
        changes = {READ: found.body[READ] or now} | ({DISMISSED: now} if what == "dismiss" else {})
        return store.documents.put(MESSAGE, id, {**found.body, **changes}, found.version)
