"""Which tool answers a message: cues, the merchant's own knowledge, and what the talk is about already."""

from dataclasses import dataclass

from huozhao.operations.assistant.reading import Message
from huozhao.operations.assistant.topics import HAND_OVER, LABELS, OWN, POLICY, SMALL, votes

# Where an answer of the knowledge is as good as certain; where it may be given at all is the merchant's threshold.
SURE = 0.62
LEAST = 0.45
# A message with an order number and nothing else is about that order.
ORDER, ORDER_WEIGHT = "my_orders", 2.0
FOLLOWS = 1.2
SIZE, FITTING = "size_advice", 2.0


@dataclass(frozen=True, slots=True)
class Route:
    """The tool to use with how sure that is (0 to 1), and the others that came into question, likeliest first.

    An empty tool says that nothing fits.
    """

    tool: str
    confidence: float
    others: tuple[str, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Tell whether the tool may be used without asking back."""
        return bool(self.tool) and self.confidence >= LEAST


def route(message: Message, best_match: float, threshold: float, topic: str = "", has_order: bool = False) -> Route:
    """Return the tool for a message.

    `best_match` is how well the knowledge fits (0 to 1), `topic` the tool of the turn before. Confidence is the share
    of the votes for a topic, with one vote for "none of these": s₁ ⁄ (s₁ + s₂ + 1).
    """
    found = votes(message.text)
    small = [name for name in found if name in SMALL]
    if small and len(found) == len(small):
        return Route(small[0], 1.0)
    found = _in_context(found, message, topic, has_order)
    ranked = sorted(found.items(), key=lambda each: (-each[1], each[0]))
    first, second = (ranked[0][1] if ranked else 0.0), (ranked[1][1] if len(ranked) > 1 else 0.0)
    names = tuple(name for name, _ in ranked)
    confidence = first / (first + second + 1) if first else 0.0
    if _is_policy(message, names[:1], confidence, best_match, threshold):
        return Route(POLICY, best_match, names[:3])
    return Route(names[0] if names else "", round(confidence, 4), names[1:3])


def _in_context(votes_of: dict[str, float], message: Message, topic: str, has_order: bool) -> dict[str, float]:
    """Return the votes with what order numbers, measures and the talk so far add to them."""
    found = dict(votes_of)
    if message.ids and OWN & found.keys():
        found |= {name: found[name] + 1 for name in OWN & found.keys()}
    elif message.ids and not found:
        found[topic if topic in OWN else ORDER] = ORDER_WEIGHT
    if message.body is not None and (topic == SIZE or message.body.weight_kg is not None):
        found[SIZE] = found.get(SIZE, 0.0) + FITTING
    if len(OWN & found.keys()) > 1 and ORDER in found:
        found[ORDER] /= 4  # the word "order" goes with every question about one
    if topic in LABELS and topic not in SMALL and not found and _carries_on(message, has_order):
        found[topic] = FOLLOWS
    return found


def _carries_on(message: Message, has_order: bool) -> bool:
    return message.place_in_list is not None or message.is_pointing or (bool(message.ids) and has_order)


def _is_policy(message: Message, first: tuple[str, ...], confidence: float, match: float, threshold: float) -> bool:
    """Tell whether the merchant's knowledge answers: when it fits surely, or fits and the question is a general one."""
    if match < threshold or first == (HAND_OVER,):
        return False
    own = bool(first) and first[0] in OWN and (message.is_mine or bool(message.ids))
    if match >= SURE:
        return not own or message.is_general
    return confidence < LEAST or (message.is_general and not (bool(message.ids)))
