"""Answers to the question how goods are: kept as a review, which the voice hears like any other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huozhao.events.catalogue import ProductReviewed
from huozhao.events.event import Event, event
from huozhao.events.log import Outcome
from huozhao.events.state import StateStore
from huozhao.flows.care.desk import CareDesk
from huozhao.flows.privacy.free_text import masked
from huozhao.operations.care.guide import Guide
from huozhao.operations.care.occasions import QUESTION, Received, mark_of
from huozhao.operations.voice.folds import VOICES
from huozhao.terms.errors import BadInput, NotFound

MOST_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Answers:
    """Puts answers on record, personal data in their words masked. `record` appends events, each id once."""

    desk: CareDesk
    record: Callable[[Sequence[Event]], Sequence[Outcome]]
    state: StateStore
    clock: Callable[[], int]

    def give(self, shopper: str, order: str, sku: str, stars: int, text: str) -> bool:
        """Put an answer on record once; False where it was given before. NotFound for goods the shopper has not."""
        if not 1 <= stars <= 5:
            raise BadInput("stars", "stars are 1 to 5", field="stars", hint="1 is bad, 5 is good")
        found = next((each for each in self.desk.of(shopper)
                      if (each.received.order, each.received.sku) == (order, sku)), None)
        if found is None:
            raise NotFound("not_received", "there is no such purchase of yours", field="order",
                           hint="see GET /v1/me/care")
        received = found.received
        if self.is_given(received, found.guide):
            return False
        what = masked(ProductReviewed(sku=sku, stars=stars, text=text.strip()[:MOST_TEXT] or None, order=order))
        told = event(_id(received, found.guide), self.clock(), received.shopper, what, "care")
        return self.record([told])[0] == "recorded"

    def is_given(self, received: Received, guide: Guide) -> bool:
        """Tell whether the question about received goods was answered."""
        return self.state.get(VOICES.name, (received.sku, received.shopper, _id(received, guide))) is not None


def _id(received: Received, guide: Guide) -> str:
    return f"answer-{mark_of(received, guide.guide, QUESTION)}"
