"""The goods of scenes, hottest near the shopper first: found once for each city and kept until goods or heat change."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from huozhao.events.state import StateStore
from huozhao.flows.columns import rows
from huozhao.flows.fresh import Fresh
from huozhao.flows.goods import Goods
from huozhao.matching.candidates import Candidate
from huozhao.matching.scenes.goods import Query, select
from huozhao.matching.scenes.scene import Scene
from huozhao.supply.demand import DEMAND
from huozhao.terms.regions import plain_name

DAYS, MOST = 28, 1_000
# A unit sold in the city counts as much as this much heat anywhere.
LOCAL = 5.0
# Heat may be this many changes old.
STEP = 200
Heat = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where heat comes from: what sells in the shops of a city, and what draws interest anywhere."""

    state: StateStore
    goods: Goods
    anywhere: Callable[[], Heat]
    today: Callable[[], int]


class SceneGoods:
    """Finds the goods of scenes."""

    def __init__(self, sources: Sources) -> None:
        self._sources, self._lock = sources, threading.Lock()
        self._local: Fresh[dict[str, dict[str, float]]] = Fresh(self._sold, self._mark)
        self._kept: OrderedDict[tuple[str, int, str], Fresh[list[Candidate]]] = OrderedDict()

    def of(self, scene: Scene, city: str) -> Sequence[Candidate]:
        """Return the goods of a published scene for shoppers in a city, at most moments old."""
        key = (scene.scene, scene.version, plain_name(city))
        with self._lock:
            kept = self._kept.setdefault(key, Fresh(lambda: self.find(scene.goods, key[2]), self._mark))
            self._kept.move_to_end(key)
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return kept.get()

    def find(self, query: Query, city: str) -> list[Candidate]:
        """Return the goods of a query for a city, found now."""
        sources, sold = self._sources, self._local.get().get(plain_name(city), {})
        heat = dict(sources.anywhere())
        for sku, units in sold.items():
            heat[sku] = heat.get(sku, 0.0) + LOCAL * units
        return select(query, sources.goods.skus(), heat, sources.today())

    def _mark(self) -> object:
        sources = self._sources
        return sources.goods.version, sources.today(), sources.state.position("demand") // STEP

    def _sold(self) -> dict[str, dict[str, float]]:
        """Return the units sold in the last days by city and SKU."""
        since, city_of = self._sources.today() - DAYS, {s.shop: plain_name(s.city) for s in self._sources.goods.shops()}
        found: dict[str, dict[str, float]] = {}
        for row in rows(self._sources.state, DEMAND):
            if int(row["day"] or 0) >= since:
                city = found.setdefault(city_of.get(str(row["shop"]), ""), {})
                city[str(row["sku"])] = city.get(str(row["sku"]), 0.0) + float(row["quantity"] or 0)
        return found
