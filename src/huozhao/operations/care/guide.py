"""A guide: what to know about goods once they are there, what to be reminded of when, and how long they last."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from huozhao.terms.goods import Sku
from huozhao.terms.text import Text


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something to do so many local days after receipt; `id` stays the same when day or words change."""

    id: str
    day: int
    title: Text
    body: Text


@dataclass(frozen=True, slots=True)
class Cycle:
    """How long one unit lasts, in days; `sku` is what is bought then, empty = the same good.

    A shopper is told `lead_days` before the end. With `per_unit` two units last twice as long.
    """

    days: int
    sku: str = ""
    lead_days: int = 3
    per_unit: bool = True


@dataclass(frozen=True, slots=True)
class Guide:
    """One guide, for SKUs named one by one or for a category path and what lies under it.

    `body` is Markdown, `video` an https address or empty. `asks` whether the shopper is asked how it goes.
    """

    guide: str
    title: Text
    body: Text
    skus: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    video: str = ""
    reminders: tuple[Reminder, ...] = ()
    cycle: Cycle | None = None
    asks: bool = True
    version: int = 1


def guide_for(goods: Sku, guides: Iterable[Guide]) -> Guide | None:
    """Return the guide of a good: one that names its SKU, else the one with the longest path above it; ties by id."""
    fitting = ((_nearness(goods, guide), guide) for guide in guides)
    found = [(near, guide) for near, guide in fitting if near >= 0]
    return min(found, key=lambda each: (-each[0], each[1].guide))[1] if found else None


def _nearness(goods: Sku, guide: Guide) -> int:
    """Return how closely a guide names a good: −1 not at all, the length of the path, beyond any path for a SKU."""
    if goods.sku in guide.skus:
        return 1_000
    path = guide.category
    return len(path) if path and goods.category[: len(path)] == path else -1


def lasts(cycle: Cycle, units: int) -> int:
    """Return how many days a supply of so many units lasts."""
    return cycle.days * (max(1, units) if cycle.per_unit else 1)


def goods_of(guide: Guide, goods: Sequence[Sku]) -> list[Sku]:
    """Return the listed goods that a guide is written for, whether or not another one stands closer to them."""
    return [each for each in goods if each.listed and _nearness(each, guide) >= 0]
