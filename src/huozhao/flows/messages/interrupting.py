"""What interrupts a shopper without waiting in the queue, a popup or an offer, under the caps of all messages."""

from dataclasses import dataclass

from huozhao.flows.messages.round import Round
from huozhao.operations.messages.arbiter import cap_ends
from huozhao.operations.messages.policy import is_quiet
from huozhao.operations.messages.wish import INTERRUPTING, OUTSIDE, Wish
from huozhao.terms.errors import Conflict
from huozhao.terms.text import Text

WORDS = Text("即时触达", "told at once")
MOST_TRIES = 8


@dataclass(frozen=True, slots=True)
class Interrupting:
    """Asked before a part of the mall interrupts a person by itself; what it claims counts for all that comes later."""

    round: Round

    def hindered(self, person: str, channel: str) -> str:
        """Return why nothing may interrupt a person through a channel now (a code of REASONS), empty when it may.

        Quiet hours do not hold for what stands on a page: the shopper is there and acting.
        """
        if channel not in INTERRUPTING:
            return ""
        now, policy = self.round.clock(), self.round.rules.policy()
        if channel in OUTSIDE and is_quiet(policy, now, self.round.zone):
            return "quiet"
        whole, _, _ = self.round.store.book(person)
        return "disturbed_enough" if cap_ends(whole, policy, now) > now else ""

    def claim(self, key: str, person: str, channel: str) -> bool:
        """Claim a place under the caps, once a key; False when there is none left."""
        if channel not in INTERRUPTING:
            return True
        tries = (self._claim(key, person, channel) for _ in range(MOST_TRIES))
        return next((found for found in tries if found is not None), False)

    def _claim(self, key: str, person: str, channel: str) -> bool | None:
        """Claim a place; None when the person was told something else this moment."""
        now, store = self.round.clock(), self.round.store
        whole, mine, version = store.book(person)
        if whole.of(key) is not None:
            return True
        if cap_ends(whole, self.round.rules.policy(), now) > now:
            return False
        wish = Wish(key, person, key, "marketing", WORDS, WORDS, now + 1, key)
        try:
            store.keep(person, mine.claimed(wish, channel, now), version, now)
        except Conflict:
            return None
        return True
