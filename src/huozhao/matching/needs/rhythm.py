"""M11: on which weekdays or parts of the month does a region buy more of a category than its own past explains?

For every cell region × category × slot the shoppers who bought on a day are counted (each once a day). Under the null
hypothesis the category follows the region's other trade or is even over the days, so of its N purchases the share p0
falls on the slot's days: that of the other trade or that of the calendar, whichever is greater (where one category
rises the others fall against it, which is no news of theirs). The upper tail of a quasi-binomial tells how surprising
X is:

    P = I_p0(x, n − x + 1),  n = N·M / ((N + M) φ),  x = n · X / N

with I the regularised incomplete beta function, M the purchases of the other trade (p0 is only known from them), and
φ ≥ 1 the dispersion, the greater of that from week to week and that from day to day around the means of the weekdays
(Pearson's χ² over its degrees of freedom; McCullagh and Nelder, 4.5): purchases come in bursts, and a Poisson test
would take each for news. The least P over a category's slots is multiplied by their number (Bonferroni), and over all
pairs region × category the step-up of Benjamini and Hochberg (1995) keeps the expected share of false alarms at or
under the bound.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.needs.slots import SLOTS, blocks, masks

Doubles = NDArray[np.float64]
LEAST_RISE = 1.5
LEAST_BLOCKS = {"week": 6, "month": 4}
LEAST_UP = 0.6
LEAST_BOUGHT = 12
# How many weeks' worth of belief the dispersion of the whole mall has beside a cell's own.
POOLED = 8.0
# Purchases that a rise is shrunk towards none by.
SHRINK = 5.0


@dataclass(frozen=True, slots=True)
class Counts:
    """One region: shoppers who bought of each category on each day, (categories, days); `all` (days,) of anything."""

    region: str
    categories: Sequence[str]
    bought: NDArray[np.int64]
    all: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A rise that was found; `chance` is adjusted for all that was looked through.

    `rise` is how many times as fast the category sells in the slot as outside of it, less what is usual: the odds ratio
    of X against p0, shrunk by five purchases (1 = as usual).

    `steady` is the share of weeks or months in which the slot lay above the usual, with one for and one against.
    """

    region: str
    category: str
    slot: str
    rise: float
    chance: float
    bought: int
    steady: float


def rhythms(found: Sequence[Counts], days: Sequence[int], bound: float) -> list[Rhythm]:
    """Return the rises of all regions with an expected share of false alarms of at most `bound`, surest first.

    `days` are the day numbers of the columns, without gaps. A rise has to be 1.5 times the usual or more, seen in 60 %
    of at least 6 weeks (4 months), with at least 12 purchases in the slot.
    """
    if not found or not len(days):
        return []
    held, weeks = masks(days), {block: blocks(days, block) for block in ("week", "month")}
    cells = [_cells(one, held, weeks) for one in found]
    pooled = _pooled(cells)
    least = [_least(each, pooled) for each in cells]
    adjusted = benjamini_hochberg(np.concatenate([chance for chance, _ in least]))
    rises: list[Rhythm] = []
    start = 0
    for one, each, (chance, slot) in zip(found, cells, least, strict=True):
        mine = adjusted[start : start + len(chance)]
        start += len(chance)
        rises += [_rhythm(one, each, row, int(slot[row]), float(mine[row]))
                  for row in np.flatnonzero(mine <= bound).tolist()]
    return sorted((r for r in rises if r.rise >= LEAST_RISE and r.steady >= 0), key=lambda r: (r.chance, -r.rise))


@dataclass(frozen=True, slots=True)
class _Cells:
    """By category and slot (C, S): purchases in the slot, all of the category (C, 1), of the other trade, expected
    share, dispersion by block and by day, blocks above the usual and seen, and whether there is enough to judge."""

    inside: Doubles
    whole: Doubles
    others: Doubles
    usual: Doubles
    pearson: Doubles
    freedom: Doubles
    daily: Doubles
    up: Doubles
    blocks: Doubles
    enough: NDArray[np.bool_]


def _cells(one: Counts, held: NDArray[np.bool_], weeks: dict[str, NDArray[np.int64]]) -> _Cells:
    bought = one.bought.astype(np.float64)
    rest = np.maximum(one.all[None, :] - bought, 0.0)
    slots = held.T.astype(np.float64)
    inside, whole = bought @ slots, bought.sum(axis=1, keepdims=True)
    others = rest.sum(axis=1, keepdims=True)
    # Two purchases spread as the calendar has it keep the share off 0 where the other trade is thin.
    calendar = held.mean(axis=1)[None, :]
    trade = (rest @ slots + 2 * calendar) / (others + 2)
    usual = np.clip(np.maximum(trade, calendar), 1e-6, 1 - 1e-6)
    shape = inside.shape
    pearson, freedom, up, seen = (np.zeros(shape) for _ in range(4))
    for block, numbers in weeks.items():
        columns = [n for n, slot in enumerate(SLOTS) if slot.block == block]
        parts = _by_block(bought, rest, held, columns, numbers)
        pearson[:, columns], freedom[:, columns], up[:, columns], seen[:, columns] = parts
    least = np.array([LEAST_BLOCKS[slot.block] for slot in SLOTS])
    enough = (inside >= LEAST_BOUGHT) & (seen >= least) & (up >= LEAST_UP * seen)
    return _Cells(inside, whole, others, usual, pearson, freedom, _daily(bought, held), up, seen, enough)


