"""Which attribute do the goods share that a shopper keeps coming back to, more than their category does?"""

from collections.abc import Iterable, Mapping, Sequence
from math import comb, log

from huozhao.matching.needs.need import Wish
from huozhao.terms.goods import Sku

LEAST_SHARE = 0.6
LEAST_LIFT = 1.25
# How likely chance alone may be; many attributes are looked through, and a wrong one only changes an order of goods.
MOST_CHANCE = 0.35


def wish(viewed: Mapping[str, int], goods: Mapping[str, Sku], category: Sequence[Sku]) -> Wish | None:
    """Return the attribute value that stands out most among the goods viewed, None where none does.

    share = views of goods that have it / all views; usual = (goods of the category that have it + 1) / (goods + 2).
    It stands out with share ≥ 0.6, share / usual ≥ 1.25 and P(X ≥ k) ≤ 0.35 for X ~ Binomial(products viewed, usual);
    of several the one with the greatest share · log(share / usual) stands (a pointwise divergence).
    """
    looked = [goods[sku] for sku in viewed if sku in goods]
    times = sum(viewed[sku.sku] for sku in looked)
    found = [
        (one, chance) for attribute, value in _values(looked)
        if (one := _wish(attribute, value, looked, viewed, times, category)) is not None
        and (chance := _chance(one, looked)) <= MOST_CHANCE
    ]
    standing = [one for one, _ in found if one.share >= LEAST_SHARE and one.share >= LEAST_LIFT * one.usual]
    return max(standing, key=lambda one: (one.share * log(one.share / one.usual), one.attribute), default=None)


def has(sku: Sku, wanted: Wish) -> bool:
    """Tell whether goods have the attribute value of a wish."""
    return sku.attributes.get(wanted.attribute) == wanted.value


def _values(looked: Sequence[Sku]) -> Iterable[tuple[str, str]]:
    return dict.fromkeys((name, value) for sku in looked for name, value in sku.attributes.items())


def _wish(
    attribute: str, value: str, looked: Sequence[Sku], viewed: Mapping[str, int], times: int, category: Sequence[Sku]
) -> Wish | None:
    with_it = [sku for sku in looked if sku.attributes.get(attribute) == value]
    if len(with_it) < 2:
        return None
    usual = (sum(sku.attributes.get(attribute) == value for sku in category) + 1) / (len(category) + 2)
    return Wish(attribute, value, sum(viewed[sku.sku] for sku in with_it) / max(1, times), usual)


def _chance(one: Wish, looked: Sequence[Sku]) -> float:
    n, p = len(looked), one.usual
    k = sum(has(sku, one) for sku in looked)
    return sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1))
