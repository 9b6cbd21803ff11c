"""From needs to supply: how many more units of which SKU are expected, from how many shoppers, where."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from huozhao.events.documents import Documents
from huozhao.matching.needs.need import Need
from huozhao.matching.needs.regions import region_name
from huozhao.matching.needs.slots import BY_CODE
from huozhao.supply.signals import Signal
from huozhao.terms.text import Text

KIND = "need_level"
# A usual level is the mean of up to so many days, none of them younger than a week.
LEVEL_DAYS, LEVEL_AGE = 28, 7
SKUS_OF_NEED = 6
COMING_DAYS = 14
SEEN_WEIGHT = 3.0


@dataclass(slots=True)
class _Sum:
    """What is expected of one SKU for one theme in one city."""

    units: float = 0.0
    people: set[str] = field(default_factory=set)
    needs: list[str] = field(default_factory=list)


def parts(need: Need) -> list[tuple[str, float]]:
    """Return how an order for a need falls on its goods: the six likeliest SKUs with shares that sum to 1.

    Goods that the shopper looked at weigh three times as much; scores are squared, as few goods take most orders.
    """
    weighed = [(sku, score**2 * (SEEN_WEIGHT if sku in need.seen else 1.0)) for sku, score in need.goods]
    best = sorted(weighed, key=lambda item: (-item[1], item[0]))[:SKUS_OF_NEED]
    total = sum(weight for _, weight in best)
    return [(sku, weight / total) for sku, weight in best] if total else []


def levels_of(needs: Iterable[Need]) -> dict[str, float]:
    """Return the expected orders by theme: the sum of the confidences of the needs of shoppers."""
    found: dict[str, float] = {}
    for need in needs:
        found[theme_of(need)] = found.get(theme_of(need), 0.0) + need.confidence
    return found


def theme_of(need: Need) -> str:
    """Return the category under which needs by views and by searches are summed."""
    return need.leaves[0] if need.leaves else need.theme


@dataclass(frozen=True, slots=True)
class Levels:
    """The usual level of needs by theme: sums without anybody in them, one document a day."""

    documents: Documents

    def note(self, day: int, now: Mapping[str, float]) -> None:
        """Keep the level of a local day."""
        self.documents.put(KIND, f"{day:06d}", {"themes": {name: round(value, 4) for name, value in now.items()}})
        old = [found.id for found in self.documents.list(KIND, limit=1_000) if int(found.id) < day - 2 * LEVEL_DAYS]
        if old:
            self.documents.delete(KIND, old)

    def usual(self, today: int) -> dict[str, float]:
        """Return the mean level by theme over the days that are at least a week old; empty in a mall that is new."""
        first, last = today - LEVEL_AGE - LEVEL_DAYS, today - LEVEL_AGE
        days = [found.body["themes"] for found in self.documents.list(KIND, after=f"{first:06d}", limit=LEVEL_DAYS)
                if int(found.id) <= last]
        names = {name for themes in days for name in themes}
        return {name: sum(themes.get(name, 0.0) for themes in days) / len(days) for name in names}


def personal_signals(
    needs: Sequence[Need], usual: Mapping[str, float], city_of: Callable[[str], str], horizon: int
) -> list[Signal]:
    """Return what the needs of shoppers add: units = Σ confidence · share, less what the theme usually has.

    The forecast from sales already holds what usual interest brings, so only growth counts: with level L now and U
    usual, each need counts (L − U) / L, never below 0.
    """
    level = levels_of(needs)
    sums: dict[tuple[str, str, str], _Sum] = {}
    for need in needs:
        theme = theme_of(need)
        grown = max(0.0, 1.0 - usual.get(theme, 0.0) / level[theme]) if level[theme] else 0.0
        for sku, part in parts(need) if grown else ():
            found = sums.setdefault((sku, theme, city_of(need.shopper)), _Sum())
            found.units += need.confidence * part * grown
            found.people.add(need.shopper)
            found.needs.append(need.id)
    return [
        Signal(sku, Text(theme, theme), len(found.people), round(found.units, 4), city, horizon,
               needs=tuple(sorted(found.needs)))
        for (sku, theme, city), found in sorted(sums.items())
    ]  # fmt: skip


def regional_signals(needs: Iterable[tuple[Need, float]], today: int, shares: Mapping[str, float]) -> list[Signal]:
    """Return what rhythms add: for each coming day the factor on a flat forecast; `needs` with their rises."""
    found: list[Signal] = []
    for need, rise in needs:
        factors = rises(need.slot, rise, today)
        for sku, score in need.goods:
            # Goods that only go with the category rise with half of its rise.
            mine = factors if score > 0.5 else tuple(1 + (factor - 1) / 2 for factor in factors)
            found.append(Signal(sku, Text(need.theme, need.theme), need.crowd, city=region_name(need.region),
                                rises=mine, share=shares.get(need.region, 0.0), needs=(need.id,)))
    return found


def rises(slot: str, rise: float, today: int) -> tuple[float, ...]:
    """Return for each of the next 14 days what a slot's rise makes of a flat forecast, which holds the slot's mean.

    With a share f of days in the slot, a day in it has rise / (1 + f (rise − 1)) of the mean, another 1 / (the same).
    """
    holds = BY_CODE[slot].holds
    share = sum(holds(today - 1 - back) for back in range(84)) / 84
    mean = 1 + share * (rise - 1)
    return tuple((rise if holds(day) else 1.0) / mean for day in range(today, today + COMING_DAYS))
