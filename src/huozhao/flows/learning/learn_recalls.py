"""Learn what recalls draw on, once a night: baskets, sessions, pairs, content, what is bought where and when."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.events.artifacts import ForgettingArtifacts
from huozhao.events.log import EventLog
from huozhao.events.state import StateStore
from huozhao.flows.columns import columns
from huozhao.flows.goods import Goods
from huozhao.flows.learning import recalls
from huozhao.flows.people.standing import EVERYBODY, Known
from huozhao.flows.people.trail import Trail, read_trail
from huozhao.matching import (
    basket_fit,
    baskets,
    content_fit,
    contents,
    local_heat,
    pairs,
    pairs_fit,
    session_fit,
    sessions,
)
from huozhao.matching.basket_fit import Lines
from huozhao.matching.local_heat import LOCAL_HEAT, SHOP, WEEKS, Sold, area_of
from huozhao.matching.purchases import PURCHASES
from huozhao.matching.sessions import Sessions
from huozhao.matching.shelf import leaf
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.ids import Ids
from huozhao.terms.text import Text

LABEL = Text("学习复购、搭配与浏览", "Learning repeats, pairs and sessions")
Step = Callable[[int, int], None]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LearnRecalls:
    """The stage of the main job that learns them; only of persons who consented to personalisation."""

    state: StateStore
    log: EventLog
    artifacts: ForgettingArtifacts
    goods: Goods
    today: Callable[[], int]
    clock: Callable[[], int]
    known: Known = EVERYBODY

    def stage(self, step: Step) -> dict[str, Any]:
        """Learn and keep everything; return what was learned in numbers."""
        version = str(self.clock())
        skus = Ids.of([sku.sku for sku in self.goods.skus()])
        bought, trail = self._bought(skus), read_trail(self.log, skus, self.known)
        step(1, 5)
        learned = basket_fit.learn(skus, bought)
        self.artifacts.save(recalls.BASKETS, version, baskets.to_arrays(learned), {"version": version})
        step(2, 5)
        held = session_fit.learn(skus, trail.acts, trail.shoppers, trail.owner)
        held = self._keep_sessions(version, held)
        step(3, 5)
        both = self._pairs(skus, bought, trail)
        self.artifacts.save(recalls.PAIRS, version, pairs.to_arrays(both), {"version": version})
        step(4, 5)
        told, heat = content_fit.learn(self.goods.skus()), local_heat.gather(self._sold())
        self.artifacts.save(recalls.CONTENT, version, contents.to_arrays(told), {"version": version})
        self.artifacts.save(recalls.LOCAL, version, local_heat.to_arrays(heat), {"version": version})
        step(5, 5)
        return {
            "purchases": len(bought), "sessions": held.count, "complements": len(both.complements.indices),
            "substitutes": len(both.substitutes.indices), "alike": len(told.alike.indices), "areas": len(heat.areas),
        }  # fmt: skip

    def _keep_sessions(self, version: str, held: Sessions) -> Sessions:
        """Keep sessions and return them; none stays of who withdrew or was erased while they were learned."""
        self.artifacts.save(recalls.SESSIONS, version, sessions.to_arrays(held), {"version": version})
        # Asked when they are kept: whoever withdraws from here on is taken out of what is kept.
        while gone := [name for name in held.shoppers.names() if not self.known.allows(name, PERSONALISATION)]:
            held = sessions.without(held, gone)
            self.artifacts.rewrite(recalls.SESSIONS, version, sessions.to_arrays(held), {"version": version})
        return held

    def _bought(self, skus: Ids) -> Lines:
        """Return purchases by person, without goods that all came back."""
        names, found = columns(self.state, PURCHASES, ("shopper", "sku"), ("day", "quantity"))
        persons = [self.known.person(s) if self.known.allows(s, PERSONALISATION) else "" for s in names["shopper"]]
        number = {name: n for n, name in enumerate(sorted({name for name in persons if name}))}
        who = np.array([number.get(name, -1) for name in persons], np.int64)[found["shopper"]]
        item = np.array([skus.place(sku) for sku in names["sku"]], np.int64)[found["sku"]]
        kept = (who >= 0) & (item >= 0)
        who, item, day, units = who[kept], item[kept], found["day"][kept], found["quantity"][kept]
        if not len(who):
            return basket_fit.lines(who, day, item)
        _, turn = np.unique(who * len(skus) + item, return_inverse=True)
        left = np.bincount(turn, weights=units) > 0
        chosen = (units > 0) & left[turn]
        return basket_fit.lines(who[chosen], day[chosen], item[chosen])

    def _pairs(self, skus: Ids, bought: Lines, trail: Trail) -> pairs.Pairs:
        leaves = {name: n for n, name in enumerate(sorted({leaf(sku) for sku in self.goods.skus()} - {""}))}
        listed = (self.goods.sku(name) for name in skus.names())
        numbers = np.array([leaves.get(leaf(sku), -1) if sku else -1 for sku in listed], np.int64)
        return pairs_fit.learn(skus, bought, trail.seen, numbers, trail.exchanged)

    def _sold(self) -> Iterator[Sold]:
        """Yield what was sold in the last weeks; a shop stands for its city."""
        week = (self.today() + 3) // 7
        for each in range(week - WEEKS, week + 1):
            for row in self.state.scan(LOCAL_HEAT.name, (each,)):
                area = self._area(str(row["area"]))
                if area:
                    yield Sold(area, int(row["part"] or 0), str(row["sku"]), int(row["orders"] or 0), week - each)

    def _area(self, area: str) -> str:
        if not area.startswith(SHOP):
            return area
        shop = self.goods.shop(area.removeprefix(SHOP))
        return area_of(shop.city) if shop else ""
