"""A zone that a scene or a need puts on a page: its title, its goods, its place among the others, a popup."""

from dataclasses import dataclass

from huozhao.matching.candidates import Candidate
from huozhao.terms.text import Text


@dataclass(frozen=True, slots=True)
class Popup:
    """What is laid over a page once: words, and a coupon where there is one. `id` tells one popup from another."""

    id: str
    title: Text
    body: Text
    coupon: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """A zone offered to a page. The main zone has priority 0, higher stands above it; `reason` names why it is here."""

    zone: str
    title: Text
    candidates: tuple[Candidate, ...]
    reason: Text
    priority: int = 10
    guide: Text | None = None
    popup: Popup | None = None
