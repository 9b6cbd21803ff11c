"""What lifts or lowers a score: merchant boosts, stock that presses, and what a shopper has seen too often."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from huozhao.matching.rerank.rules import MerchRule, of_kind
from huozhao.terms.goods import Sku

FATIGUE, LEAST = "fatigue", 0.1


@dataclass(frozen=True, slots=True)
class Change:
    """A score was multiplied by `factor`; `rule` is the merchant's rule, or fatigue."""

    rule: str
    factor: float


@dataclass(frozen=True, slots=True)
class Adjust:
    """Multiplies scores. `shown` are times shown of late without an act, `cover` days of cover by SKU.

    `found` tells how well a source found a product, as a share 0…1 of its best: `found(sku, source)`.
    """

    rules: Sequence[MerchRule] = ()
    shown: Mapping[str, int] = field(default_factory=dict)
    shown_most: int = 0
    cover: Mapping[str, float] = field(default_factory=dict)
    found: Callable[[str, str], float] = lambda _sku, _source: 0.0

    def changes(self, goods: Sku) -> tuple[Change, ...]:
        """Return every change of a product's score, in the order of the rules; fatigue last."""
        found = [Change(r.rule, self._factor(r, goods)) for r in self.rules if self._moves(r) and r.choice.holds(goods)
                 and (r.kind != "stock_pressure" or self.cover.get(goods.sku, 0.0) >= r.days)]
        tired = fatigue(self.shown.get(goods.sku, 0), self.shown_most)
        found = [change for change in found if change.factor != 1]
        return (*found, Change(FATIGUE, tired)) if tired < 1 else tuple(found)

    def moved(self, skus: Collection[str]) -> Collection[str]:
        """Return those of the SKUs whose score may change: all under a rule that moves scores, else what tires."""
        if any(map(self._moves, self.rules)):
            return skus
        if not self.shown_most:
            return ()
        return [sku for sku, times in self.shown.items() if times >= self.shown_most and sku in skus]

    def _moves(self, rule: MerchRule) -> bool:
        return rule.kind in ("boost", "bury", "stock_pressure", "favour")

    def _factor(self, rule: MerchRule, goods: Sku) -> float:
        """Return the factor of a rule; favour reaches its whole factor at the best that its source found."""
        if rule.kind != "favour":
            return rule.factor
        return 1 + (rule.factor - 1) * min(1.0, self.found(goods.sku, rule.source))


def fatigue(times: int, most: int) -> float:
    """Return the factor of a product shown `times` without an act: 1 below `most`, halved with each time from it on.

    Never under a tenth; `most` = 0 switches it off.
    """
    return 1.0 if most <= 0 or times < most else max(LEAST, 0.5 ** (times - most + 1))


def presses(rules: Sequence[MerchRule]) -> bool:
    """Tell whether days of cover are asked for."""
    return bool(of_kind(rules, "stock_pressure"))
