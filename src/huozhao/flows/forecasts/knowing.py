"""Reads what is known beside the sales: lost sales, promotions, occasions, similar goods, what the night learned."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from huozhao.events.state import StateStore
from huozhao.flows.forecasts.facts import GLOBAL, INTENT, Facts, Key, known_of, launched, similar_to
from huozhao.flows.forecasts.heat import read_heat
from huozhao.flows.forecasts.lessons import Lessons, lift_key
from huozhao.flows.forecasts.promoted import promoted
from huozhao.flows.forecasts.promotion_book import PromotionBook
from huozhao.flows.forecasts.seen import learned_of
from huozhao.flows.forecasts.shelves import Shelves
from huozhao.flows.goods import Goods
from huozhao.supply.forecast.analogy import early_rates
from huozhao.supply.forecast.informed import Known

__all__ = ["Facts", "Knowing", "similar_to"]
Floats = NDArray[np.float64]
HISTORY_DAYS = 112


@dataclass(frozen=True, slots=True)
class Knowing:
    """Reads the facts and says what they mean for rows of a plan."""

    shelves: Shelves
    book: PromotionBook
    goods: Goods
    state: StateStore
    lessons: Callable[[], Lessons]

    def new_keys(self, known: Collection[Key], home: str, last_day: int) -> set[Key]:
        """Return rows for goods just launched that no shop sold or holds yet: at the home shop."""
        there = {sku for sku, _ in known}
        unsold = (item for item in self.goods.skus() if item.listed and item.sku not in there)
        fresh = (item for item in unsold if launched(item, last_day))
        return {(item.sku, home) for item in fresh} if home else set()

    def facts(self, keys: Sequence[Key], history: Floats, last_day: int, now: int, also: Iterable[str] = (),
              factors: Mapping[str, float] | None = None) -> Facts:  # fmt: skip
        """Read everything once, for all rows of a plan, that ends on the local day `last_day`.

        `history` (n, T) of `keys` adds to what the night learned from: a plan of many rows hands in none. `also` are
        SKUs that will be asked about, `factors` what a plan learned of promotions, by id.
        """
        days = history.shape[1] or HISTORY_DAYS
        first = last_day + 1 - days
        lessons = self.lessons()
        listed = {item.sku: item for item in self.goods.skus()}
        out = self.shelves.out(now, first)
        planned = [each for each in self.book.promotions(now) if each.last >= first]
        given = {one.id: lift for one in planned if (lift := lessons.promotions.get(lift_key(one)))}
        told = promoted(planned, listed, keys, history.reshape(len(keys), days), first,
                        {**given, **(factors or {})})  # fmt: skip
        early = {**lessons.early, **early_rates(history.reshape(len(keys), days), [sku for sku, _ in keys])}
        heat = read_heat(self.state, last_day, also) if _asks(lessons) else {}
        return Facts(out, told, listed, early, last_day, lessons.occasions, lessons.price, lessons.uses, heat)

    def known(self, keys: Sequence[Key], history: Floats, facts: Facts, horizon: int) -> Known:
        """Return what is known of rows whose sales are `history` (n, T)."""
        found = known_of(keys, history, facts, horizon)
        usual = (history + found.lost) / found.lift_past
        cities = {shop.shop: shop.city for shop in self.goods.shops()}
        return replace(found, learned=learned_of(keys, usual, facts, self.lessons(), cities))

    def uses_intent(self) -> bool:
        """Tell whether intent proved worth something, or was not tried yet."""
        return INTENT in self.lessons().uses


def _asks(lessons: Lessons) -> bool:
    return lessons.trees is not None and GLOBAL in lessons.uses and any(lessons.shares)
