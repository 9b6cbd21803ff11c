"""Choose goods that close a gap: exact for one or two, a beam over the dearest for three."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
# So many goods are tried as the dearest of three; with all of them three would be exact, in O(n² log n).
BEAM = 16
# The worth of a set and its places.
Found = tuple[float, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Problem:
    """`n` goods with prices (n,) in fen and values (n,); wanted is a set S that closes the gap and nothing more.

    Maximise Σ value − penalty · (Σ price − gap) over sets with Σ price ≥ gap out of which no good can be left
    (each set is a minimal cover), no good dearer than gap + slack. `penalty` is value per fen, `values` may be negative
    to make each further good count against a set.
    """

    prices: Ints
    values: Floats
    gap_fen: int
    slack_fen: int
    penalty: float

    def worth(self, chosen: tuple[int, ...]) -> float:
        """Return the value of a set, by the goods' places."""
        places = list(chosen)
        over = int(self.prices[places].sum()) - self.gap_fen
        return float(self.values[places].sum()) - self.penalty * over


@dataclass(frozen=True, slots=True)
class _Sorted:
    """The goods that may be taken, cheapest first, those of one price best first: places, prices, values, worths."""

    places: Ints
    prices: Ints
    values: Floats
    net: Floats


def best(problem: Problem, most: int = 2) -> tuple[int, ...]:
    """Return the places of the best set of at most `most` (1 to 3) goods, () where none closes the gap.

    One: the best of those that cost at least the gap. Two: for each good the best partner by a suffix maximum of
    value − penalty · price over those dear enough; each pair is met at its cheaper good, so that none is its own
    partner. O(n log n), both exact. Three: the best pair for each of the 16 worthiest goods as the dearest of three.
    """
    goods = _sorted(problem)
    gap = problem.gap_fen
    single = int(np.searchsorted(goods.prices, gap))
    found: list[Found] = []
    if single < len(goods.prices):
        found.append((float(goods.net[single:].max()), (single + int(goods.net[single:].argmax()),)))
    if most >= 2:
        found += _pair(goods.prices[:single], goods.net[:single], gap)
    if most >= 3:
        found += _three(goods, single, gap)
    if not found:
        return ()
    return tuple(int(goods.places[place]) for place in max(found, key=lambda each: (each[0], -len(each[1])))[1])


def cheapest(problem: Problem) -> tuple[int, ...]:
    """Return the places of one or two goods that close the gap at the least cost, of equal ones the worthiest."""
    goods = _sorted(problem)
    gap, prices = problem.gap_fen, goods.prices
    single = int(np.searchsorted(prices, gap))
    found: list[tuple[int, float, tuple[int, ...]]] = []
    if single < len(prices):
        found.append((int(prices[single]), -float(goods.values[single]), (single,)))
    first, partner = _partners(prices[:single], gap)
    if len(first):
        total, value = prices[first] + prices[partner], goods.values[first] + goods.values[partner]
        place = int(np.lexsort((-value, total))[0])
        found.append((int(total[place]), -float(value[place]), (int(first[place]), int(partner[place]))))
    return tuple(int(goods.places[place]) for place in min(found)[2]) if found else ()


def _sorted(problem: Problem) -> _Sorted:
    prices, cap = problem.prices, problem.gap_fen + problem.slack_fen
    kept = np.flatnonzero((prices > 0) & (prices <= cap))
    by_value = kept[np.argsort(-problem.values[kept], kind="stable")]
    places = by_value[np.argsort(prices[by_value], kind="stable")]
    values = problem.values[places]
    return _Sorted(places, prices[places], values, values - problem.penalty * prices[places])


def _partners(prices: Ints, need: int) -> tuple[Ints, Ints]:
    """Return for sorted prices the places of goods that have a dearer partner, and of the cheapest such partner."""
    first = np.arange(len(prices), dtype=np.int64)
    start = np.maximum(np.searchsorted(prices, need - prices), first + 1)
    kept = start < len(prices)
    return first[kept], start[kept]


def _pair(prices: Ints, net: Floats, need: int) -> list[Found]:
    """Return the worth and the places of the best pair that costs at least `need`, nothing where there is none."""
    first, start = _partners(prices, need)
    if not len(first):
        return []
    suffix = np.maximum.accumulate(net[::-1])[::-1]
    total = net[first] + suffix[start]
    place = int(total.argmax())
    low = int(start[place])
    return [(float(total[place]), (int(first[place]), low + int(net[low:].argmax())))]


def _three(goods: _Sorted, single: int, gap: int) -> list[Found]:
    """Return the best three for each of the worthiest goods as the dearest of them.

    With the dearest given, its partners cost less than what it leaves open and no more than it: then no two of the
    three close the gap alone.
    """
    found: list[Found] = []
    for dearest in np.argsort(-goods.net[:single], kind="stable")[:BEAM].tolist():
        left = gap - int(goods.prices[dearest])
        end = min(dearest, int(np.searchsorted(goods.prices, left)))
        for worth, pair in _pair(goods.prices[:end], goods.net[:end], left):
            found.append((worth + float(goods.net[dearest]), (*pair, dearest)))
    return found
