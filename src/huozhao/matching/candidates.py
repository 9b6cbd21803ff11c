"""The values that recall, rank and rerank hand on: candidates with scores, sources and evidence."""

from dataclasses import dataclass
from typing import Literal, get_args

from huozhao.terms.text import Text

Source = Literal[
    "item_cf", "user_cf", "complement", "substitute", "content", "repeat", "session", "popular", "local", "newest",
    "scene", "need", "search", "category", "basket", "own",
]  # fmt: skip
SOURCES: tuple[Source, ...] = get_args(Source)


@dataclass(frozen=True, slots=True)
class Taste:
    """One product a shopper was drawn to. `bought` counts orders less returns, `at` is the last act (ms)."""

    sku: str
    weight: int
    bought: int
    at: int
    last_name: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product proposed by one source, with its raw score there and the SKUs that led to it."""

    sku: str
    source: Source
    score: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """A product with its blended score; the source that added most gives the reason."""

    sku: str
    score: float
    source: Source
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a product is shown: a code for programs, words for people, the SKUs it follows from."""

    code: str
    text: Text
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """The shop near the shopper that can deliver a product, and in how many minutes from now.

    `opens` is HH:MM when the shop is closed now; the minutes then count from now through its opening.
    """

    shop: str
    shop_name: str
    distance_km: float
    minutes: int
    opens: str = ""