def _daily(bought: Doubles, held: NDArray[np.bool_]) -> Doubles:
    """Return Pearson's dispersion of the days of each category around the mean of their weekday, shape (C, 1)."""
    weekdays = np.array([slot.code.startswith("weekday:") for slot in SLOTS])
    member = held[weekdays].astype(np.float64)
    mean = (bought @ member.T / np.maximum(member.sum(axis=1), 1)) @ member
    chi = np.where(mean > 0, (bought - mean) ** 2 / np.maximum(mean, 1e-9), 0.0).sum(axis=1, keepdims=True)
    dispersion: Doubles = chi / max(1, bought.shape[1] - int(weekdays.sum()))
    return dispersion


def _by_block(
    bought: Doubles, rest: Doubles, held: NDArray[np.bool_], columns: list[int], numbers: NDArray[np.int64]
) -> tuple[Doubles, Doubles, Doubles, Doubles]:
    """Return Pearson's χ² of slot shares from block to block, its freedom, blocks above the usual, blocks seen."""
    member = np.zeros((len(numbers), int(numbers.max()) + 1))
    member[np.arange(len(numbers)), numbers] = 1.0
    n = (bought @ member)[:, None, :]
    x = np.stack([(bought * held[s]) @ member for s in columns], axis=1)
    share = np.clip(x.sum(axis=2, keepdims=True) / np.maximum(n.sum(axis=2, keepdims=True), 1), 1e-6, 1 - 1e-6)
    pearson = ((x - n * share) ** 2 / np.maximum(n * share * (1 - share), 1e-9)).sum(axis=2)
    seen = (n > 0).sum(axis=2)
    trade = np.stack([(rest * held[s]) @ member for s in columns], axis=1)
    days = np.stack([held[s] @ member for s in columns])[None] / np.maximum(member.sum(axis=0), 1)
    usual = np.maximum((trade + 1) / ((rest @ member)[:, None, :] + 2), days)
    up = ((x > n * usual) & (n > 0)).sum(axis=2)
    shape = pearson.shape
    return pearson, np.broadcast_to(np.maximum(seen - 1, 0), shape), up, np.broadcast_to(seen, shape)


def _pooled(cells: Sequence[_Cells]) -> float:
    chi = sum(float(each.pearson.sum()) for each in cells)
    freedom = sum(float(each.freedom.sum()) for each in cells)
    return max(1.0, chi / freedom) if freedom else 1.0


def _least(each: _Cells, pooled: float) -> tuple[Doubles, NDArray[np.int64]]:
    """Return for each category the least P over its slots, times their number, and the slot it comes from."""
    from scipy.special import betainc

    own = each.pearson / np.maximum(each.freedom, 1)
    shrunk = (each.pearson + POOLED * pooled) / (each.freedom + POOLED)
    dispersion = np.maximum(np.maximum(np.maximum(own, shrunk), each.daily), 1.0)
    n = each.whole * each.others / np.maximum(each.whole + each.others, 1) / dispersion
    x = n * each.inside / np.maximum(each.whole, 1)
    chance = betainc(np.maximum(x, 1e-9), n - x + 1, each.usual)
    chance = np.where(each.enough & (x > n * each.usual), chance, 1.0)
    least: Doubles = np.minimum(chance.min(axis=1) * chance.shape[1], 1.0)
    return least, chance.argmin(axis=1)


def _rhythm(one: Counts, each: _Cells, row: int, slot: int, chance: float) -> Rhythm:
    inside, whole, usual = float(each.inside[row, slot]), float(each.whole[row, 0]), float(each.usual[row, slot])
    odds = (inside + SHRINK * usual) / (whole - inside + SHRINK * (1 - usual))
    steady = (float(each.up[row, slot]) + 1) / (float(each.blocks[row, slot]) + 2)
    return Rhythm(one.region, one.categories[row], SLOTS[slot].code, odds * (1 - usual) / usual, chance,
                  int(inside), steady)  # fmt: skip


def benjamini_hochberg(chances: Doubles) -> Doubles:
    """Return adjusted chances: those at or under a bound make up at most that share of false alarms, expected."""
    n = len(chances)
    order = np.argsort(chances)[::-1]
    stepped = np.minimum.accumulate(chances[order] * n / np.arange(n, 0, -1))
    adjusted = np.empty(n)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted
