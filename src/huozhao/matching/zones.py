"""A zone that a scene or a need puts on a page: its title, its goods, its place among the others, a popup."""

from dataclasses import dataclass

from huozhao.matching.candidates import Candidate
from huozhao.terms.text import Text


@dataclass(frozen=True, slots=True)
class Popup:
    """What is laid over a page once: words, and a coupon where there is one. `id` tells one popup from another.

    `arm` is set where a share of shoppers is held out: shown, or held_out for one that must not be shown.
    """

    id: str
    title: Text
    body: Text
    coupon: str = ""
    arm: str = ""


@dataclass(frozen=True, slots=True)
class HomeCard:
    """A message that stands on the home page until it is put away: words, and the goods or coupon it is about."""

    id: str
    title: Text
    body: Text
    link: str = ""
    coupon: str = ""
    skus: tuple[str, ...] = ()


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
